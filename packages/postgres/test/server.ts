import { mkdtemp } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createDatabase,
  type EmbeddedPostgres,
  type Logger,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
} from "../src/index.ts";

const temporaryFolder = () => mkdtemp(join(tmpdir(), "hexmart-postgres-"));

/** A folder for a cluster, which is removed with what still runs in it. */
export async function clusterFolder() {
  const directory = await temporaryFolder();
  return { directory, [Symbol.asyncDispose]: () => removeEmbeddedPostgres(directory) };
}

/** A server for one test file. */
export async function startServer(port?: number): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    directory: await temporaryFolder(),
    temporary: true,
    ...(port === undefined ? {} : { port }),
  });
}

let count = 0;
export const freshDatabase = (server: EmbeddedPostgres) => createDatabase(server.url, `test_${++count}`);

export type Recorded = { level: string; message: string; [field: string]: unknown };

/** A logger whose lines a test can look at. */
export function recordingLogger(): Logger & { lines: Recorded[] } {
  const lines: Recorded[] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push({ level, message, ...fields });
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** A TCP proxy that can stop forwarding without closing anything, as a broken network does. */
export async function startProxy(targetPort: number) {
  const sockets = new Set<Socket>();
  let swallowing = false;
  const server = createServer((inbound) => {
    const outbound = connect(targetPort, "127.0.0.1");
    for (const [from, to] of [
      [inbound, outbound],
      [outbound, inbound],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk) => {
        if (!swallowing) to.write(chunk);
      });
      from.on("close", () => to.destroy());
      from.on("error", () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    swallow(on: boolean) {
      swallowing = on;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
