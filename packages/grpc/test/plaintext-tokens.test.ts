import { createAuthority } from "@hexmart/testing/certificates";
import { describe, expect, it } from "@jest/globals";
import { EchoService } from "../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import type { ConnectOptions } from "../src/index.ts";
import { connect } from "../src/index.ts";

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
