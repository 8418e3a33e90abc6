import { once } from "node:events";
import { connect as connectHttp2, createServer, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { EchoService } from "../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import { connect } from "../src/index.ts";
import { serveEcho } from "./echo.ts";

const window = 256 * 1024;

describe("a message that is larger than HTTP/2's own window of 64 KiB", () => {
  it("may be sent to a server in one go", async () => {
    await using echo = await serveEcho();
    const session = connectHttp2(`http://${echo.server.address}`);

    const [settings] = await once(session, "remoteSettings");

    expect(settings.initialWindowSize).toBe(window);
    session.destroy();
  });

  it("may be sent to a client in one go", async () => {
    const peer = createServer().listen(0, "127.0.0.1");
    await once(peer, "listening");
    const settled = once(peer, "session").then(async ([session]: ServerHttp2Session[]) => {
      const [settings] = await once(session as ServerHttp2Session, "remoteSettings");
      session?.destroy();
      return settings;
    });
    using client = connect(EchoService, { address: `127.0.0.1:${(peer.address() as AddressInfo).port}` });
    const enough = new AbortController();
    const call = client.echo({}, { signal: enough.signal }).catch(() => {});

    expect((await settled).initialWindowSize).toBe(window);
    enough.abort();
    await call;
    peer.close();
  });
});
