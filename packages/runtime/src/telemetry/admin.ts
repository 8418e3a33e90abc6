import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

const LONGEST_CHECK_MS = 2_000;

export type AdminOptions = {
  /** "host:port". */
  readonly address: string;
  /** All metrics, in Prometheus' text format. */
  readonly scrape: () => Promise<string>;
  /** Resolves while the process can do its work, and rejects with why it cannot. */
  readonly check: (signal: AbortSignal) => Promise<void>;
};

/** The port at which a process is watched; it carries no traffic of its service. */
export type Admin = { readonly address: string; close(): Promise<void> };

/**
 * Answers /metrics, /livez (the process runs) and /readyz (it may be sent work: 200, else 503 and why). Rejects with the
 * error of node:net when it cannot listen.
 */
export async function openAdmin({ address, scrape, check }: AdminOptions): Promise<Admin> {
  const pages: Readonly<Record<string, () => Promise<[status: number, text: string]>>> = {
    "/metrics": async () => [200, await scrape()],
    "/livez": async () => [200, "ok\n"],
    "/readyz": async () => {
      try {
        await within(LONGEST_CHECK_MS, check);
        return [200, "ok\n"];
      } catch (error) {
        return [503, `${error instanceof Error ? error.message : String(error)}\n`];
      }
    },
  };
  const answer: RequestListener = (request, response) => {
    const send = (status: number, text: string) => {
      response.writeHead(status, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }).end(text);
    };
    const page = pages[(request.url ?? "").split("?")[0] ?? ""];
    if (page === undefined) send(404, `There are ${Object.keys(pages).join(", ")}\n`);
    else if (request.method !== "GET" && request.method !== "HEAD") send(405, "It is only to be read\n");
    else
      page().then(
        ([status, text]) => send(status, text),
        () => send(500, "It cannot be told\n"),
      );
  };

  const server = createServer({ keepAliveTimeout: 1_000, requestTimeout: 5_000 }, answer);
  const { host, port } = readAddress(address);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return {
    address: address.replace(/\d+$/, String((server.address() as AddressInfo).port)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function readAddress(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(":");
  return { host: address.slice(0, colon).replace(/^\[(.*)\]$/, "$1"), port: Number(address.slice(colon + 1)) };
}

/** A check that never ends is as good as failed. */
async function within(timeoutMs: number, check: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs);
  const late = Promise.withResolvers<never>();
  const onLate = () => late.reject(new Error(`no answer within ${timeoutMs} ms`));
  signal.addEventListener("abort", onLate);
  try {
    await Promise.race([check(signal), late.promise]);
  } finally {
    signal.removeEventListener("abort", onLate);
  }
}
