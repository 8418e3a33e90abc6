import type { ServiceName } from "../topology.ts";

/** What runs TypeScript. */
export type Runtime = "node" | "deno";

/** What runs the services of a system: one runtime for all, or some on each. */
export const runtimes = ["node", "deno", "mixed"] as const;
export type Runtimes = (typeof runtimes)[number];

/** A line that a service logged: JSON with at least a message. A notable one carries the name of its `event`. */
export type LogRecord = {
  readonly level: string;
  readonly msg: string;
  readonly event?: string;
  readonly [field: string]: unknown;
};

/** A service that was started, as its starter sees it. */
export type StartedService = {
  /** `host:port` at which it is reached from here; a worker has none. */
  readonly address: string | undefined;
  /** Its process on this machine; undefined where it has none. */
  readonly pid?: number | undefined;
  /** Its exit code when it has ended; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Asks it to drain and stop, and waits until it has. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
};

/** The PostgreSQL server of a system. */
export type PostgresServer = {
  /** Its URL from here, without a database. */
  readonly outside: string;
  /** Its URL from a service, without a database. */
  readonly inside: string;
  /** Stops it and starts it again on the same address, with the same data. */
  restart(): Promise<void>;
  /** Ends it at once, as a crash would, and starts it again on the same address, with what it had on disk. */
  crash(): Promise<void>;
};

/** A place where a system can run: processes of this machine, or containers. */
export type Platform = AsyncDisposable & {
  readonly name: "processes" | "containers";
  readonly runtime: Runtimes;
  startPostgres(): Promise<PostgresServer>;
  /** `host:port` that a service is told to listen on. */
  listen(service: ServiceName): string;
  /** `host:port` at which the other services reach it. */
  address(service: ServiceName): string;
  /** The URL at which a browser reaches an HTTP service, and the others too: it has one name for everybody. */
  origin(service: ServiceName): string;
  /** The folder that a service finds again when it is started again. */
  stateDirectory(service: ServiceName): string;
  startService(
    service: ServiceName,
    environment: Readonly<Record<string, string>>,
    onLine: (line: string) => void,
  ): Promise<StartedService>;
};
