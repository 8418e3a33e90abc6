import type { JsonValue } from "@bufbuild/protobuf";

/** How a stream of answers is written. */
export type Framing = {
  readonly contentType: string;
  readonly item: (json: JsonValue) => string;
  readonly failure: (status: JsonValue) => string;
  /** What a stream without an error ends with. */
  readonly end: string;
};

/** A line each; the end is that of the response, and an error is the last line. */
export const lines: Framing = {
  contentType: "application/x-ndjson",
  item: (json) => `${JSON.stringify({ result: json })}\n`,
  failure: (status) => `${JSON.stringify({ error: status })}\n`,
  end: "",
};

/** An event each. The end is one too, since an EventSource takes a closed connection for an accident and comes again. */
export const events: Framing = {
  contentType: "text/event-stream",
  item: (json) => `data: ${JSON.stringify(json)}\n\n`,
  failure: (status) => `event: failure\ndata: ${JSON.stringify(status)}\n\n`,
  end: "event: end\ndata: {}\n\n",
};

/** Writes a stream as its reader takes it: nothing is read ahead. `stop` is called once the reader has left. */
export function toStream(
  first: IteratorResult<JsonValue>,
  items: AsyncIterator<JsonValue>,
  framing: Framing,
  parts: { readonly describe: (error: unknown) => JsonValue; readonly stop: () => void },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let ahead: IteratorResult<JsonValue> | undefined = first;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        let text: string;
        let done = true;
        try {
          const next = ahead ?? (await items.next());
          ahead = undefined;
          done = next.done === true;
          text = next.done ? framing.end : framing.item(next.value);
        } catch (error) {
          text = framing.failure(parts.describe(error));
        }
        if (text !== "") controller.enqueue(encoder.encode(text));
        if (done) controller.close();
      },
      async cancel() {
        parts.stop();
        await items.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
