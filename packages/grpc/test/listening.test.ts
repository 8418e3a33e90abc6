import { describe, expect, it } from "@jest/globals";
import { EchoService } from "../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import { implement, serve } from "../src/index.ts";
import { echoHandlers, serveEcho } from "./echo.ts";

describe("serve()", () => {
  it("listens on any free port and says which", async () => {
    await using echo = await serveEcho();
    expect(echo.server.address).toMatch(/^127\.0\.0\.1:[1-9]\d*$/);
  });

  it("says that an address is taken, by whom to expect it and what to do", async () => {
    await using echo = await serveEcho();
    const { address } = echo.server;
    await expect(serveEcho({}, { address })).rejects.toMatchObject({
      code: "EADDRINUSE",
      message: `Cannot listen on ${address}: another process listens there. Stop it, or give another address; port 0 takes any that is free`,
    });
  });

  it.each(["50051", "localhost:port", "http://localhost:50051"])("refuses %j as an address", async (address) => {
    await expect(serveEcho({}, { address })).rejects.toThrow(`Cannot listen on "${address}": an address is host:port`);
  });

  it("says that a host is not of this machine", async () => {
    await expect(serveEcho({}, { address: "192.0.2.1:0" })).rejects.toMatchObject({
      // EINVAL is what Deno makes of it.
      code: expect.stringMatching(/^(EADDRNOTAVAIL|EINVAL)$/),
      message: expect.stringContaining("Cannot listen on 192.0.2.1:0: "),
    });
  });

  it("refuses a service given twice", async () => {
    const service = implement(EchoService, echoHandlers);
    await expect(serve({ address: "127.0.0.1:0", services: [service, service], auth: "none" })).rejects.toThrow(
      "hexmart.grpc.testing.v1.EchoService is given twice",
    );
  });

  it("refuses what implement() did not make", async () => {
    const services = [{ typeName: "hexmart.grpc.testing.v1.EchoService" }];
    await expect(serve({ address: "127.0.0.1:0", services, auth: "none" })).rejects.toThrow("implement()");
  });
});

describe("implement()", () => {
  it("refuses a service of which a method has no handler", () => {
    const { chat: _, ...rest } = echoHandlers;
    // @ts-expect-error: the types say so too
    expect(() => implement(EchoService, rest)).toThrow('method "chat" has no handler');
  });
});
