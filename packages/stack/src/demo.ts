import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { connect } from "@hexmart/grpc";
import { fromParts, toDecimal } from "@hexmart/money";
import { audiences, type ServiceName, serviceNames, topology } from "../topology.ts";
import { users } from "../users.ts";
import { type LaunchOptions, launch, type Stack } from "./launch.ts";
import type { LogRecord, Platform } from "./platform.ts";
import type { Progress } from "./start-and-wait.ts";

/** What one cycle of the whole system did. Amounts are exact decimals; times are in milliseconds. */
export type DemoReport = {
  readonly runtime: string;
  readonly stack: string;
  readonly products: { readonly inserted: number };
  readonly cart: {
    readonly username: string;
    readonly items: number;
    readonly listTotal: string;
    readonly discountTotal: string;
    readonly total: string;
    readonly currency: string;
  };
  readonly tokens: { readonly issued: number };
  readonly services: readonly { readonly name: string; readonly address: string | null; readonly ready_ms: number }[];
  readonly duration_ms: number;
};

export type DemoOptions = {
  readonly platform: Platform;
  readonly keysDirectory: string;
  readonly onProgress?: (progress: Progress) => void;
  readonly onLog?: (service: ServiceName, record: LogRecord) => void;
  /** Stops everything when aborted. */
  readonly signal?: AbortSignal;
  /** Called while everything is still up: a test looks from outside. */
  readonly inspect?: (stack: Stack, report: DemoReport) => Promise<void>;
};

const [{ username }] = users;

/** Boots the system, runs each worker for one cycle, reads the cart as a stranger would, and stops everything. */
export async function runDemo({
  platform,
  keysDirectory,
  onProgress,
  onLog,
  signal,
  inspect,
}: DemoOptions): Promise<DemoReport> {
  const begun = performance.now();
  const events: LogRecord[] = [];
  const started: DemoReport["services"][number][] = [];
  const options: LaunchOptions = {
    keysDirectory,
    services: serviceNames.filter((name) => topology[name].kind !== "worker"),
    clients: { demo: { [audiences["shopping-cart"]]: ["cart.read", "cart.any_owner"] } },
    onLog(service, record) {
      if (record.event) events.push(record);
      onLog?.(service, record);
    },
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  };
  const stack = await launch(platform, options);
  try {
    for (const worker of ["product-worker", "shopping-cart-worker"] as const) {
      await runOnce(stack, worker, started, signal);
    }
    const cart = await readCart(stack);
    const report: DemoReport = {
      runtime: platform.runtime,
      stack: platform.name,
      products: { inserted: sum(events, "products.inserted", "inserted") },
      cart,
      tokens: { issued: events.filter(({ event }) => event === "token.issued").length },
      services: [
        ...[...stack.services.values()].map(({ name, address, readyMs }) => ({
          name,
          address: address ?? null,
          ready_ms: readyMs,
        })),
        ...started,
      ],
      duration_ms: Math.round(performance.now() - begun),
    };
    await inspect?.(stack, report);
    return report;
  } finally {
    await stack[Symbol.asyncDispose]();
  }
}

/** Runs a worker until it has done one cycle. */
async function runOnce(
  stack: Stack,
  name: ServiceName,
  started: DemoReport["services"][number][],
  signal: AbortSignal | undefined,
): Promise<void> {
  const worker = await stack.start(name, { MAX_CYCLES: "1" });
  started.push({ name, address: null, ready_ms: worker.readyMs });
  const stop = () => void worker.stop();
  signal?.addEventListener("abort", stop);
  const code = await worker.exited;
  signal?.throwIfAborted();
  if (code !== 0) throw new Error(`${name} ended with ${code ?? "a signal"}: its log above says why`);
}

/** Reads the cart with a token that only looks. */
async function readCart(stack: Stack): Promise<DemoReport["cart"]> {
  const address = stack.services.get("shopping-cart")?.address ?? "";
  const accessToken = () => stack.accessToken("demo", audiences["shopping-cart"]);
  const carts = connect(ShoppingCartService, { address, accessToken, plaintextTokens: "allow" });
  try {
    const { shoppingCart } = await carts.getShoppingCart({ username });
    const [totals, ...others] = shoppingCart?.totals ?? [];
    if (!shoppingCart || !totals?.listTotal || !totals.discountTotal || !totals.total || others.length > 0) {
      throw new Error(`Cannot sum up the cart of ${username}: expected totals in exactly one currency`);
    }
    return {
      username,
      items: Number(shoppingCart.itemCount),
      listTotal: toDecimal(fromParts(totals.listTotal)),
      discountTotal: toDecimal(fromParts(totals.discountTotal)),
      total: toDecimal(fromParts(totals.total)),
      currency: totals.total.currencyCode,
    };
  } finally {
    carts[Symbol.dispose]();
  }
}

function sum(events: readonly LogRecord[], event: string, field: string): number {
  return events.filter((record) => record.event === event).reduce((total, record) => total + Number(record[field]), 0);
}
