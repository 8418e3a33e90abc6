import type { DescService } from "@bufbuild/protobuf";
import { isLoopback, parseTarget } from "../address.ts";
import { grpcJs } from "../engine/grpc-js/engine.ts";
import { findTelemetry } from "../telemetry/providers.ts";
import type { ClientTlsOptions } from "../tls.ts";
import { openClientTls } from "../tls.ts";
import type { AccessTokens } from "./access-tokens.ts";
import type { CallOptions, Client } from "./client.ts";
import type { Invoke } from "./invoke.ts";
import { invokes } from "./invoke.ts";
import { createObserve } from "./observe.ts";
import { createRetries, mayBeRepeated } from "./retries.ts";

/**
 * What connect() needs.
 *
 * @example
 * ```ts
 * const options: ConnectOptions = {
 *   address: "127.0.0.1:50053",
 *   accessToken: createTokenSource({ issuer, clientId, privateKey, resource, scopes }),
 *   timeoutMs: 2_000,
 * };
 * ```
 */
export type ConnectOptions = {
  /**
   * "host:port" or "dns:///host:port", where the name may stand for several servers, or several addresses as
   * "ipv4:10.0.0.1:50051,10.0.0.2:50051" (likewise "ipv6:"). Calls go to all of them in turn, and a name is looked up again
   * when a connection ends, so that replicas may come and go.
   */
  readonly address: string;
  /**
   * Obtains the access token for a call; called for each, so it should cache. With `invalidate`, it hears of a token that
   * the server refused, and a unary call is then tried once more with another: nothing of it had been carried out.
   */
  readonly accessToken?: AccessTokens | AccessTokens["get"];
  /**
   * TLS instead of plaintext; each of them as PEM or as the name of a file, which is read again when it changes.
   * `authorities`: who may sign the server's certificate, the system's if not given. `certificate` and `key`: what this
   * client shows to a server that asks who it is (mTLS). `serverName`: whose certificate it must be, if not the host's.
   */
  readonly tls?: ClientTlsOptions;
  /**
   * Without `tls`, where access tokens may be sent: "loopback" (the default) only to this machine, that is to localhost or
   * a literal address of it; "allow" anywhere, for a network that nobody else is on.
   */
  readonly plaintextTokens?: "loopback" | "allow";
  /** How long a unary call may take, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number;
  /** How long a call that streams may take, in milliseconds. Default: 300,000. */
  readonly streamTimeoutMs?: number;
  /**
   * "idempotent" (the default) makes a unary call again, up to three times within its deadline, where the server is
   * UNAVAILABLE or says when to come back and the contract gives the method an idempotency_level. "none" never does.
   */
  readonly retries?: "idempotent" | "none";
  /**
   * While calls are under way, how long a server may be silent until it is asked whether it still lives, in milliseconds;
   * if it does not answer for as long again, 20 s at most, its calls end with UNAVAILABLE. Default: 60,000.
   */
  readonly keepaliveMs?: number;
  /** "gzip" compresses requests of 1 KiB and more, and asks for answers in kind. Default: "none". */
  readonly compression?: "gzip" | "none";
  /** The largest response message in bytes, once decompressed. Default: 4 MiB. */
  readonly maxMessageBytes?: number;
};

function refuseToBeOverheard({ address, tls, accessToken, plaintextTokens }: ConnectOptions): void {
  const exposed = parseTarget(address)?.find(({ host }) => !isLoopback(host));
  if (accessToken !== undefined && tls === undefined && plaintextTokens !== "allow" && exposed !== undefined) {
    throw Object.assign(
      new Error(
        `Cannot connect to "${address}": access tokens would travel in plaintext to ${exposed.host}, where others may read them. Give \`tls\` (a service: TLS_CA_FILE), or on a network that nobody else is on plaintextTokens: "allow" (PLAINTEXT_TOKENS=allow).`,
      ),
      { code: "CONFIG_INVALID" },
    );
  }
}

/**
 * Makes a client of a service. It connects at the first call and again whenever it must; disposing of it ends its calls.
 * Inside a handler its calls inherit deadline, cancellation and request id of the call being answered.
 *
 * @example
 * ```ts
 * using discounts = connect(DiscountService, { address: "127.0.0.1:50053" });
 * const { discount } = await discounts.getDiscount({ code: "CODE_100" });
 * ```
 */
export function connect<S extends DescService>(service: S, options: ConnectOptions): Client<S> & Disposable {
  if (parseTarget(options.address) === undefined) {
    throw new Error(
      `Cannot connect to "${options.address}": an address is host:port, for example 127.0.0.1:50051, dns:///host:port, or addresses as ipv4:10.0.0.1:50051,10.0.0.2:50051`,
    );
  }
  refuseToBeOverheard(options);
  const channel = grpcJs.dial({
    address: options.address,
    keepaliveMs: options.keepaliveMs ?? 60_000,
    maxMessageBytes: options.maxMessageBytes ?? 4 * 1024 * 1024,
    compression: options.compression === "gzip" ? "gzip" : undefined,
    tls: options.tls && openClientTls(options.tls, options.address),
  });
  const { timeoutMs = 10_000, streamTimeoutMs = 300_000 } = options;
  const accessToken = typeof options.accessToken === "function" ? { get: options.accessToken } : options.accessToken;
  const retries = options.retries === "none" ? undefined : createRetries();
  const observe = createObserve(findTelemetry(), options.address);
  const client: Record<string | symbol, unknown> = { [Symbol.dispose]: () => channel.close() };
  for (const method of service.methods) {
    const route = {
      channel,
      accessToken,
      timeoutMs: method.methodKind === "unary" ? timeoutMs : streamTimeoutMs,
      retries: mayBeRepeated(method) ? retries : undefined,
      observe: observe(method),
    };
    const invoke: Invoke = invokes[method.methodKind];
    client[method.localName] = (request: never, callOptions: CallOptions = {}) =>
      invoke(method, route, request, callOptions);
  }
  return client as Client<S> & Disposable;
}
