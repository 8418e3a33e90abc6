import {
  request as ask,
  createServer,
  type IncomingMessage,
  type RequestOptions,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** What stands before the replicas of an HTTP server, under one address. */
export type Door = AsyncDisposable & { readonly address: string };

/**
 * Opens a door as an ingress is one: each request goes to the next replica in turn, and to another where nobody is there;
 * a GET also where the connection breaks before the answer.
 */
export async function openDoor(replicas: readonly string[]): Promise<Door> {
  let turn = 0;
  const server = createServer((incoming, outgoing) => void pass(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = Buffer.concat(await Array.fromAsync(incoming));
    const { method, url, headers } = incoming;
    const first = turn++;
    for (let tried = 1; ; tried++) {
      const [host, hostPort] = (replicas[(first + tried) % replicas.length] ?? "").split(":");
      try {
        const answer = await send({ host, port: hostPort, method, path: url, headers, agent: false }, body);
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
        return;
      } catch (error) {
        const nobodyThere = (error as NodeJS.ErrnoException).code === "ECONNREFUSED";
        if (tried < replicas.length && (nobodyThere || method === "GET")) continue;
        outgoing.writeHead(502).end(String(error));
        return;
      }
    }
  }

  return {
    address: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(options: RequestOptions, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    ask(options, resolve).once("error", reject).end(body);
  });
}
