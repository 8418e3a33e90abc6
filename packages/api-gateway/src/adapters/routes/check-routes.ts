import { z } from "zod";
import { overlap } from "#domain/match.ts";
import { methods, type RouteFile } from "#domain/route.ts";

const milliseconds = z.int().min(1).max(3_600_000);
const count = z.int().min(0).max(100_000);
const name = z.string().regex(/^[a-z][a-z0-9.-]*$/, "must be small letters, digits, dots and hyphens");
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "must be the name of a header");
/** RFC 6749 § 3.3; a space would make two of it. */
const scope = z.string().regex(/^[!#-[\]-~]+$/, "must be one scope, without spaces or quotes");
const path = z
  .string()
  .regex(
    /^(\/([A-Za-z0-9._~!$&'()+,;=:@-]+|\*))*(\/\*\*)?$/,
    "must be segments behind slashes, each literal or *, with ** at the end at most",
  )
  .refine((text) => text !== "" && !/\/\.{1,2}(\/|$)/.test(text), "must be a path without dot segments");

const guards = {
  bulkhead: z.strictObject({ inFlight: count.min(1), queue: count }).optional(),
  breaker: z.strictObject({ failures: count.min(1), openForMs: milliseconds }).optional(),
};
const rateLimit = z.strictObject({
  max: count.min(1),
  perMs: milliseconds,
  atOnce: count.min(1),
  by: z.enum(["client", "subject"]),
});
const headerRules = z.strictObject({
  remove: z.array(headerName).optional(),
  set: z.record(headerName, z.string().regex(/^[ -~]*$/, "must be printable ASCII")).optional(),
});
const access = z.union([
  z.literal("public"),
  z.strictObject({ audience: z.string().min(1), allOf: z.array(scope).optional(), anyOf: z.array(scope).optional() }),
]);

const upstream = z.strictObject({
  ...guards,
  tries: z.int().min(1).max(5).optional(),
  ejectForMs: milliseconds.optional(),
});
const service = z.strictObject({
  ...guards,
  audience: z.string().min(1),
  timeoutMs: milliseconds.optional(),
  streamTimeoutMs: milliseconds.optional(),
  rateLimit: rateLimit.optional(),
});
const route = z.strictObject({
  methods: z.array(z.enum(methods)).min(1),
  path,
  to: path,
  upstream: z.string(),
  access,
  timeoutMs: milliseconds.optional(),
  rateLimit: rateLimit.optional(),
  headers: z.strictObject({ request: headerRules.optional(), response: headerRules.optional() }).optional(),
});

const routeFile = z
  .strictObject({
    upstreams: z.record(name, upstream),
    routes: z.record(name, route),
    services: z.record(z.string(), service),
  })
  .superRefine(({ upstreams, routes }, context) => {
    const refuse = (at: string[], message: string) =>
      context.addIssue({ code: "custom", path: ["routes", ...at], message });
    const entries = Object.entries(routes);
    for (const [index, [one, own]] of entries.entries()) {
      if (!Object.hasOwn(upstreams, own.upstream)) refuse([one, "upstream"], `there is no upstream "${own.upstream}"`);
      if (wildcards(own.path) !== wildcards(own.to))
        refuse([one, "to"], `must have the wildcards of its path, ${own.path}`);
      if (own.access === "public" && own.rateLimit)
        refuse([one, "rateLimit"], "needs callers with a token; the route is public");
      for (const [other, its] of entries.slice(0, index)) {
        if (overlap(own as RouteFile["routes"][string], its as RouteFile["routes"][string])) {
          refuse([one, "path"], `matches the same requests as "${other}"`);
        }
      }
    }
  });

/**
 * Reads a route file; whatever is not known is refused.
 *
 * @throws Error that names each wrong field by its route, and what it must be; its code is CONFIG_INVALID
 */
export function checkRoutes(file: unknown): RouteFile {
  const read = routeFile.safeParse(file);
  if (read.success) return read.data as RouteFile;
  const problems = read.error.issues.map(
    (issue) => `${issue.path.map(String).join(" → ") || "the file"}: ${messageOf(issue)}`,
  );
  throw Object.assign(new Error(`Cannot use the routes: ${problems.join("; ")}`), { code: "CONFIG_INVALID" });
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== "unrecognized_keys") return issue.message;
  return `${issue.keys.map((key) => `"${key}"`).join(" and ")} is not known here`;
}

function wildcards(pattern: string): string {
  return pattern
    .split("/")
    .filter((segment) => /^\*+$/.test(segment))
    .join(" ");
}
