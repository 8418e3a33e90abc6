import { once } from "node:events";
import type { ClientHttp2Stream, ServerHttp2Session } from "node:http2";
import { connect, createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import type { Engine } from "../src/engine/port.ts";
import { bytes, call, callWith, dial, listen, ok, text } from "./engine-fixtures.ts";

/** Long enough to be worth compressing, and easy to compress. */
const long = "la ".repeat(10_000);

type Frame = { readonly flag: number | undefined; readonly payload: Buffer };

function frame({ flag, payload }: { flag: number; payload: Uint8Array }): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(flag, 0);
  head.writeUInt32BE(payload.byteLength, 1);
  return Buffer.concat([head, payload]);
}

function frames(body: Buffer): Frame[] {
  const found: Frame[] = [];
  for (let at = 0; at < body.byteLength; ) {
    const end = at + 5 + body.readUInt32BE(at + 1);
    found.push({ flag: body[at], payload: body.subarray(at + 5, end) });
    at = end;
  }
  return found;
}

async function bodyOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A call by bare HTTP/2, which shows what is really on the wire. */
async function bareCall(address: string, kind: string, header: Record<string, string>, ...requests: Buffer[]) {
  const session = connect(`http://${address}`);
  const stream: ClientHttp2Stream = session.request({
    ":method": "POST",
    ":path": `/test.Engine/${kind}`,
    "content-type": "application/grpc",
    te: "trailers",
    ...header,
  });
  stream.end(Buffer.concat(requests));
  const response = once(stream, "response");
  const trailer = once(stream, "trailers");
  return {
    header: response.then(([header]) => header as Record<string, string>),
    frames: bodyOf(stream).then(frames),
    trailer: trailer.then(([trailer]) => trailer as Record<string, string>),
    [Symbol.dispose]: () => session.destroy(),
  };
}

/** A server of bare HTTP/2 that takes one upload, and answers when it has all of it. */
async function listenBare() {
  const { promise: body, resolve } = Promise.withResolvers<Buffer>();
  const server = createServer().on("stream", (stream) => {
    void bodyOf(stream).then((received) => {
      stream.respond({ ":status": 200, "content-type": "application/grpc", "grpc-status": "0" }, { endStream: true });
      resolve(received);
    });
  });
  const sessions = new Set<ServerHttp2Session>();
  server.on("session", (session) => sessions.add(session));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    body,
    async [Symbol.asyncDispose]() {
      for (const session of sessions) {
        session.destroy();
      }
      server.close();
    },
  };
}

const gzip = { "grpc-encoding": "gzip", "grpc-accept-encoding": "identity,gzip" };

