import type { DescMethod, DescService, Message } from "@bufbuild/protobuf";
import { getOption, hasOption } from "@bufbuild/protobuf";
import { policy } from "@hexmart/contracts/auth/v1/policy";
import { DiscountService } from "@hexmart/contracts/discount/v1/discount";
import { ProductService } from "@hexmart/contracts/product/v1/product";
import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { type CallOptions, type ConnectOptions, connect } from "@hexmart/grpc";
import type { Logger } from "@hexmart/runtime";
import type { Call } from "@hexmart/transcode";
import type { RouteFile, Service } from "#domain/route.ts";
import type { Guard } from "#ports/guard.ts";
import type { MethodRules } from "#ports/methods.ts";
import { blameCaller, guardedStream, guardedUnary } from "./guarded.ts";

/** The contracts behind the gateway. */
export const services: readonly DescService[] = [ProductService, ShoppingCartService, DiscountService];

type Options = {
  readonly rules: RouteFile["services"];
  /** Where each service is, by its full name. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly security: Pick<ConnectOptions, "tls">;
  readonly guardOf: (name: string, service: Service) => Guard;
  readonly logger: Logger;
};

type Invoke = (request: Message | AsyncIterable<Message>, options: CallOptions) => ReturnType<Call>;

/** Clients of the services, as one function that calls any of their methods. The caller's own token goes with each call. */
export function connectServices({ rules, addresses, security, guardOf, logger }: Options) {
  const clients = new Map(
    services.map((desc) => {
      const own = rules[desc.typeName];
      const address = addresses[desc.typeName];
      if (own === undefined || address === undefined) {
        throw wrong(`Cannot serve ${desc.typeName}: the routes, or the addresses, say nothing of it`);
      }
      const client = connect(desc, {
        address,
        ...security,
        ...(own.timeoutMs !== undefined && { timeoutMs: own.timeoutMs }),
        ...(own.streamTimeoutMs !== undefined && { streamTimeoutMs: own.streamTimeoutMs }),
      });
      return [desc.typeName, { client, own, guard: guardOf(desc.typeName, own) }] as const;
    }),
  );
  for (const name of Object.keys(rules)) {
    if (!clients.has(name)) throw wrong(`Cannot serve ${name}: no contract has a service of that name`);
  }
  const of = ({ parent }: DescMethod) => {
    const found = clients.get(parent.typeName);
    if (found === undefined) throw new TypeError(`Cannot call ${parent.typeName}: it is not behind the gateway`);
    return found;
  };

  const call: Call = (method, request, options) => {
    const { client, own, guard } = of(method);
    const invoke = (client as unknown as Readonly<Record<string, Invoke>>)[method.localName];
    if (invoke === undefined) throw new TypeError(`Cannot call ${method}: its client has no such method`);
    const unary = method.methodKind === "unary";
    const most = unary ? own.timeoutMs : own.streamTimeoutMs;
    const timeoutMs = options.timeoutMs && Math.min(options.timeoutMs, most ?? options.timeoutMs);
    const toError = timeoutMs === undefined || timeoutMs === most ? (error: unknown) => error : blameCaller;
    const output = () => invoke(request, { ...options, timeoutMs });
    const onLost = (err: unknown) => {
      const requestId = options.headers.get("x-request-id");
      const upstream = method.parent.typeName;
      const fields = { event: "upstream.unreachable", upstream, method: method.name, requestId, err };
      logger.warn(fields, "could not reach a service");
    };
    return method.methodKind === "server_streaming" || method.methodKind === "bidi_streaming"
      ? guardedStream(guard, options.signal, { call: () => output() as AsyncIterable<Message>, toError, onLost })
      : guardedUnary(guard, options.signal, { call: () => output() as Promise<Message>, toError, onLost });
  };

  return {
    call,
    /** Who may call a method: the scopes are those of its contract. */
    rulesOf(method: DescMethod): MethodRules {
      const { own } = of(method);
      if (!hasOption(method, policy)) throw wrong(`Cannot serve ${method}: its contract does not say who may call it`);
      const { public: open, scopes } = getOption(method, policy);
      const access = open ? "public" : { audience: own.audience, allOf: scopes };
      return { access, rateLimit: own.rateLimit, service: method.parent.typeName };
    },
    close(): void {
      for (const { client } of clients.values()) client[Symbol.dispose]();
    },
  };
}

function wrong(message: string): Error {
  return Object.assign(new Error(message), { code: "CONFIG_INVALID" });
}
