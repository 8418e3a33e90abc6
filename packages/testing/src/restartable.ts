/** The part of a server that is used; `serve` of @hexmart/grpc answers one. */
type Server = {
  readonly address: string;
  drain(options?: { timeoutMs?: number }): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

export type Restartable = {
  /** host:port, the same after every restart. */
  readonly address: string;
  /** Ends at once, and breaks off what is in flight. */
  stop(): Promise<void>;
  /** Comes back where it was. */
  restart(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * A server that a test can take away, and bring back where its clients look for it.
 *
 * ```ts
 * await using product = await startRestartable((address) =>
 *   serve({ address, services: [productHandlers], auth: { policy, verify }, logger: silentLogger }),
 * );
 * ```
 *
 * @param start starts the server at an address, first at a port that the system chooses.
 */
export async function startRestartable(start: (address: string) => Promise<Server>): Promise<Restartable> {
  let server = await start("127.0.0.1:0");
  const { address } = server;
  return {
    address,
    stop: () => server.drain({ timeoutMs: 0 }),
    async restart() {
      server = await start(address);
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
