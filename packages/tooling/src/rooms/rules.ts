/** The rows of the table "who may import whom". */
export type RoomRule = "domain" | "ports" | "app" | "adapters" | "compose" | "config" | "main" | "cli";

/** Every rule of the check, by the name that a violation carries. */
export type Rule =
  | RoomRule
  | "no-such-room"
  | "across-rooms"
  | "leaves-package"
  | "environment"
  | "service-exports"
  | "service-imported"
  | "grpc-engine"
  | "name"
  | "file-count"
  | "file-length"
  | "syntax";

/** What a room may import besides itself. */
export type Row = {
  rooms: readonly RoomRule[];
  /** Packages of this monorepo by name (or one of their doors: "@hexmart/grpc/config"), or by tag for "every library". */
  packages: readonly string[];
  tags: readonly string[];
  /** Packages from npm, and `node:` modules. */
  npm: boolean;
  node: boolean;
  says: string;
  remedy: string;
};

const nothing = { rooms: [], packages: [], tags: [], npm: false, node: false } as const;

/** The table of the design, as data. A room may always import itself; adapters are one room each. */
export const table: Record<RoomRule, Row> = {
  domain: {
    ...nothing,
    packages: ["@hexmart/money"],
    says: "domain and @hexmart/money, nothing else",
    remedy:
      "keep decisions pure: take the value as an argument, or put the dependency behind a port and use it in an adapter.",
  },
  ports: {
    ...nothing,
    rooms: ["domain"],
    says: "ports and domain, nothing else",
    remedy: "a port is written in the words of the domain: move the type there, or let the adapter translate.",
  },
  app: {
    ...nothing,
    rooms: ["domain", "ports"],
    says: "app, domain and ports, nothing else",
    remedy: "ask for a port as an argument, and let compose hand in the adapter.",
  },
  adapters: {
    ...nothing,
    rooms: ["domain", "ports", "app"],
    tags: ["library", "kernel"],
    npm: true,
    node: true,
    says: "its own room, app, ports, domain, libraries and npm; only adapters/grpc protos and @hexmart/grpc, adapters/http OpenAPI, and adapters/gateway both contracts; never a sibling",
    remedy:
      "let the two meet in compose: what is common to both belongs to app or domain, what is wire to adapters/grpc or adapters/http.",
  },
  compose: {
    ...nothing,
    rooms: ["domain", "ports", "app", "adapters", "config"],
    tags: ["library", "kernel", "contracts"],
    npm: true,
    node: true,
    says: "everything but main and test code",
    remedy: "main calls compose, not the other way round; hand in from outside what a test wants to replace.",
  },
  config: {
    ...nothing,
    packages: ["@hexmart/runtime", "@hexmart/grpc/config", "@hexmart/http/config"],
    npm: true,
    says: "@hexmart/runtime, the config doors of @hexmart/grpc and @hexmart/http, and npm, nothing else",
    remedy: "read plain values here, and let compose make domain objects of them.",
  },
  main: {
    ...nothing,
    rooms: ["compose", "config"],
    packages: ["@hexmart/runtime"],
    says: "compose, config and @hexmart/runtime, nothing else",
    remedy: "move the work to compose: main only starts.",
  },
  cli: {
    ...nothing,
    rooms: ["domain", "ports", "app", "compose", "config"],
    packages: ["@hexmart/runtime"],
    npm: true,
    node: true,
    says: "compose, config, app, ports, domain, @hexmart/runtime, npm and node:, never an adapter",
    remedy: "ask the menu of use cases, which compose opens: what an operator needs is a use case.",
  },
};

/**
 * The doors to the wire's language, each with the adapters that speak it. The first that fits counts. Whoever calls the
 * gateway speaks both languages, as JSON.
 */
export const wire: readonly { readonly door: string; readonly rooms: readonly string[] }[] = [
  { door: "@hexmart/contracts/openapi/", rooms: ["adapters/http", "adapters/gateway"] },
  { door: "@hexmart/contracts/", rooms: ["adapters/grpc", "adapters/gateway"] },
  { door: "@hexmart/grpc/", rooms: ["adapters/grpc"] },
];

/** Where @grpc/grpc-js may be imported: another engine can then take its place without anybody noticing. */
export const engine = "packages/grpc/src/engine/grpc-js/";

/** What compares the engine's own library with the kit has to import both. */
export const measures = "packages/bench/src/";

/** Names that say nothing of what is inside, and so take in everything. */
export const emptyNames: ReadonlySet<string> = new Set(["common", "utils", "shared", "core", "helpers"]);

/** The size of a folder, and of a file, of a service that can be taken in at a glance. */
export const limits = { files: 12, lines: 200 } as const;
