import { serviceNames, topology } from "../../topology.ts";
import { users } from "../../users.ts";
import { adminAddresses } from "../admin-addresses.ts";
import { checkHealth } from "../check-health.ts";
import type { Stack } from "../launch.ts";
import { paint, table } from "./paint.ts";

/** From here on a line has room for a command beside the addresses. */
const WIDE = 130;

/** Says what is up, where to click, who to log in as and what to try. */
export async function introduce(stack: Stack, { seconds, metrics }: { seconds: number; metrics: boolean }) {
  const services = serviceNames.flatMap((name) => stack.services.get(name) ?? []);
  const health = await Promise.all(services.map(checkHealth));
  const heads = ["service", "address", "health", "what to try, in another terminal"];
  const rows = services.map(({ name, address }, i) => [
    name,
    address ?? "–",
    health[i] ?? "",
    topology[name].try.replace("ADDRESS", address ?? ""),
  ]);
  // A narrow terminal gets the commands below the table, rather than lines that wrap.
  const wide = (process.stdout.columns ?? Number.POSITIVE_INFINITY) >= WIDE;
  const shown = [heads, ...rows].map((row) => (wide ? row : row.slice(0, 3)));
  const style = (cell: string, column: number, row: number) =>
    row === 0 ? paint("dim", cell) : column === 2 ? paint(healthColor(cell), cell) : cell;
  const say = (text = "") => console.log(text);

  say(`\n${paint("bold", "Ready")} in ${seconds.toFixed(1)} s\n\n${table(shown, style)}\n`);
  if (metrics) {
    say("  Metrics, /livez and /readyz of each service:");
    for (const [name, address] of adminAddresses) say(`  ${name}: http://${address}/metrics`);
    say();
  }
  if (!wide) say(`  Try, in another terminal:\n${rows.map((row) => `  ${row[3]}`).join("\n")}\n`);
  const pages = services.flatMap(({ name }) => {
    const { page } = topology[name];
    return page ? [[`${stack.origin(name)}${page.path}`, page.shows]] : [];
  });
  const styled = table(pages, (cell, column) => (column === 0 ? paint("cyan", cell) : cell));
  say(`  ${paint("bold", "In a browser")}\n${styled}\n`);
  const people = users.map(({ username, password, roles }) => `${username} / ${password} (${roles.join(", ")})`);
  say(`  ${paint("bold", "Log in")} as ${people.join(" or ")}\n`);
  say(`  npm run call -- shopping-cart/GetShoppingCart '{"username":"alice"}'
  calls an rpc; npm run call -- --list shows every one of them.
  npm run --silent token -- shopping-cart-worker
  prints an access token to call them with.
  .hexmart/ holds the logs, and in stack.json addresses and database URLs.
  Ctrl-C stops everything.
`);
}

function healthColor(cell: string): "green" | "red" {
  return /^(SERVING|running)/.test(cell) ? "green" : "red";
}
