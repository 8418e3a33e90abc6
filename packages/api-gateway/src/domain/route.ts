/** What the gateway is told: where requests go, who may make them, and how much of it at once. Times in milliseconds. */
export type RouteFile = {
  /** REST servers, by name. Where their replicas are is configuration. */
  readonly upstreams: Readonly<Record<string, Upstream>>;
  /** Which requests go to them, by a name for logs and messages. */
  readonly routes: Readonly<Record<string, Route>>;
  /** gRPC services by their full names; paths and scopes are in their contracts. */
  readonly services: Readonly<Record<string, Service>>;
};

export type Upstream = Guards & {
  /** How often a request may be sent, in all. Only what is safe to send again is: see mayRetry(). */
  readonly tries?: number;
  /** How long a replica that could not be reached is passed over. */
  readonly ejectForMs?: number;
};

export type Service = Guards & {
  /** The one audience that an access token must have. */
  readonly audience: string;
  readonly timeoutMs?: number;
  /** For calls that stream, instead of timeoutMs. */
  readonly streamTimeoutMs?: number;
  readonly rateLimit?: RateLimit;
};

/** What keeps one upstream's trouble from becoming everybody's. */
export type Guards = {
  /** At most so many requests at once; so many more wait for a place, and all others are refused. */
  readonly bulkhead?: { readonly inFlight: number; readonly queue: number };
  /** After so many failures in a row nothing is sent for a while; then one request tries whether it is over. */
  readonly breaker?: { readonly failures: number; readonly openForMs: number };
};

export type Route = {
  readonly methods: readonly Method[];
  /** Literal segments; `*` is any one; `**` at the end is any number, none included. */
  readonly path: string;
  /** The path at the upstream; a `**` at its end is what the path's stands for. */
  readonly to: string;
  /** A name among `upstreams`. */
  readonly upstream: string;
  readonly access: Access;
  readonly timeoutMs?: number;
  readonly rateLimit?: RateLimit;
  /** Headers to remove from requests and answers, or to set; beyond what is always removed. */
  readonly headers?: { readonly request?: HeaderRules; readonly response?: HeaderRules };
};

export const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof methods)[number];

/** Anybody, or whoever has a token of the audience with all of these scopes and with one of those. */
export type Access =
  | "public"
  | { readonly audience: string; readonly allOf?: readonly string[]; readonly anyOf?: readonly string[] };

export type RateLimit = {
  readonly max: number;
  readonly perMs: number;
  /** How many of one caller's are under way at the same time: what streams is counted as long as it does. */
  readonly atOnce: number;
  readonly by: "client" | "subject";
};

export type HeaderRules = {
  readonly remove?: readonly string[];
  readonly set?: Readonly<Record<string, string>>;
};