/** What an engine must do about compression. */
export function engineCompressionContract(name: string, engine: Engine): void {
  describe(`${name}: a client that compresses`, () => {
    it("carries every kind of message there and back", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address, { compression: "gzip" });
      const made = call(client.channel, "bidi_streaming");
      const seen = await host.incoming.next();
      seen.call.sendHeader({ "x-said": "before" });
      for (const message of [long, "short", "", `${long}!`]) {
        made.call.write(bytes(message));
        const there = await seen.call.read();
        expect(text(there)).toBe(message);
        seen.call.write(there ?? bytes("nothing came"));
      }
      made.call.end();
      expect(await seen.call.read()).toBeUndefined();
      seen.call.finish({ ...ok, trailer: { "x-said": "after" } });
      for (const message of [long, "short", "", `${long}!`]) {
        expect(text(await made.call.read())).toBe(message);
      }
      expect(await made.call.read()).toBeUndefined();
      expect(await made.header).toMatchObject({ "x-said": "before" });
      expect(await made.ended).toMatchObject({ code: 0, trailer: { "x-said": "after" } });
    });

    it.each<["gzip" | undefined, readonly (number | undefined)[]]>([
      ["gzip", [1, 0]],
      [undefined, [0, 0]],
    ])("compresses what is worth it, and only where it was told to: %s", async (compression, flags) => {
      await using bare = await listenBare();
      using client = dial(engine, bare.address, { compression });
      const made = call(client.channel, "client_streaming");
      made.call.write(bytes(long));
      made.call.write(bytes("short"));
      made.call.end();
      await made.ended;
      const sent = frames(await bare.body);
      expect(sent.map(({ flag }) => flag)).toEqual(flags);
      expect(sent[0]?.payload.byteLength).toBe(compression === "gzip" ? gzipSync(long).byteLength : long.length);
    });
  });

  describe(`${name}: a server`, () => {
    it("understands a caller that compresses, and answers in kind what is worth it", async () => {
      await using host = await listen(engine);
      using made = await bareCall(
        host.server.address,
        "bidi_streaming",
        gzip,
        frame({ flag: 1, payload: gzipSync(long) }),
        frame({ flag: 0, payload: bytes("as it is") }),
      );
      const { call: seen } = await host.incoming.next();
      expect(text(await seen.read())).toBe(long);
      expect(text(await seen.read())).toBe("as it is");
      seen.sendHeader({});
      seen.write(bytes(long));
      seen.write(bytes("short"));
      seen.finish(ok);
      expect(await made.header).toMatchObject({ "grpc-encoding": "gzip" });
      const [first, second] = await made.frames;
      expect(first?.flag).toBe(1);
      expect(gunzipSync(first?.payload ?? "").toString()).toBe(long);
      expect(second).toMatchObject({ flag: 0, payload: Buffer.from("short") });
      expect(await made.trailer).toMatchObject({ "grpc-status": "0" });
    });

    it.each<[string, Record<string, string>]>([
      ["does not compress", { "grpc-accept-encoding": "identity,gzip" }],
      ["takes no gzip", { "grpc-encoding": "gzip", "grpc-accept-encoding": "identity" }],
    ])("sends messages as they are to a caller who %s", async (_name, header) => {
      await using host = await listen(engine);
      using made = await bareCall(host.server.address, "unary", header, frame({ flag: 0, payload: bytes("x") }));
      const { call: seen } = await host.incoming.next();
      await seen.read();
      seen.respond({}, bytes(long), undefined);
      expect(await made.frames).toMatchObject([{ flag: 0, payload: Buffer.from(long) }]);
    });

    it("answers UNIMPLEMENTED to a compression that it does not know", async () => {
      await using host = await listen(engine);
      const header = { "grpc-encoding": "snappy" };
      using made = await bareCall(host.server.address, "unary", header, frame({ flag: 1, payload: bytes("x") }));
      const seen = await host.incoming.next();
      expect(await seen.call.read()).toBeUndefined();
      expect(await seen.cancelled).toBe(12);
      void made;
    });

    it("lets go of a caller who cancels while its answer is being compressed", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address, { compression: "gzip" });
      const made = callWith(client.channel, "server_streaming", bytes("go"));
      const seen = await host.incoming.next();
      await seen.call.read();
      seen.call.sendHeader({});
      let room: Promise<void> | undefined;
      while (room === undefined) {
        room = seen.call.write(new Uint8Array(64 * 1024));
      }
      made.call.cancel();
      await room;
      expect(await seen.cancelled).toBeUndefined();
      seen.call.finish(ok);
    });
  });

  describe(`${name}: a message that grows when it is unpacked`, () => {
    // A thousandth of it on the wire, where it is within the limit.
    const bomb = new Uint8Array(16 * 1024 * 1024);
    const maxMessageBytes = 64 * 1024;

    it("is refused by a server with RESOURCE_EXHAUSTED", async () => {
      await using host = await listen(engine, { maxMessageBytes });
      using client = dial(engine, host.server.address, { compression: "gzip" });
      const made = callWith(client.channel, "unary", bomb);
      const seen = await host.incoming.next();
      expect(await seen.call.read()).toBeUndefined();
      expect(await seen.cancelled).toBe(8);
      expect(await made.ended).toMatchObject({ code: 8 });
    });

    it("is refused by a client with RESOURCE_EXHAUSTED", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address, { compression: "gzip", maxMessageBytes });
      const made = callWith(client.channel, "unary", bytes("x"));
      const seen = await host.incoming.next();
      await seen.call.read();
      seen.call.respond({}, bomb, undefined);
      expect(await made.call.read()).toBeUndefined();
      expect(await made.ended).toMatchObject({ code: 8 });
    });
  });
}
