import type { DescService } from "@bufbuild/protobuf";
import { Health } from "../../gen/health/v1/health_pb.ts";
import { grpcJs } from "../engine/grpc-js/engine.ts";
import type { EngineMethod } from "../engine/port.ts";
import type { AnyHandler } from "../implement.ts";
import { openImplementation } from "../implement.ts";
import { consoleLogger } from "../logger.ts";
import { findTelemetry } from "../telemetry/providers.ts";
import { openServerTls } from "../tls.ts";
import { toEngineMethod } from "./answer.ts";
import { drainer } from "./drain.ts";
import { health } from "./health.ts";
import { healthProbe } from "./health-probe.ts";
import { chain } from "./interceptor.ts";
import { authentication } from "./interceptors/authentication.ts";
import { authorization } from "./interceptors/authorization.ts";
import { deadline } from "./interceptors/deadline.ts";
import { errors } from "./interceptors/errors.ts";
import { createLimiter } from "./interceptors/limiter.ts";
import { logging } from "./interceptors/logging.ts";
import { createMeasuring } from "./interceptors/measuring.ts";
import { requestId } from "./interceptors/request-id.ts";
import { tracing } from "./interceptors/tracing.ts";
import { createValidation } from "./interceptors/validation.ts";
import { listenOrExplain } from "./listen.ts";
import type { ServeOptions, Server } from "./options.ts";
import type { PolicyOption } from "./policy.ts";
import { findPolicyProblems, readPolicy } from "./policy.ts";
import { reflection } from "./reflection.ts";
import { unknownMethods } from "./unknown-methods.ts";

type Opened = { readonly service: DescService; readonly handlers: ReadonlyMap<string, AnyHandler> };

function refuseContradictions(services: readonly Opened[], option: PolicyOption): void {
  const problems = services.flatMap(({ service }) =>
    findPolicyProblems(service, option).map((problem) => `${service.typeName}.${problem}`),
  );
  if (problems.length > 0) {
    throw new Error(
      `Cannot serve: ${problems.join("; ")}. State for each method who may call it with option (${option.typeName})`,
    );
  }
}

function refuseTwins(services: readonly Opened[]): void {
  const names = services.map(({ service }) => service.typeName);
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin !== undefined) {
    throw new Error(`Cannot serve: service ${twin} is given twice`);
  }
}

/**
 * Answers services over gRPC, with health and reflection. Rejects when a method has no policy or a contradictory one,
 * and when it cannot listen (an Error with the `code` of node:net, such as EADDRINUSE).
 *
 * @example
 * ```ts
 * await using server = await serve({
 *   address: "127.0.0.1:50053",
 *   services: [implement(DiscountService, handlers)],
 *   auth: { policy, verify },
 * });
 * console.log(`listening on ${server.address}`);
 * ```
 */
export async function serve(options: ServeOptions): Promise<Server> {
  const { auth, mapError, logger = consoleLogger } = options;
  const plaintext = options.tls === undefined ? (options.plaintextTokens ?? "loopback") : "allow";
  const timeouts = { unaryMs: 60_000, streamMs: 600_000, ...options.timeouts };
  const services = options.services.map(openImplementation);
  if (auth !== "none") {
    refuseContradictions(services, auth.policy);
  }

  const drain = drainer();
  const validation = createValidation();
  const { tracer, meter } = findTelemetry();
  const measuring = meter && createMeasuring(meter);
  const limiter = createLimiter({ inFlight: 256, streams: 1_000, ...options.limits });

  // The order is part of what the library promises: README.md says why each step stands where it does.
  function toMethods(
    { service, handlers }: Opened,
    { auth, builtIn }: { auth: ServeOptions["auth"]; builtIn: boolean },
  ): EngineMethod[] {
    return service.methods.flatMap((method) => {
      const handler = handlers.get(method.localName);
      const policy = auth === "none" ? undefined : readPolicy(method, auth.policy);
      const steps = chain([
        requestId(),
        builtIn || tracer === undefined ? undefined : tracing(tracer, method),
        builtIn ? undefined : measuring?.(method),
        logging({ logger, method: `${service.typeName}/${method.name}`, level: builtIn ? "debug" : "info" }),
        deadline({ kind: method.methodKind, timeouts }),
        builtIn ? undefined : limiter(method.methodKind),
        auth === "none" || policy === undefined ? undefined : authentication(auth.verify, plaintext),
        policy === undefined ? undefined : authorization(policy),
        validation(method.input),
        errors(mapError),
      ]);
      return handler === undefined ? [] : [toEngineMethod(method, handler, steps, drain.tracker)];
    });
  }

  const { health: probe = async () => {} } = options;
  const builtIn = [
    health({
      serviceNames: services.map(({ service }) => service.typeName),
      isHealthy: healthProbe({ probe, logger }),
      draining: drain.draining,
    }),
    ...reflection([...services.map(({ service }) => service), Health]),
  ].map(openImplementation);
  refuseTwins([...services, ...builtIn]);

  const methods = [
    ...services.flatMap((service) => toMethods(service, { auth, builtIn: false })),
    // Asked every few seconds by whatever watches over the server: open to it, also when there is room for nobody else, and
    // no news in the log or among the traces.
    ...builtIn.flatMap((service) => toMethods(service, { auth: "none", builtIn: true })),
  ];
  const engineServer = await listenOrExplain(grpcJs, options.address, {
    methods,
    connections: { maxStreams: 1_000, maxAgeMs: 30 * 60_000, maxAgeGraceMs: 10 * 60_000, ...options.connections },
    unknown: unknownMethods(logger, meter),
    maxHeaderBytes: options.maxMetadataBytes ?? 16 * 1024,
    maxMessageBytes: options.maxMessageBytes ?? 4 * 1024 * 1024,
    tls:
      options.tls && openServerTls(options.tls, (err) => logger.warn({ err }, "renewed certificates are not in use")),
  });
  return {
    address: engineServer.address,
    drain: (drainOptions) => drain.start(engineServer, drainOptions?.timeoutMs ?? 10_000),
    [Symbol.asyncDispose]: () => drain.start(engineServer, 1_000),
  };
}
