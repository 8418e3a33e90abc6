import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

const phone = { width: 390, height: 844 };
const desktop = { width: 1_280, height: 800 };
const looks = [
  { name: "desktop-light", size: desktop, colorScheme: "light", axe: true },
  { name: "phone-dark", size: phone, colorScheme: "dark", axe: true },
  { name: "desktop-dark", size: desktop, colorScheme: "dark", axe: false },
  { name: "phone-light", size: phone, colorScheme: "light", axe: false },
] as const;
/** Levels A and AA, of WCAG 2.0 to 2.2. */
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/**
 * Looks at a page on a phone and on a desktop, in light and in dark: what is wrong by axe, and what makes a phone
 * scroll sideways. A page that is made of the same as one in `seen` is looked at no more.
 *
 * `SCREENSHOTS` names a folder for what was seen.
 */
export async function faultsOfLooks(page: Page, seen: Set<string>): Promise<string[]> {
  const made = await page.evaluate<string>(signature);
  if (seen.has(made)) return [];
  seen.add(made);
  const before = page.viewportSize() ?? desktop;
  const faults: string[] = [];
  for (const { name, size, colorScheme, axe } of looks) {
    if (!axe && !process.env.SCREENSHOTS) continue;
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    if (await page.evaluate<boolean>("document.documentElement.scrollWidth > innerWidth")) {
      faults.push(`scrolls sideways (${name})`);
    }
    if (axe) faults.push(...(await violationsOf(page)).map((violation) => `${violation} (${name})`));
    await keep(page, `${seen.size}-${name}`);
  }
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null });
  return faults;
}

/** Its heading, and every kind of element that it has. */
const signature = `document.querySelector("h1")?.textContent + [...new Set([...document.querySelectorAll("*")].map(
  ({ tagName, className, type }) => [tagName, className, type].join("."),
))].sort().join(" ")`;

async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(" ")}`);
}

async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  const heading = (await page.locator("h1").first().innerText()).replaceAll(/\W+/g, "-").toLowerCase();
  await page.screenshot({ path: join(folder, `${heading}-${name}.png`), fullPage: true });
}
