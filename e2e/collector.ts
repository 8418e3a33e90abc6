import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

/** A span as a service told of it. */
export type CollectedSpan = {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first of a trace. */
  readonly parentId: string;
  readonly name: string;
  readonly kind: "internal" | "server" | "client" | "other";
  readonly attributes: Readonly<Record<string, string>>;
};

/** A collector of traces that speaks OTLP over HTTP, as OpenTelemetry's own does. */
export type Collector = AsyncDisposable & {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
};

export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (request.url === "/v1/traces") spans.push(...readExport(Buffer.concat(chunks)));
    response.end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const kinds = ["other", "internal", "server", "client"] as const;

/** opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest, as far as the tests look at it. */
function readExport(request: Uint8Array): CollectedSpan[] {
  return fields(request)
    .messages(1)
    .flatMap((resourceSpans) => {
      const resource = attributesOf(resourceSpans.messages(1)[0]?.messages(1) ?? []);
      return resourceSpans
        .messages(2)
        .flatMap((scopeSpans) => scopeSpans.messages(2))
        .map((span) => ({
          service: resource["service.name"] ?? "",
          traceId: span.hex(1),
          spanId: span.hex(2),
          parentId: span.hex(4),
          name: span.text(5),
          kind: kinds[span.number(6)] ?? "other",
          attributes: attributesOf(span.messages(9)),
        }));
    });
}

function attributesOf(keyValues: readonly Fields[]): Record<string, string> {
  return Object.fromEntries(
    keyValues.map((keyValue) => {
      const [value] = keyValue.messages(2);
      return [keyValue.text(1), value?.text(1) || String(value?.number(3) ?? "")];
    }),
  );
}

type Fields = {
  messages(number: number): readonly Fields[];
  hex(number: number): string;
  text(number: number): string;
  number(number: number): number;
};

/** The fields of a message by their numbers, without its descriptor. */
function fields(message: Uint8Array): Fields {
  const found = new Map<number, (Uint8Array | number)[]>();
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    const values = found.get(number) ?? [];
    found.set(number, values);
    if (type === WireType.LengthDelimited) values.push(reader.bytes());
    else if (type === WireType.Varint) values.push(Number(reader.uint64()));
    else reader.skip(type, number);
  }
  const bytes = (number: number) => (found.get(number) ?? []).filter((value) => typeof value !== "number");
  return {
    messages: (number) => bytes(number).map(fields),
    hex: (number) => Buffer.from(bytes(number)[0] ?? []).toString("hex"),
    text: (number) => Buffer.from(bytes(number)[0] ?? []).toString("utf8"),
    number: (number) => (found.get(number) ?? []).find((value) => typeof value === "number") ?? 0,
  };
}
