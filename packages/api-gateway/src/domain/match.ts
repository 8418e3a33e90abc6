import type { Method, Route } from "./route.ts";

/** A route that fits, and the path at its upstream; or the methods that other routes have for the path. */
export type Match =
  | { readonly name: string; readonly route: Route; readonly to: string }
  | { readonly allowed: readonly Method[] };

/** Finds the route of a normalized path: of those that fit, the one with the most literal path. HEAD goes where GET does. */
export function matchRoute(routes: Readonly<Record<string, Route>>, method: string, path: string): Match {
  const fitting = Object.entries(routes)
    .flatMap(([name, route]) => {
      const rest = restOf(route.path, path);
      return rest === undefined ? [] : [{ name, route, to: rewritten(route.to, rest) }];
    })
    .sort((a, b) => compare(a.route.path, b.route.path));
  const [first] = fitting;
  // A route for GET with a more literal path must not be passed by for one for POST with a looser path.
  const same = fitting.filter(({ route }) => route.path === first?.route.path);
  const found = same.find(({ route }) => takes(route, method));
  if (found !== undefined) return found;
  return { allowed: [...new Set(same.flatMap(({ route }) => withHead(route.methods)))] };
}

/** Where a path of the upstream is found here: the reverse of the route's rewriting; undefined for one it does not lead to. */
export function pathHere({ path, to }: Route, there: string): string | undefined {
  const rest = restOf(to, there);
  return rest === undefined ? undefined : rewritten(path, rest);
}

/** Whether two routes can fit the same request, so that none of them would be the right one. */
export function overlap(one: Route, other: Route): boolean {
  return one.path === other.path && withHead(one.methods).some((method) => withHead(other.methods).includes(method));
}

function withHead(methods: readonly Method[]): readonly Method[] {
  return methods.includes("GET") && !methods.includes("HEAD") ? [...methods, "HEAD"] : methods;
}

function takes({ methods }: Route, method: string): boolean {
  return withHead(methods).some((own) => own === method);
}

/** What the wildcards of a pattern stand for; the last of them may be several segments. */
function restOf(pattern: string, path: string): readonly string[] | undefined {
  const [patterns, segments] = [pattern.slice(1).split("/"), path.slice(1).split("/")];
  const open = patterns.at(-1) === "**";
  const fixed = open ? patterns.slice(0, -1) : patterns;
  if (segments.length < fixed.length || (!open && segments.length > fixed.length)) return undefined;
  if (!fixed.every((own, index) => own === "*" || own === segments[index])) return undefined;
  const ones = segments.slice(0, fixed.length).filter((_, index) => fixed[index] === "*");
  return open ? [...ones, segments.slice(fixed.length).join("/")] : ones;
}

function rewritten(pattern: string, rest: readonly string[]): string {
  let next = 0;
  const segments = pattern.slice(1).split("/");
  const filled = segments.map((own) => (own === "*" || own === "**" ? (rest[next++] ?? "") : own));
  return `/${filled.filter((segment) => segment !== "").join("/")}`;
}

/** Literal before one before any number, from the left; the longer of two first. */
function compare(a: string, b: string): number {
  const rank = (segment: string | undefined) => (segment === undefined ? 3 : ["*", "**"].indexOf(segment) + 1);
  const [one, other] = [a.slice(1).split("/"), b.slice(1).split("/")];
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const difference = rank(one[index]) - rank(other[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}
