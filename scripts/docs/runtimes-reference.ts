import type { LeftOut } from "../on-deno.ts";
import { code, table } from "./markdown.ts";

/** A package with the npm scripts by which it is tested. */
export type Tested = { readonly folder: string; readonly scripts: Readonly<Record<string, string>> };

export type Runtimes = {
  /** The versions that the root pins. */
  readonly node: string;
  readonly deno: string;
  /** Which Node the root's `engines` asks for. */
  readonly engines: string;
  /** On which runtimes CI boots the whole system. */
  readonly booted: readonly string[];
  readonly packages: readonly Tested[];
  readonly leftOut: readonly LeftOut[];
};

/** What runs where, as `docs/reference/runtimes.md`. */
export function runtimesReference({ node, deno, engines, booted, packages, leftOut }: Runtimes): string {
  const leftOf = (folder: string) => leftOut.find(({ package: name }) => folder === `packages/${name}`);
  return [
    "# Runtimes",
    "Written by `npm run docs:generate` from package.json, the workflows and `scripts/on-deno.ts`: change it there.",
    `One source, no build. The root pins Node ${node} and Deno ${deno}; the services need Node ${engines}. jest runs without a transformer, for which it needs Node 24.9: on Node 22 the system runs, and its tests do not.`,
    table(
      ["what", "Node", "Deno"],
      [
        ["the whole system, booted once", booted.filter((one) => one.startsWith("Node")).join(", "), deno],
        ["unit, port and integration suites (`npm test`, `npm run test:deno`)", node, deno],
        ["types (`npm run typecheck`, `npm run typecheck:deno`)", "tsc", "`deno check`"],
        ["journeys, with every service on one runtime", "all", "two for every change; all at night"],
        ["journeys, with services on both", "two for every change; all at night", "the same: four services on Deno"],
        ["journeys in containers", "all: the image has Node", "no: one image is enough to prove the Dockerfile"],
        ["the commands of the root (`npm start`, `npm run demo`)", "they start both", "no: Node starts them"],
        ["the tests of `scripts/`", node, "no: they are the repository's tools, not its product"],
      ],
    ),
    "## Suites",
    table(
      ["package", "Node", "Deno", "left out on Deno"],
      packages.map(({ folder, scripts }) => [
        code(folder),
        scripts.test ? "`test`" : "no",
        scripts["test:deno"] ? "`test:deno`" : "no",
        leftOutCell(leftOf(folder)),
      ]),
    ),
    "## Permissions",
    "On Deno the stack starts each service with the least that it needs, which [one file](../../packages/stack/src/deno-permissions.ts) works out from what the service is told. [A test](../../e2e/security/least-permissions.test.ts) takes away one after the other, and sees that the service misses each.",
    "## What is different on Deno, and where it is hidden",
    table(
      ["Deno", "so"],
      [
        [
          "can abort when a GOAWAY comes in while a session closes (denoland/deno#36788)",
          "`@hexmart/grpc` closes sessions one turn later; [a stress test](../../packages/grpc/test/goaway-stress.test.ts), for minutes at night",
        ],
        [
          "stops doing anything, as a client, when servers say GOAWAY to twenty new connections before anything else",
          "not hidden yet",
        ],
        [
          "lets go of a request that is answered, and with it of the signal that would end the body",
          "movies-web gives the signal to the body as well; a test with 264 streams",
        ],
        [
          "wants `this` for `URL.parse()`, which the router of fastify leaves away",
          "`@hexmart/http` takes whole URLs apart itself",
        ],
        [
          "keeps a process alive for an `AbortSignal.timeout()` to which somebody listens",
          "who listens stops listening",
        ],
        [
          "has no `require()` of an ES module inside jest",
          "the root overrides `cookie` below `light-my-request`, for `app.inject()` in tests only",
        ],
      ],
    ),
  ]
    .join("\n\n")
    .concat("\n");
}

function leftOutCell(left: LeftOut | undefined): string {
  if (left === undefined) return "";
  return `${left.files.map(code).join(", ")}. ${left.why}${left.nightly ? " At night." : ""}`;
}
