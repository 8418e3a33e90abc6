import type { Socket } from "node:net";
import { isIP } from "node:net";
import type { ConnectionOptions, Server } from "node:tls";
import { connect, createServer } from "node:tls";
import { CallCredentials, ChannelCredentials } from "@grpc/grpc-js";
import type { EngineClientTls, EngineServerTls, TlsMaterial } from "../port.ts";

type SecureConnector = ReturnType<ChannelCredentials["_createSecureConnector"]>;

const protocol = { ALPNProtocols: ["h2"], minVersion: "TLSv1.2" } as const;

/** What node:tls takes of the material. */
function toContextOptions({ authorities, certificate, key }: TlsMaterial) {
  return {
    ...(authorities === undefined ? {} : { ca: authorities }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key }),
  };
}

function secure(socket: Socket, options: ConnectionOptions): ReturnType<SecureConnector["connect"]> {
  return new Promise((resolve, reject) => {
    const secured = connect({ ...options, socket, ...protocol });
    // Left in place: once it is up, whoever speaks HTTP/2 over it hears of errors too.
    secured.on("error", reject);
    secured.once("close", () => reject(new Error("The connection was closed during the TLS handshake")));
    secured.once("secureConnect", () => resolve({ socket: secured, secure: true }));
  });
}

/** TLS whose certificates are asked for at each new connection; those of grpc-js stay what they were at the first. */
export class TlsChannelCredentials extends ChannelCredentials {
  readonly #tls: EngineClientTls;
  readonly #host: string;

  constructor(tls: EngineClientTls, host: string) {
    super();
    this.#tls = tls;
    this.#host = host;
  }

  override _isSecure(): boolean {
    return true;
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(): SecureConnector {
    const host = this.#tls.serverName ?? this.#host;
    const none = CallCredentials.createEmpty();
    return {
      connect: (socket) =>
        secure(socket, {
          ...toContextOptions(this.#tls.current()),
          host,
          // TLS has no place for an address in the name that a client asks for.
          ...(isIP(host) === 0 ? { servername: host } : {}),
        }),
      waitForReady: () => Promise.resolve(),
      getCallCredentials: () => none,
      destroy() {},
    };
  }
}

/**
 * A listener for TLS connections. Which certificate it shows is asked for at each new one.
 *
 * Not grpc-js' own, over an HTTP/2 server that knows of TLS: that one takes no sockets from a listener on Deno.
 */
export function createTlsListener(tls: EngineServerTls, inject: (socket: Socket) => void): Server {
  let material = tls.current();
  const listener = createServer(
    { ...toContextOptions(material), requestCert: tls.clientCertificates, rejectUnauthorized: true, ...protocol },
    (socket) => {
      socket.on("error", () => {});
      inject(socket);
    },
  );
  listener.prependListener("connection", (socket: Socket) => {
    socket.setNoDelay(true);
    const latest = tls.current();
    if (latest !== material) {
      material = latest;
      listener.setSecureContext(toContextOptions(latest));
    }
  });
  return listener;
}
