import { audiences } from "@hexmart/stack";
import { until } from "../system.ts";
import type { Shop } from "./shop.ts";

export const services = ["identity", "discount", "movies-api", "api-gateway"] as const;

export async function lesson(shop: Shop): Promise<void> {
  const discounts = caller(shop, await shop.accessToken("reader", audiences.discount, ["discount.read"]));
  const movies = caller(shop, await shop.accessToken("reader", audiences["movies-api"], ["movies.read"]));
  const lost = caller(shop, await shop.accessToken("reader", audiences.product));

  console.log("A call that was JSON, and is gRPC behind the gateway.");
  await show(discounts("/v1/discounts/CODE_100"));

  console.log("What is wrong is told as gRPC says it, by the status that HTTP has for it.");
  await show(discounts("/v1/discounts/NO_SUCH_CODE"));
  await show(discounts("/v1/discounts/CODE_100?lang=en"));

  console.log("Who may call is in the contract, and checked before anything is sent on.");
  await show(discounts("/v1/discounts/CODE_100", "DELETE"));
  await show(lost("/v1/discounts/CODE_100"));

  console.log("The discount service dies. Callers are not told where it was, and after ten failures it is left alone.");
  await shop.services.get("discount")?.kill();
  const together = (count: number) =>
    Promise.all(Array.from({ length: count }, () => discounts("/v1/discounts/CODE_200")));
  const [away] = await together(10);
  if (away) await show(away);
  const { upstream } = await until(() => shop.events.find(({ event }) => event === "upstream.unreachable"));
  console.log(`      the gateway's log has more: it cannot reach ${upstream}`);
  await show(discounts("/v1/discounts/CODE_200"));
  console.log("Movies do not notice.");
  await show(movies("/movies?page_size=1"));

  console.log("Too much is too much, for whoever asks it.");
  const refused = await until(async () => (await together(25)).find(({ status }) => status === 429));
  await show(refused);

  const { paths } = JSON.parse((await caller(shop)("/openapi.json")).text) as { paths: object };
  console.log(`One document describes ${Object.keys(paths).length} paths.`);
}

type Answer = Awaited<ReturnType<ReturnType<typeof caller>>>;

/** Asks the gateway with a token, or without one. */
function caller(shop: Shop, token?: string) {
  return async (path: string, method = "GET") => {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await shop.fetch(`${shop.origin("api-gateway")}${path}`, { method, headers });
    const { status } = response;
    return { method, path, status, text: await response.text(), retryAfter: response.headers.get("retry-after") };
  };
}

async function show(asked: Answer | Promise<Answer>): Promise<void> {
  const { method, path, status, text, retryAfter } = await asked;
  console.log(`  ${status} ${method} ${path}${retryAfter === null ? "" : ` (again after ${retryAfter} s)`}`);
  console.log(`      ${text.slice(0, 240)}`);
}
