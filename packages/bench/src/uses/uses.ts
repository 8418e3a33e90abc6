import type { ServiceName } from "@hexmart/stack";
import { openShop, type Shop } from "../flows/shop.ts";
import { cpuTime, cpuTimeOfFamily } from "../machine.ts";
import type { Report } from "../report.ts";

/** How often each is done: more than a hundredth of a second can tell apart, and less than the gateway allows a caller. */
const TIMES = 2_000;
const AT_ONCE = 16;
/** So many callers share the work, since the gateway lets each do only so much a minute. */
const CALLERS = 10;

const services: readonly ServiceName[] = [
  "identity",
  "api-gateway",
  "movies-api",
  "product",
  "discount",
  "shopping-cart",
];
const a50 = "01900000-0000-7000-8000-000000000003";

/** Something that people do, as a browser's script asks the gateway for it. */
type Use = {
  readonly name: string;
  readonly audience: "product" | "shopping-cart";
  readonly ask: (caller: number) => { readonly path: string; readonly body?: string };
};

const cartOf = (caller: number) => `/v1/carts/bench-${caller}`;

const uses: readonly Use[] = [
  { name: "a product", audience: "product", ask: () => ({ path: `/v1/products/${a50}` }) },
  { name: "a page of 20", audience: "product", ask: () => ({ path: "/v1/products?page_size=20" }) },
  {
    name: "add to cart",
    audience: "shopping-cart",
    ask: (caller) => ({
      path: `${cartOf(caller)}/items`,
      body: JSON.stringify({
        items: [
          { requestId: crypto.randomUUID(), productId: a50, quantity: 1, color: "Red", discountCode: "CODE_100" },
        ],
      }),
    }),
  },
  { name: "the cart", audience: "shopping-cart", ask: (caller) => ({ path: cartOf(caller) }) },
];

/** Measures how much CPU time every part needs for what a person does: what a capacity model begins with. */
export async function measureUses(rounds: number, onProgress: (line: string) => void): Promise<Report> {
  onProgress(`starting PostgreSQL, ${services.join(", ")}`);
  await using shop = await openShop(services, CALLERS);
  const parts: readonly [string, () => number | undefined][] = [
    ...services.map((name): [string, () => number | undefined] => [name, () => cpuTime(shop.pid(name))]),
    ["PostgreSQL", () => cpuTimeOfFamily(shop.postgresPid)],
  ];
  const least = new Map(parts.map(([name]) => [name, uses.map((): number | undefined => undefined)]));
  const tokens = new Map<string, readonly string[]>();
  for (const audience of ["product", "shopping-cart"] as const) {
    tokens.set(
      audience,
      await Promise.all(Array.from({ length: CALLERS }, (_, caller) => shop.token(audience, caller))),
    );
  }
  await makeCarts(shop, tokens.get("shopping-cart") ?? []);

  for (let round = 0; round <= rounds; round++) {
    for (const [column, use] of uses.entries()) {
      onProgress(round === 0 ? `warming up: ${use.name}` : `round ${round} of ${rounds}: ${use.name}`);
      if (column === 0 && round > 1) await pauseAMinute();
      const before = parts.map(([, read]) => read());
      const times = round === 0 ? TIMES / 4 : TIMES;
      await load(shop, use, { times, tokens: tokens.get(use.audience) ?? [] });
      if (round === 0) continue;
      for (const [at, [name, read]] of parts.entries()) {
        const spent = ((read() ?? Number.NaN) - (before[at] ?? Number.NaN)) / times;
        const values = least.get(name) ?? [];
        if (!Number.isNaN(spent)) values[column] = Math.min(spent, values[column] ?? spent);
      }
    }
  }
  const rows = [...least].map(([name, values]) => ({ name, values }));
  const title = "What people do, through the gateway: least CPU time of each part";
  return { comparisons: [], figures: [{ title, unit: "µs each", columns: uses.map(({ name }) => name), rows }] };
}

/** The gateway counts requests by the minute, and a round takes most of what it allows. */
const pauseAMinute = () => new Promise((resolve) => setTimeout(resolve, 60_000));

async function makeCarts(shop: Shop, tokens: readonly string[]): Promise<void> {
  for (const [caller, token] of tokens.entries()) {
    await send(shop, token, { path: "/v1/carts", body: JSON.stringify({ username: `bench-${caller}` }) });
  }
}

async function load(
  shop: Shop,
  { ask }: Use,
  { times, tokens }: { readonly times: number; readonly tokens: readonly string[] },
): Promise<void> {
  let done = 0;
  const work = async () => {
    while (done < times) {
      const caller = done++ % tokens.length;
      await send(shop, tokens[caller] ?? "", ask(caller));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function send(shop: Shop, token: string, { path, body }: ReturnType<Use["ask"]>): Promise<void> {
  const response = await fetch(`http://${shop.address("api-gateway")}${path}`, {
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { method: "POST", body }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Cannot measure ${path}: it answered ${response.status} ${text}`);
}
