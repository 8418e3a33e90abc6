import { connect, constants } from "node:http2";
import { describe, expect, it } from "@jest/globals";
import type { Engine } from "../src/engine/port.ts";
import { bytes, call, callWith, dial, listen, ok, text } from "./engine-fixtures.ts";
import { openRawConnection, prefixed } from "./raw-http2.ts";

/** What anything must do that is to stand behind src/engine/port.ts. */
export function engineContract(name: string, engine: Engine): void {
  describe(`${name}: messages`, () => {
    it("carries a unary call there and back", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address);
      const made = callWith(client.channel, "unary", bytes("ping"));
      const seen = await host.incoming.next();
      expect(text(await seen.call.read())).toBe("ping");
      seen.call.respond({ "x-said": "before" }, bytes("pong"), { "x-said": "after" });
      expect(text(await made.call.read())).toBe("pong");
      expect(await made.header).toMatchObject({ "x-said": "before" });
      expect(await made.ended).toMatchObject({ code: 0, trailer: { "x-said": "after" } });
    });

    it("carries an empty message", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address);
      const made = callWith(client.channel, "unary", new Uint8Array());
      const seen = await host.incoming.next();
      expect((await seen.call.read())?.byteLength).toBe(0);
      seen.call.respond({}, new Uint8Array(), undefined);
      expect((await made.call.read())?.byteLength).toBe(0);
      expect(await made.ended).toMatchObject({ code: 0 });
    });

    it("carries the messages of a server stream in order, and those that came before the end can still be read", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address);
      const made = callWith(client.channel, "server_streaming", bytes("go"));
      const seen = await host.incoming.next();
      await seen.call.read();
      seen.call.sendHeader({});
      for (const word of ["one", "two", "three"]) {
        await seen.call.write(bytes(word));
      }
      seen.call.finish(ok);
      const words: (string | undefined)[] = [];
      for (let message = await made.call.read(); message !== undefined; message = await made.call.read()) {
        words.push(text(message));
      }
      expect(words).toEqual(["one", "two", "three"]);
      expect(await made.ended).toMatchObject({ code: 0 });
    });

    it("carries the messages of a client stream, and says when the caller has finished", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address);
      const made = call(client.channel, "client_streaming");
      made.call.write(bytes("one"));
      made.call.write(bytes("two"));
      made.call.end();
      const seen = await host.incoming.next();
      expect(text(await seen.call.read())).toBe("one");
      expect(text(await seen.call.read())).toBe("two");
      expect(await seen.call.read()).toBeUndefined();
      seen.call.respond({}, bytes("both"), undefined);
      expect(text(await made.call.read())).toBe("both");
    });

    it("carries a conversation", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address);
      const made = call(client.channel, "bidi_streaming");
      made.call.write(bytes("a"));
      const seen = await host.incoming.next();
      seen.call.sendHeader({});
      expect(text(await seen.call.read())).toBe("a");
      seen.call.write(bytes("b"));
      expect(text(await made.call.read())).toBe("b");
      made.call.write(bytes("c"));
      expect(text(await seen.call.read())).toBe("c");
      seen.call.finish(ok);
      expect(await made.call.read()).toBeUndefined();
      expect(await made.ended).toMatchObject({ code: 0 });
    });

    it("sends the status of a conversation that is left while the caller still talks", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address);
      const made = call(client.channel, "bidi_streaming");
      made.call.write(bytes("a"));
      const seen = await host.incoming.next();
      await seen.call.read();
      seen.call.finish({ code: 9, message: "enough", trailer: undefined });
      expect(await made.ended).toMatchObject({ code: 9, message: "enough" });
    });
  });

  describe(`${name}: headers`, () => {
    it("carries names that repeat and binary values, both ways", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address);
      const binary = Buffer.from([0, 255, 1]).toString("base64");
      const made = callWith(client.channel, "unary", bytes("x"), { header: { "x-two": ["a", "b"], "x-bin": binary } });
      const { call: seen } = await host.incoming.next();
      expect([seen.header["x-two"]].flat().join(", ")).toBe("a, b");
      expect(seen.header["x-bin"]).toBe(binary);
      await seen.read();
      seen.respond({ "x-two": ["c", "d"] }, bytes("y"), { "y-bin": binary });
      expect([(await made.header)["x-two"]].flat().join(", ")).toBe("c, d");
      await made.call.read();
      expect((await made.ended).trailer?.["y-bin"]).toBe(binary);
    });

    it("says where a call comes from", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address);
      const made = callWith(client.channel, "unary", bytes("x"));
      const { call: seen } = await host.incoming.next();
      expect(seen.peer).toBe("127.0.0.1");
      seen.finish(ok);
      await made.ended;
    });

    it("carries a status message in any script, and half a surrogate pair without breaking", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address);
      const made = callWith(client.channel, "unary", bytes("x"));
      const { call: seen } = await host.incoming.next();
      seen.finish({ code: 5, message: "nicht da: Käse 🧀 100 % \ud800", trailer: { "x-why": "ü" } });
      expect(await made.ended).toMatchObject({ code: 5, message: "nicht da: Käse 🧀 100 % \ufffd" });
    });

    it("hands over a repeated authorization as a list, and the timeout as it was written", async () => {
      await using host = await listen(engine);
      await using raw = await openRawConnection(host.server.address);
      raw.request("/test.Engine/unary", [
        ["authorization", "Bearer one"],
        ["authorization", "Bearer two"],
        ["grpc-timeout", "10Sx"],
      ]);
      const { call: seen } = await host.incoming.next();
      expect(seen.header.authorization).toEqual(["Bearer one", "Bearer two"]);
      expect(seen.timeout).toBe("10Sx");
      seen.finish(ok);
    });
  });

  describe(`${name}: back-pressure`, () => {
    it("makes a server wait for a caller that does not read", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address);
      const made = callWith(client.channel, "server_streaming", bytes("go"));
      const seen = await host.incoming.next();
      await seen.call.read();
      seen.call.sendHeader({});
      const chunk = new Uint8Array(16 * 1024);
      let written = 0;
      let room: Promise<void> | undefined;
      async function writeUntilHeldUp(): Promise<void> {
        for (; written < 2_000; written += 1) {
          room = seen.call.write(chunk);
          await room;
        }
      }
      const writing = writeUntilHeldUp();
      await made.header;
      const first = await made.call.read();
      expect(first?.byteLength).toBe(chunk.byteLength);
      // Round trips as a clock: time enough to write everything, were nothing holding it back.
      for (let turn = 0; turn < 100; turn += 1) {
        const other = callWith(client.channel, "unary", bytes("tick"));
        (await host.incoming.next()).call.respond({}, bytes("tock"), undefined);
        await other.call.read();
      }
      expect(written).toBeLessThan(200);
      let read = 1;
      while (read < 2_000) {
        await made.call.read();
        read += 1;
      }
      await writing;
      seen.call.finish(ok);
      expect(await made.call.read()).toBeUndefined();
    });

    it("makes a caller wait for a server that does not read", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address);
      const made = call(client.channel, "client_streaming");
      const seen = await host.incoming.next();
      const chunk = new Uint8Array(64 * 1024);
      let written = 0;
      async function write(): Promise<void> {
        for (; written < 500; written += 1) {
          await made.call.write(chunk);
        }
        made.call.end();
      }
      const writing = write();
      await seen.call.read();
      expect(written).toBeLessThan(500);
      let read = 1;
      while ((await seen.call.read()) !== undefined) {
        read += 1;
      }
      await writing;
      expect(read).toBe(500);
      seen.call.respond({}, bytes("done"), undefined);
      await made.call.read();
      expect(await made.ended).toMatchObject({ code: 0 });
    });
  });

  describe(`${name}: endings`, () => {
    it("refuses a call before anything of its body was read", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address);
      const made = call(client.channel, "client_streaming");
      made.call.write(new Uint8Array(1024));
      const seen = await host.incoming.next();
      seen.call.finish({ code: 16, message: "who are you?", trailer: { "x-why": "no token" } });
      expect(await made.ended).toMatchObject({ code: 16, message: "who are you?", trailer: { "x-why": "no token" } });
      expect(await made.call.read()).toBeUndefined();
    });

    it("tells the server of a cancelled call, and leaves nobody waiting", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address);
      const made = call(client.channel, "bidi_streaming");
      const seen = await host.incoming.next();
      const read = seen.call.read();
      made.call.cancel();
      expect(await made.ended).toMatchObject({ code: 1 });
      expect(await seen.cancelled).toBeUndefined();
      expect(await read).toBeUndefined();
      expect(await seen.call.read()).toBeUndefined();
      await seen.call.write(bytes("nobody listens"));
      seen.call.finish(ok);
    });

    it.each([
      ["cancels", (raw: { reset(): void; socket: { destroy(): void } }) => raw.reset()],
      ["vanishes", (raw: { reset(): void; socket: { destroy(): void } }) => raw.socket.destroy()],
    ])("never takes the upload of a caller who %s for a finished one", async (_name, leave) => {
      await using host = await listen(engine);
      await using raw = await openRawConnection(host.server.address);
      raw.request("/test.Engine/client_streaming", []);
      raw.data(prefixed(bytes("half of it")));
      const seen = await host.incoming.next();
      expect(text(await seen.call.read())).toBe("half of it");
      const order: string[] = [];
      const told = seen.cancelled.then(() => order.push("cancelled"));
      const rest = seen.call.read().then(() => order.push("read"));
      leave(raw);
      await Promise.all([told, rest]);
      expect(order).toEqual(["cancelled", "read"]);
    });

    it("never takes the upload of a client of its own that cancels for a finished one", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address);
      const made = call(client.channel, "client_streaming");
      made.call.write(bytes("half of it"));
      const seen = await host.incoming.next();
      expect(text(await seen.call.read())).toBe("half of it");
      const order: string[] = [];
      const told = seen.cancelled.then(() => order.push("cancelled"));
      const rest = seen.call.read().then(() => order.push("read"));
      made.call.cancel();
      await Promise.all([told, rest]);
      expect(order).toEqual(["cancelled", "read"]);
    });

    it("lets go of a server that waits for room when its caller cancels", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address);
      const made = callWith(client.channel, "server_streaming", bytes("go"));
      const seen = await host.incoming.next();
      seen.call.sendHeader({});
      let room: Promise<void> | undefined;
      while (room === undefined) {
        room = seen.call.write(new Uint8Array(64 * 1024));
      }
      made.call.cancel();
      await room;
      expect(await seen.cancelled).toBeUndefined();
    });

    it("ends a call at its deadline, and tells the server", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address);
      const made = callWith(client.channel, "unary", bytes("x"), { deadline: Date.now() + 100 });
      const seen = await host.incoming.next();
      expect(seen.call.timeout).toMatch(/^\d{1,8}[HMSmun]$/);
      expect(await made.ended).toMatchObject({ code: 4 });
      expect(await seen.cancelled).toBeUndefined();
    });

    it("never says cancelled of a call that was finished", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address);
      const made = callWith(client.channel, "unary", bytes("x"));
      const seen = await host.incoming.next();
      let told = false;
      void seen.cancelled.then(() => {
        told = true;
      });
      seen.call.respond({}, bytes("y"), undefined);
      await made.call.read();
      await made.ended;
      await host.server.close();
      expect(told).toBe(false);
    });

    it("answers UNIMPLEMENTED to a method that nobody registered, and says so", async () => {
      const unknown: string[] = [];
      await using host = await listen(engine, { unknown: (path) => unknown.push(path) });
      using client = dial(engine, host.server.address);
      const made = callWith(client.channel, "unary", bytes("x"), { path: "/test.Engine/unheard" });
      expect(await made.ended).toMatchObject({ code: 12 });
      expect(unknown).toEqual(["/test.Engine/unheard"]);
    });

    it("refuses a header over the limit with RESOURCE_EXHAUSTED, and tells nobody of the call", async () => {
      await using host = await listen(engine, { maxHeaderBytes: 2_048 });
      using client = dial(engine, host.server.address);
      const large = callWith(client.channel, "unary", bytes("large"), { header: { "x-large": "x".repeat(2_048) } });
      expect(await large.ended).toMatchObject({ code: 8 });
      const small = callWith(client.channel, "unary", bytes("small"), { header: { "x-small": "x".repeat(1_024) } });
      const seen = await host.incoming.next();
      expect(text(await seen.call.read())).toBe("small");
      seen.call.respond({}, bytes("ok"), undefined);
      expect(text(await small.call.read())).toBe("ok");
    });

    it.each([
      ["one header", { "x-large": "x".repeat(16 * 1024) }],
      ["many headers", Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`x-${at}`, "12345678"]))],
    ])("resets the stream of whoever sends %s over the limit, as HTTP/2 has it", async (_name, header) => {
      await using host = await listen(engine);
      const session = connect(`http://${host.server.address}`);
      const stream = session.request({
        ":method": "POST",
        ":path": "/test.Engine/unary",
        "content-type": "application/grpc",
        ...header,
      });
      await new Promise((resolve) =>
        stream
          .on("error", () => {})
          .resume()
          .once("close", resolve),
      );
      expect(stream.rstCode).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
      session.destroy();
    });

    it("lets so many calls of a connection in at once, and the next one when one has ended", async () => {
      const connections = { maxStreams: 2, maxAgeMs: 60_000, maxAgeGraceMs: 60_000 };
      await using host = await listen(engine, { connections });
      using client = dial(engine, host.server.address);
      const made = ["first", "second", "third"].map((word) => callWith(client.channel, "unary", bytes(word)));
      const first = await host.incoming.next();
      await host.incoming.next();
      let third = false;
      const next = host.incoming.next().then((seen) => {
        third = true;
        return seen;
      });
      // Round trips as a clock, by another connection.
      using other = dial(engine, host.server.address, { keepaliveMs: 60_001 });
      for (let turn = 0; turn < 20; turn += 1) {
        await callWith(other.channel, "unary", bytes("tick"), { path: "/test.Engine/unheard" }).ended;
      }
      expect(third).toBe(false);
      first.call.respond({}, bytes("done"), undefined);
      (await next).call.respond({}, bytes("done"), undefined);
      expect(text(await made[2]?.call.read())).toBe("done");
    });

    it("refuses a request over the limit with RESOURCE_EXHAUSTED, and says so to the listener", async () => {
      await using host = await listen(engine, { maxMessageBytes: 1024 });
      using client = dial(engine, host.server.address);
      const made = callWith(client.channel, "unary", new Uint8Array(1025));
      const seen = await host.incoming.next();
      expect(await seen.call.read()).toBeUndefined();
      expect(await seen.cancelled).toBe(8);
      expect(await made.ended).toMatchObject({ code: 8 });
    });

    it("refuses a response over the limit with RESOURCE_EXHAUSTED", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address, { maxMessageBytes: 1024 });
      const made = callWith(client.channel, "unary", bytes("x"));
      const seen = await host.incoming.next();
      seen.call.respond({}, new Uint8Array(1025), undefined);
      await made.call.read();
      expect(await made.ended).toMatchObject({ code: 8 });
    });

    it("ends the calls of a channel that is closed", async () => {
      await using host = await listen(engine);
      const client = dial(engine, host.server.address);
      const made = callWith(client.channel, "unary", bytes("x"));
      const seen = await host.incoming.next();
      client.channel.close();
      expect((await made.ended).code).not.toBe(0);
      await seen.cancelled;
    });

    it("ends with UNAVAILABLE where nobody listens", async () => {
      const host = await listen(engine);
      await host[Symbol.asyncDispose]();
      using client = dial(engine, host.server.address);
      const made = callWith(client.channel, "unary", bytes("x"));
      expect(await made.ended).toMatchObject({ code: 14 });
    });
  });

  describe(`${name}: a server's life`, () => {
    it("says why it cannot listen, by the system's code", async () => {
      await using host = await listen(engine);
      const port = Number(host.server.address.split(":").pop());
      await expect(listen(engine, { port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    });

    it("finishes the calls under way when it closes, and takes no more", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address);
      const made = callWith(client.channel, "unary", bytes("x"));
      const seen = await host.incoming.next();
      const closed = host.server.close();
      using late = dial(engine, host.server.address);
      expect(await callWith(late.channel, "unary", bytes("y")).ended).toMatchObject({ code: 14 });
      seen.call.respond({}, bytes("still here"), undefined);
      expect(text(await made.call.read())).toBe("still here");
      expect(await made.ended).toMatchObject({ code: 0 });
      await closed;
    });

    it("cuts what is left when it is destroyed", async () => {
      await using host = await listen(engine);
      using client = dial(engine, host.server.address);
      const made = callWith(client.channel, "unary", bytes("x"));
      const seen = await host.incoming.next();
      host.server.destroy();
      expect((await made.ended).code).not.toBe(0);
      await seen.cancelled;
    });

    it("survives connections that come and go by the hundred, some in the middle of a call, some with a GOAWAY", async () => {
      await using host = await listen(engine);
      for (let round = 0; round < 10; round += 1) {
        await Promise.all(
          Array.from({ length: 30 }, async (_, index) => {
            await using raw = await openRawConnection(host.server.address);
            if (index % 3 === 0) {
              raw.request("/test.Engine/bidi_streaming", []);
              raw.data(prefixed(bytes("hello")));
            }
            if (index % 2 === 0) {
              raw.goAway();
            }
          }),
        );
      }
      using client = dial(engine, host.server.address);
      const made = call(client.channel, "unary", { header: { "x-last": "yes" } });
      made.call.write(bytes("x"));
      made.call.end();
      let seen = await host.incoming.next();
      while (seen.call.header["x-last"] !== "yes") {
        seen = await host.incoming.next();
      }
      seen.call.respond({}, bytes("alive"), undefined);
      expect(text(await made.call.read())).toBe("alive");
    });
  });
}
