import { readdirSync } from "node:fs";
import { openShop, type Shop, type Wanted } from "./shop.ts";

type Lesson = Wanted & { readonly lesson: (shop: Shop) => Promise<void> };

const files = readdirSync(import.meta.dirname).filter((file) => /^\d\d-.*\.ts$/.test(file));
const [chapter = ""] = process.argv.slice(2);
const file = files.find((name) => name.startsWith(`${chapter.padStart(2, "0")}-`));
if (file === undefined) {
  const chapters = files.map((name) => name.slice(0, 2)).join(", ");
  const asked = chapter === "--help";
  const usage = `Makes the calls of a chapter of the course to a shop of its own, and shows what comes back.

  npm run lesson -- <chapter>     one of ${chapters}`;
  (asked ? console.log : console.error)(asked ? usage : `There is no lesson "${chapter}": expected one of ${chapters}`);
  process.exit(asked ? 0 : 64);
}

const { lesson, ...wanted }: Lesson = await import(`./${file}`);
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopping.abort());
try {
  await using shop = await openShop(wanted, stopping.signal);
  await Promise.race([lesson(shop), aborted(stopping.signal)]);
} catch (error) {
  if (!stopping.signal.aborted) throw error;
  console.error("Stopped.");
  process.exitCode = 130;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
