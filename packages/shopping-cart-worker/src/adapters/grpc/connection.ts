import type { DescService } from "@bufbuild/protobuf";
import type { TokenSource } from "@hexmart/auth";
import { type CallOptions, type Client, connect } from "@hexmart/grpc";
import type { ClientSecurity } from "@hexmart/grpc/config";
import type { Dependency } from "#domain/errors.ts";
import type { Call } from "#ports/call.ts";
import { toDependencyError } from "./errors.ts";

/** Where a service is, and how it is called. */
export type Place = {
  /** host:port */
  readonly address: string;
  /** The tokens that it accepts: each service has an audience of its own. */
  readonly tokens: TokenSource;
  readonly security?: ClientSecurity;
  /** How long one call may take, in milliseconds. */
  readonly deadlineMs: number;
};

/** One channel for all calls to a service, and what every call has in common. */
export type Connection<S extends DescService> = Disposable & {
  readonly client: Client<S>;
  options(call: Call): CallOptions;
  /** What a failed call is to the application. */
  failure(error: unknown, call: Call): unknown;
};

export function openConnection<S extends DescService>(
  service: S,
  dependency: Dependency,
  { address, tokens, security, deadlineMs }: Place,
): Connection<S> {
  const client = connect(service, { address, accessToken: tokens, ...security });
  return {
    client,
    options: ({ runId, signal }) => ({ signal, timeoutMs: deadlineMs, headers: { "x-request-id": runId } }),
    failure: (error, { signal }) => (signal.aborted ? signal.reason : toDependencyError(dependency, error)),
    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
}
