import { connect as openSession } from "node:http2";
import { describe, expect, it } from "@jest/globals";
import { UnruledService } from "../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import { connect } from "../src/index.ts";
import { failureOf, serveEcho } from "./echo.ts";

describe("a call to a method that the server does not have", () => {
  it("is answered UNIMPLEMENTED, and leaves one line", async () => {
    await using echo = await serveEcho();
    using client = connect(UnruledService, { address: echo.server.address });
    expect(await failureOf(client.forget({}))).toMatchObject({ code: "UNIMPLEMENTED" });
    expect(echo.lines).toEqual([
      {
        level: "info",
        message: "call to an unknown method",
        method: "hexmart.grpc.testing.v1.UnruledService/Forget",
        code: "UNIMPLEMENTED",
      },
    ]);
  });

  it("leaves a short line, however long its path", async () => {
    await using echo = await serveEcho();
    const session = openSession(`http://${echo.server.address}`);
    const path = `/${"x".repeat(1_000)}`;
    session.request({ ":method": "POST", ":path": path, "content-type": "application/grpc" }).resume();
    const line = await echo.until(({ code }) => code === "UNIMPLEMENTED");
    expect(line.method).toBe("x".repeat(200));
    session.destroy();
  });
});
