import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream, ServerOptions } from "node:http2";
import { constants } from "node:http2";
import type { AddressInfo, Server, Socket } from "node:net";
import { createServer } from "node:net";
import { ServerCredentials, Server as ServerOfGrpcJs } from "@grpc/grpc-js";
import type { EngineServer, EngineServerOptions } from "../port.ts";
import { closeLater } from "./deno-goaway.ts";
import { connectionWindowBytes, streamWindowBytes } from "./flow-control.ts";
import { StreamServerCall } from "./server-call.ts";
import { createTlsListener } from "./tls.ts";

type OnStream = (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  flags: number,
  rawHeaders: string[] | undefined,
) => void;

/** Connections: found dead after 80 s, let go after 5 idle minutes. */
const connectionOptions = {
  "grpc.keepalive_time_ms": 60_000,
  "grpc.keepalive_timeout_ms": 20_000,
  "grpc.max_connection_idle_ms": 5 * 60_000,
  // Bookkeeping that nobody reads, at 6 % of the CPU.
  "grpc.enable_channelz": 0,
};

function elsewhere(what: string): Error {
  return new Error(
    `Cannot listen: this version of @grpc/grpc-js keeps its ${what} elsewhere. Install the version that @hexmart/grpc asks for`,
  );
}

/** The HTTP/2 server that grpc-js keeps to itself, with what grpc-js does when a stream comes, which is taken off it. */
function takeStreams(server: ServerOfGrpcJs): {
  readonly http2Server: Http2Server;
  onStream(...args: Parameters<OnStream>): void;
} {
  const servers: unknown = Reflect.get(server, "http2Servers");
  const [http2Server]: Iterable<Http2Server> = servers instanceof Map ? servers.keys() : [];
  const [onStream] = http2Server?.listeners("stream") ?? [];
  if (http2Server === undefined || onStream === undefined) {
    throw elsewhere("HTTP/2 server");
  }
  http2Server.removeAllListeners("stream");
  return { http2Server, onStream: onStream as OnStream };
}

/** What tells grpc-js that a connection is not idle, until the stream has ended. */
function idleWatchOf(server: ServerOfGrpcJs): (stream: ServerHttp2Stream) => void {
  const onStreamOpened: unknown = Reflect.get(server, "onStreamOpened");
  if (typeof onStreamOpened !== "function") {
    throw elsewhere("idle watch");
  }
  return onStreamOpened.bind(server);
}

/** grpc-js has no options for them: what it gives to node:http2 is added to, before it does. */
function addSettings(server: ServerOfGrpcJs, maxHeaderListSize: number): void {
  const { settings } = Reflect.get(server, "commonServerOptions") as ServerOptions;
  if (settings?.maxConcurrentStreams === undefined) {
    throw elsewhere("HTTP/2 settings");
  }
  settings.maxHeaderListSize = maxHeaderListSize;
  settings.initialWindowSize = streamWindowBytes;
}

/** As HTTP/2 counts it, without its 32 bytes for each field. */
function sizeOf(headers: IncomingHttpHeaders): number {
  let size = 0;
  for (const name in headers) {
    size += name.length + String(headers[name]).length;
  }
  return size;
}

function isRepeated(name: string, rawHeaders: readonly string[]): boolean {
  let seen = false;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index] === name) {
      if (seen) {
        return true;
      }
      seen = true;
    }
  }
  return false;
}

/** A stream says by an error that it was cut, and by its end that it has ended: the end is enough. */
function ignore(): void {}

/**
 * Listens by grpc-js, which keeps the connections (settings, pings, age, idleness, goodbyes); calls are answered here, on
 * their streams. Rejects with the error of node:net, whose code says why: EADDRINUSE, EACCES, ENOTFOUND, …
 */
export async function listenByGrpcJs(options: EngineServerOptions): Promise<EngineServer> {
  const methods = new Map(options.methods.map((method) => [method.path, method]));
  const server = new ServerOfGrpcJs({
    ...connectionOptions,
    "grpc.max_concurrent_streams": options.connections.maxStreams,
    "grpc.max_connection_age_ms": options.connections.maxAgeMs,
    "grpc.max_connection_age_grace_ms": options.connections.maxAgeGraceMs,
  });
  addSettings(server, options.maxHeaderBytes);
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const { http2Server, onStream } = takeStreams(server);
  const watchIdleness = idleWatchOf(server);
  http2Server.on("session", closeLater);
  http2Server.on("session", (session) => session.setLocalWindowSize(connectionWindowBytes));
  http2Server.on("stream", ((stream, headers, flags, rawHeaders) => {
    // Until a caller has acknowledged it, HTTP/2 does not hold it to its limit.
    if (stream.session?.pendingSettingsAck !== false && sizeOf(headers) > options.maxHeaderBytes) {
      stream.on("error", ignore).close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
      return;
    }
    const path = headers[":path"] ?? "";
    const isCall = headers["content-type"]?.startsWith("application/grpc") === true;
    const method = isCall ? methods.get(path) : undefined;
    if (method === undefined) {
      if (isCall) {
        options.unknown(path);
      }
      // It knows no method either, and says so as gRPC does, or as HTTP does to whatever is no call.
      onStream(stream, headers, flags, rawHeaders);
      return;
    }
    stream.on("error", ignore);
    watchIdleness(stream);
    const header: Record<string, string | string[] | undefined> = headers;
    // Repetitions that node:http2 has dropped.
    if (Array.isArray(rawHeaders) && isRepeated("authorization", rawHeaders)) {
      header.authorization = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1] === "authorization");
    }
    const timeout = headers["grpc-timeout"];
    delete headers["grpc-timeout"];
    new StreamServerCall(method, { stream, header, timeout: timeout && String(timeout) }, options.maxMessageBytes);
  }) satisfies OnStream);

  // A listener of our own gives the error's code, where grpc-js has only a text and writes to the console.
  const sockets = new Set<Socket>();
  const inject = (socket: Socket) => injector.injectConnection(socket);
  const listener: Server = options.tls
    ? createTlsListener(options.tls, inject)
    : createServer({ noDelay: true }, inject);
  listener.prependListener("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    listener.once("error", reject);
    listener.listen({ host: options.host, port: options.port }, () => {
      listener.removeListener("error", reject);
      resolve();
    });
  });

  const { address, port, family } = listener.address() as AddressInfo;
  return {
    address: family === "IPv6" ? `[${address}]:${port}` : `${address}:${port}`,
    close() {
      // Says goodbye to each connection; its callback is not waited for, since it never comes for one that was cut.
      server.tryShutdown(() => {});
      // The listener's comes when the last connection is gone.
      return new Promise<void>((resolve) => listener.close(() => resolve()));
    },
    destroy() {
      listener.close();
      server.forceShutdown();
      // Without channelz grpc-js does not know its sessions, and forces none of them.
      for (const socket of sockets) {
        socket.destroy();
      }
    },
  };
}
