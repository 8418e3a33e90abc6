import { networkInterfaces } from "node:os";
import { createAuthority } from "@hexmart/testing/certificates";
import { describe, expect, it } from "@jest/globals";
import { EchoService } from "../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import type { ConnectOptions, ServeOptions } from "../src/index.ts";
import { connect } from "../src/index.ts";
import { aliceToken, serveEcho, stream } from "./echo.ts";

function connectTo(address: string, options: Partial<ConnectOptions> = {}): void {
  connect(EchoService, { address, accessToken: async () => "secret", ...options })[Symbol.dispose]();
}

describe("a client with access tokens", () => {
  it.each([
    "product:50051",
    "dns:///product.shop.svc:50051",
    "10.0.0.1:50051",
    "ipv4:127.0.0.1:50051,10.0.0.1:50051",
    "127.0.0.1.example.com:50051",
    "localhost.example.com:50051",
    "[fe80::1]:50051",
  ])("is not made in plaintext to %s, and says what to do", (address) => {
    expect(() => connectTo(address)).toThrow(
      expect.objectContaining({
        code: "CONFIG_INVALID",
        message: expect.stringMatching(/^Cannot connect to ".*plaintext.*Give `tls`.*plaintextTokens: "allow"/),
      }),
    );
  });

  it.each([
    "localhost:1",
    "dns:///localhost:1",
    "127.0.0.1:1",
    "127.0.0.2:1",
    "[::1]:1",
    "ipv4:127.0.0.1:1,127.0.0.1:2",
  ])("is made in plaintext to this machine: %s", (address) => {
    connectTo(address);
  });

  it("is made to anywhere over TLS, and where it is told that plaintext will do", () => {
    connectTo("product:50051", { tls: { authorities: createAuthority().certificate } });
    connectTo("product:50051", { plaintextTokens: "allow" });
  });
});

describe("a client without access tokens", () => {
  it("is made in plaintext to anywhere: it has nothing to give away", () => {
    connect(EchoService, { address: "product:50051" })[Symbol.dispose]();
  });
});

/** By which a connection to this machine comes as one from elsewhere does; there may be none. */
const otherAddresses = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .flatMap(({ address, family, internal }) => (family === "IPv4" && !internal ? [address] : []));

describe("a server in plaintext", () => {
  /** What alice is told, by each address of the server. */
  async function outcomes(options: Partial<ServeOptions>): Promise<Record<string, unknown>> {
    const client = { plaintextTokens: "allow" } as const;
    await using echo = await serveEcho({}, { address: "0.0.0.0:0", client, ...options });
    const port = echo.server.address.split(":").pop();
    const told: Record<string, unknown> = {};
    for (const host of ["127.0.0.1", ...otherAddresses]) {
      using caller = echo.connect({ ...client, address: `${host}:${port}`, accessToken: async () => aliceToken });
      told[host] = await caller.collect(stream({ username: "alice" })).then(
        ({ count }) => count,
        (error) => error.details.errorInfo?.reason,
      );
    }
    return told;
  }
  const others = (outcome: unknown) => Object.fromEntries(otherAddresses.map((address) => [address, outcome]));

  it("takes tokens by loopback, and refuses those that came by a network", async () => {
    expect(await outcomes({})).toEqual({ "127.0.0.1": 1, ...others("TOKEN_IN_PLAINTEXT") });
  });

  it("takes them from everywhere where it is told that plaintext will do", async () => {
    expect(await outcomes({ plaintextTokens: "allow" })).toEqual({ "127.0.0.1": 1, ...others(1) });
  });
});
