import type { Message } from "@bufbuild/protobuf";
import type { RpcError } from "../rpc-error.ts";
import type { InboundCall } from "./inbound-call.ts";

/**
 * A step that calls pass through. A step is made once for each method, with all that it can work out beforehand, and
 * keeps what belongs to a call in the call. So a call costs no closures, whatever the number of steps.
 */
export type Interceptor = {
  /** Before the first message is read. Throws an RpcError to refuse the call. */
  start?(call: InboundCall): void | Promise<void>;
  /** For each request message, before the handler sees it. Throws an RpcError to refuse it, which ends the call. */
  message?(call: InboundCall, message: Message): void;
  /** What the caller is told of what the handler threw. */
  translate?(call: InboundCall, thrown: unknown): RpcError;
  /** Once, after the call has ended, with the error that it ended with or undefined. */
  finish?(call: InboundCall, error: RpcError | undefined): void;
};

type Hook<K extends keyof Interceptor> = NonNullable<Interceptor[K]>;

/** The steps of a method, hook by hook. */
export type Chain = {
  readonly start: readonly Hook<"start">[];
  readonly message: readonly Hook<"message">[];
  readonly translate: Hook<"translate">;
  readonly finish: readonly Hook<"finish">[];
};

/** Lines steps up: start, message in the given order, finish in the reverse. Undefined stands for a step left out. */
export function chain(steps: readonly (Interceptor | undefined)[]): Chain {
  const present = steps.filter((step) => step !== undefined);
  const translate = present.findLast((step) => step.translate !== undefined)?.translate;
  if (translate === undefined) {
    throw new TypeError("Cannot line up interceptors: none of them translates errors");
  }
  return {
    start: present.flatMap((step) => step.start ?? []),
    message: present.flatMap((step) => step.message ?? []),
    translate,
    finish: present.flatMap((step) => step.finish ?? []).reverse(),
  };
}
