import { createServer } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { defaultPorts, freePorts, takenPorts } from "./free-ports.ts";

describe("freePorts()", () => {
  it("answers a different port for each listener, and each can be listened on", async () => {
    const ports = await freePorts();

    expect([...ports.keys()]).toEqual([...defaultPorts().keys()]);
    expect(new Set(ports.values()).size).toBe(ports.size);
    for (const port of ports.values()) {
      const server = createServer();
      await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

describe("freePorts(), which nobody holds until they are used", () => {
  it("are none that a system gives away by itself, to a connection for example", async () => {
    for (const port of (await freePorts()).values()) expect(port).toBeLessThan(32_768);
  });
});

describe("takenPorts()", () => {
  it("names the services whose port somebody else listens on, and holds none of the others", async () => {
    const ports = await freePorts();
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(ports.get("discount"), "127.0.0.1", resolve));

    expect(await takenPorts(ports)).toEqual(["discount"]);

    await new Promise((resolve) => stranger.close(resolve));
    expect(await takenPorts(ports)).toEqual([]);
  });
});
