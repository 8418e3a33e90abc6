import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { createServer as createTcpServer } from "node:net";

export type Seen = {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
};

export type FakeUpstream = AsyncDisposable & {
  readonly address: string;
  /** Every request that came, in its order. */
  readonly seen: Seen[];
  /** How many requests ended because whoever sent them was gone. */
  readonly abandoned: () => number;
  answer: (request: Seen, response: ServerResponse) => void;
  /** Stops listening and cuts every connection, as a process that dies does. */
  die(): Promise<void>;
};

/** A REST server that answers as a test wants it to: 200 with "ok" unless told otherwise. */
export async function startFakeUpstream(port = 0, tls?: ServerOptions): Promise<FakeUpstream> {
  const seen: Seen[] = [];
  let abandoned = 0;
  const listener: RequestListener = async (request, response) => {
    response.on("close", () => {
      if (!response.writableFinished) abandoned += 1;
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
    seen.push(one);
    fake.answer(one, response);
  };
  const answer: RequestListener = (request, response) => {
    Promise.resolve(listener(request, response)).catch(() => undefined);
  };
  const server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const die = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const fake: FakeUpstream = {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    abandoned: () => abandoned,
    answer: (_request, response) => response.setHeader("content-type", "text/plain").end("ok"),
    die,
    [Symbol.asyncDispose]: die,
  };
  return fake;
}

/** A server below HTTP: it does with each connection what it is told once a request has begun to come. */
export async function startRawUpstream(
  onRequest: (socket: Socket) => void,
): Promise<AsyncDisposable & { address: string }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("data", () => onRequest(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** An address at which nobody listens. */
export async function closedAddress(): Promise<string> {
  const upstream = await startRawUpstream(() => undefined);
  await upstream[Symbol.asyncDispose]();
  return upstream.address;
}
