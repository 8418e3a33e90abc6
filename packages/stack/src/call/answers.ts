import type { DescMethod, Message } from "@bufbuild/protobuf";
import { type CallOptions, type ConnectOptions, connect } from "@hexmart/grpc";
import { takesStream } from "./requests.ts";

type Invoke = (request: unknown, options: CallOptions) => Promise<Message> | AsyncIterable<Message>;

export type CallSettings = {
  readonly connection: Pick<ConnectOptions, "address" | "accessToken">;
  readonly options: CallOptions;
  /** How many messages of a stream are enough. */
  readonly limit?: number | undefined;
};

/** Calls a method with messages, and gives what it answers. Leaving the loop cancels the call. */
export async function* answersOf(
  method: DescMethod,
  requests: AsyncIterable<Message>,
  { connection, options, limit = Number.POSITIVE_INFINITY }: CallSettings,
): AsyncGenerator<Message> {
  const client = connect(method.parent, connection);
  try {
    const invoke = (client as unknown as Readonly<Record<string, Invoke>>)[method.localName];
    if (!invoke) throw new TypeError(`Cannot call ${method.name}: its client has no such method`);
    const answer = invoke(takesStream(method) ? requests : await first(requests), options);
    if (!(Symbol.asyncIterator in answer)) {
      yield await answer;
      return;
    }
    let count = 0;
    for await (const message of answer) {
      yield message;
      count += 1;
      if (count >= limit) return;
    }
  } finally {
    client[Symbol.dispose]();
  }
}

async function first(messages: AsyncIterable<Message>): Promise<Message | undefined> {
  for await (const message of messages) return message;
  return undefined;
}
