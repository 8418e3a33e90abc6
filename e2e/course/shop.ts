import { join } from "node:path";
import type { DescService } from "@bufbuild/protobuf";
import { type Client, connect } from "@hexmart/grpc";
import {
  audiences,
  createProcesses,
  freePorts,
  type LaunchOptions,
  type LogRecord,
  launch,
  type ServiceName,
  type Stack,
  temporaryDirectory,
} from "@hexmart/stack";

/** As much of the system as a lesson needs: processes of this machine, on free ports, that leave nothing behind. */
export type Shop = Stack & {
  /** Every event that a service has logged so far. */
  readonly events: readonly (LogRecord & { readonly service: ServiceName })[];
  /** A client that may do with a server whatever there is to do. */
  connect<S extends DescService>(service: S, server: Server): Client<S> & Disposable;
  /** Starts another one of a service, beside the first. */
  startReplica(service: ServiceName): Promise<void>;
};

/** What a lesson needs: which services, and what else they or identity are to be told. */
export type Wanted = Required<Pick<LaunchOptions, "services">> & Pick<LaunchOptions, "environment" | "registrations">;

const scopes = {
  product: ["product.read", "product.write"],
  discount: ["discount.read", "discount.write"],
  "shopping-cart": ["cart.read", "cart.write", "cart.any_owner"],
  "movies-api": ["movies.read", "movies.write"],
} as const;

type Server = keyof typeof scopes;

export async function openShop(wanted: Wanted, signal: AbortSignal): Promise<Shop> {
  await using opened = new AsyncDisposableStack();
  const { path: directory } = opened.use(await temporaryDirectory("lesson"));
  const createPlatform = async (databaseUrl?: string) =>
    createProcesses({
      runtime: "node",
      ports: await freePorts(),
      dataDirectory: join(directory, "postgres"),
      stateDirectory: join(directory, "state"),
      ...(databaseUrl && { databaseUrl }),
    });
  const events: (LogRecord & { service: ServiceName })[] = [];
  const options: LaunchOptions = {
    ...wanted,
    clients: {
      reader: Object.fromEntries(Object.entries(scopes).map(([server, may]) => [audiences[server as Server], may])),
    },
    keysDirectory: join(directory, "keys"),
    onLog(service, record) {
      if (record.event) events.push({ ...record, service });
    },
    signal,
  };
  const stack = await launch(await createPlatform(), options);
  opened.use(stack);
  const all = opened.move();

  return {
    ...stack,
    events,
    connect(service, server) {
      const address = stack.services.get(server)?.address ?? "";
      return connect(service, { address, accessToken: () => stack.accessToken("reader", audiences[server]) });
    },
    async startReplica(service) {
      all.use(await launch(await createPlatform(stack.postgres.outside), { ...options, services: [service] }));
    },
    [Symbol.asyncDispose]: () => all[Symbol.asyncDispose](),
  };
}
