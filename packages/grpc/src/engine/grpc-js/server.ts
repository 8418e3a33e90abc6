import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream, ServerOptions } from "node:http2";
import { constants } from "node:http2";
import type { AddressInfo, Server, Socket } from "node:net";
import { createServer } from "node:net";
import type { ServerInterceptingCallInterface, ServerMethodDefinition } from "@grpc/grpc-js";
import { ServerCredentials, ServerInterceptingCall, Server as ServerOfGrpcJs } from "@grpc/grpc-js";
import type { EngineServer, EngineServerOptions } from "../port.ts";
import { closeLater } from "./deno-goaway.ts";
import type { Arrival } from "./server-call.ts";
import { GrpcJsServerCall } from "./server-call.ts";
import { createTlsListener } from "./tls.ts";

/** Connections: found dead after 80 s, let go after 5 idle minutes. */
const connectionOptions = {
  "grpc.keepalive_time_ms": 60_000,
  "grpc.keepalive_timeout_ms": 20_000,
  "grpc.max_connection_idle_ms": 5 * 60_000,
  // Bookkeeping that nobody reads, at 6 % of the CPU.
  "grpc.enable_channelz": 0,
};

function asIs(message: Buffer): Buffer {
  return message;
}

/**
 * The HTTP/2 server that grpc-js keeps to itself. It is needed for one thing that grpc-js cannot do: to see the header
 * as it came, with repetitions, before grpc-js has dropped or misread parts of it.
 */
function http2ServerOf(server: ServerOfGrpcJs): Http2Server {
  const servers: unknown = Reflect.get(server, "http2Servers");
  const [http2Server] = servers instanceof Map ? servers.keys() : [];
  if (http2Server === undefined) {
    throw new Error(
      "Cannot listen: this version of @grpc/grpc-js keeps its HTTP/2 server elsewhere. Install the version that @hexmart/grpc asks for",
    );
  }
  return http2Server;
}

/** grpc-js has no option for it: what it gives to node:http2 is added to, before it does. */
function limitHeaders(server: ServerOfGrpcJs, maxHeaderListSize: number): void {
  const { settings } = Reflect.get(server, "commonServerOptions") as ServerOptions;
  if (settings?.maxConcurrentStreams === undefined) {
    throw new Error(
      "Cannot listen: this version of @grpc/grpc-js keeps its HTTP/2 settings elsewhere. Install the version that @hexmart/grpc asks for",
    );
  }
  settings.maxHeaderListSize = maxHeaderListSize;
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

/** Listens by grpc-js. Rejects with the error of node:net, whose code says why: EADDRINUSE, EACCES, ENOTFOUND, … */
export async function listenByGrpcJs(options: EngineServerOptions): Promise<EngineServer> {
  const methods = new Map(options.methods.map((method) => [method.path, method]));

  // grpc-js runs its interceptors within the 'stream' event, so what the listener below saw last is this very call.
  let arrival: Arrival | undefined;
  function takeOver(definition: ServerMethodDefinition<unknown, unknown>, call: ServerInterceptingCallInterface) {
    const method = methods.get(definition.path);
    return method === undefined || arrival === undefined
      ? new ServerInterceptingCall(call)
      : new GrpcJsServerCall(call, method, arrival);
  }

  const server = new ServerOfGrpcJs({
    ...connectionOptions,
    "grpc.max_concurrent_streams": options.connections.maxStreams,
    "grpc.max_connection_age_ms": options.connections.maxAgeMs,
    "grpc.max_connection_age_grace_ms": options.connections.maxAgeGraceMs,
    "grpc.max_receive_message_length": options.maxMessageBytes,
    interceptors: [takeOver],
  });
  limitHeaders(server, options.maxHeaderBytes);
  for (const path of methods.keys()) {
    // Never run, since the interceptor takes the call over; "unary" is grpc-js' cheapest way to get there.
    server.register(path, () => {}, asIs, asIs, "unary");
  }
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const http2Server = http2ServerOf(server);
  http2Server.on("session", closeLater);
  http2Server.prependListener(
    "stream",
    (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, _flags: number, rawHeaders: string[]) => {
      // Until a caller has acknowledged it, HTTP/2 does not hold it to its limit.
      if (stream.session?.pendingSettingsAck !== false && sizeOf(headers) > options.maxHeaderBytes) {
        arrival = undefined;
        stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
        return;
      }
      const header: Record<string, string | string[] | undefined> = headers;
      if (Array.isArray(rawHeaders) && isRepeated("authorization", rawHeaders)) {
        header.authorization = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1] === "authorization");
      }
      // grpc-js would take "10Sx" for ten seconds and set a timer of its own: deadlines are kept on the other side.
      const timeout = headers["grpc-timeout"];
      delete headers["grpc-timeout"];
      const path = headers[":path"] ?? "";
      // Whatever else comes is no call, and answered by grpc-js as HTTP is.
      if (!methods.has(path) && headers["content-type"]?.startsWith("application/grpc")) {
        options.unknown(path);
      }
      arrival = { stream, header, timeout: timeout === undefined ? undefined : String(timeout) };
    },
  );

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
