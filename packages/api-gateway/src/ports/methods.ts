import type { Access, RateLimit } from "#domain/route.ts";

/** What the gateway says of a method of a gRPC service, by its contract and the route file. */
export type MethodRules = {
  readonly access: Access;
  readonly rateLimit: RateLimit | undefined;
  /** The service, for what is counted by it. */
  readonly service: string;
};
