import { existsSync } from "node:fs";
import { describe } from "@jest/globals";

const path = process.env.CHROMIUM ?? "/usr/bin/chromium";
const found = existsSync(path);
if (!found) {
  const remedy = "apt-get install chromium, or say in CHROMIUM where it is";
  if (process.env.CI) throw new Error(`CI needs a browser, and there is no ${path}: ${remedy}`);
  console.warn(`Not run: there is no browser at ${path} (${remedy}). CI runs it.`);
}

/** The browser to look with. */
export const chromiumPath = path;

/** `describe` for tests that need that browser. */
export const inChromium: (title: string, tests: () => void) => void = found ? describe : describe.skip;
