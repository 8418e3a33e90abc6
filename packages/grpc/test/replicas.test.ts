import dns from "node:dns";
import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { connect as connectSocket, createServer } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { EchoService } from "../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import type { Client, ConnectOptions, ServeOptions } from "../src/index.ts";
import { connect } from "../src/index.ts";
import { aborted, aliceToken, failureOf, serveEcho } from "./echo.ts";

/** A replica that answers with its name. */
function serveReplica(name: string, options: Partial<ServeOptions> = {}) {
  return serveEcho({ echo: async () => ({ text: name }) }, options);
}

function call(address: string, options: Partial<ConnectOptions> = {}) {
  return connect(EchoService, { address, accessToken: async () => aliceToken, plaintextTokens: "allow", ...options });
}

/** Calls until every one of these has answered. */
async function untilAnswered(client: Client<typeof EchoService>, names: readonly string[]): Promise<void> {
  const missing = new Set(names);
  while (missing.size > 0) {
    missing.delete((await client.echo({})).text);
  }
}

function portOf(address: string): string {
  return address.split(":").pop() ?? "";
}

/** Carries bytes to a server, until the wire goes silent (no byte passes, no connection ends) or is cut. */
async function openWire(address: string) {
  const pairs: [Socket, Socket][] = [];
  const listener = createServer((caller) => {
    const callee = connectSocket(Number(portOf(address)), "127.0.0.1");
    for (const socket of [caller, callee]) {
      socket.on("error", () => {});
    }
    caller.pipe(callee).pipe(caller);
    pairs.push([caller, callee]);
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  function cut(): Promise<void> {
    for (const socket of pairs.flat()) {
      socket.destroy();
    }
    return new Promise((resolve) => listener.close(() => resolve()));
  }
  return {
    address: `127.0.0.1:${(listener.address() as AddressInfo).port}`,
    goSilent() {
      for (const [caller, callee] of pairs) {
        caller.unpipe(callee).pause();
        callee.unpipe(caller).pause();
      }
    },
    cut,
    [Symbol.asyncDispose]: cut,
  };
}

describe("calls to several servers", () => {
  it("go to all of them in turn", async () => {
    await using one = await serveReplica("one");
    await using two = await serveReplica("two");
    await using three = await serveReplica("three");
    using client = call(`ipv4:${one.server.address},${two.server.address},${three.server.address}`);
    await untilAnswered(client, ["one", "two", "three"]);
    const answers: string[] = [];
    for (let made = 0; made < 9; made += 1) {
      answers.push((await client.echo({})).text);
    }
    const shares = ["one", "two", "three"].map((name) => answers.filter((answer) => answer === name).length);
    expect(shares).toEqual([3, 3, 3]);
  });

  it("go to the others when one is killed, and nobody who may try again notices", async () => {
    const callers = 64;
    const { promise: underWay, resolve: begin } = Promise.withResolvers<void>();
    let atTwo = 0;
    await using one = await serveReplica("one");
    await using two = await serveEcho({
      async echo(_request, { signal }) {
        atTwo += 1;
        if (atTwo > callers / 2) {
          begin();
        }
        await aborted(signal);
        return {};
      },
    });
    await using wire = await openWire(two.server.address);
    using client = call(`ipv4:${one.server.address},${wire.address}`);
    while (atTwo === 0) {
      await client.echo({}, { timeoutMs: 100 }).catch(() => {});
    }
    const calls = Array.from({ length: callers }, () => client.echo({}));
    await underWay;
    await wire.cut();
    const answers = await Promise.all(calls);
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(["one"]));
  });

  it("find one again that was away", async () => {
    await using one = await serveReplica("one");
    const before = await serveReplica("two");
    using client = call(`ipv4:${one.server.address},${before.server.address}`);
    await untilAnswered(client, ["one", "two"]);
    await before[Symbol.asyncDispose]();
    await using _after = await serveReplica("two, again", { address: before.server.address });
    await untilAnswered(client, ["one", "two, again"]);
  });
});

describe("calls to a name", () => {
  const { lookup } = dns.promises;
  afterEach(() => {
    dns.promises.lookup = lookup;
  });

  /** Stands in for the system's look-up, which a test cannot teach names without being root. */
  function teach(name: string, addresses: readonly string[]): void {
    const known = async (asked: string) => {
      if (asked !== name) {
        throw new Error(`Unexpected look-up of ${asked}`);
      }
      return addresses.map((address) => ({ address, family: 4 }));
    };
    dns.promises.lookup = known as unknown as typeof lookup;
  }

  it.each(["localhost", "dns:///localhost"])("reach the server: %s", async (name) => {
    await using echo = await serveReplica("here");
    using client = call(`${name}:${portOf(echo.server.address)}`);
    expect((await client.echo({})).text).toBe("here");
  });

  it.each(["shop.test", "dns:///shop.test"])("go to all of its servers: %s", async (name) => {
    await using one = await serveReplica("one");
    const port = portOf(one.server.address);
    await using _two = await serveReplica("two", { address: `127.0.0.2:${port}` });
    teach("shop.test", ["127.0.0.1", "127.0.0.2"]);
    using client = call(`${name}:${port}`);
    await untilAnswered(client, ["one", "two"]);
  });

  it("go to a new server too, once a connection has reached its age, and no call is lost over that", async () => {
    const connections = { maxAgeMs: 100, maxAgeGraceMs: 10_000 };
    await using one = await serveReplica("one", { connections });
    const port = portOf(one.server.address);
    teach("shop.test", ["127.0.0.1"]);
    using client = call(`dns:///shop.test:${port}`, { retries: "none" });
    await untilAnswered(client, ["one"]);
    await using _two = await serveReplica("two", { address: `127.0.0.2:${port}`, connections });
    teach("shop.test", ["127.0.0.1", "127.0.0.2"]);
    await untilAnswered(client, ["one", "two"]);
  });
});

describe("a server that has gone silent", () => {
  it("is given up long before the deadline", async () => {
    const { promise: underWay, resolve: begin } = Promise.withResolvers<void>();
    await using echo = await serveEcho({
      async echo() {
        begin();
        await new Promise(() => {});
        return {};
      },
    });
    await using wire = await openWire(echo.server.address);
    using client = call(wire.address, { keepaliveMs: 50, timeoutMs: 600_000, retries: "none" });
    const failure = failureOf(client.echo({}));
    await underWay;
    wire.goSilent();
    expect(await failure).toMatchObject({ code: "UNAVAILABLE" });
  });
});
