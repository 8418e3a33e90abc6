import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";

const css = readFileSync(new URL("../assets/pages.css", import.meta.url), "utf8");

/** The colours declared by the first `:root` behind a text. */
function coloursAfter(start: string): Map<string, string> {
  const from = css.indexOf(":root", css.indexOf(start));
  const block = css.slice(from, css.indexOf("}", from));
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = "", value = ""]) => [name, value]));
}

const schemes = { light: coloursAfter(":root"), dark: coloursAfter("prefers-color-scheme: dark") };

/** Relative luminance, as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ["ground", "surface"];
/** What is read: 4.5 to 1 (1.4.3). */
const texts = [
  ...["text", "muted", "accent", "accent-strong", "danger"].flatMap((text) => grounds.map((ground) => [text, ground])),
  ["text", "sunken"],
  ["muted", "sunken"],
  ["text", "accent-soft"],
  ["accent-strong", "accent-soft"],
  ["text", "danger-soft"],
  ["danger-strong", "danger-soft"],
  ["text", "warning-soft"],
  ["warning", "warning-soft"],
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
  ["on-danger", "danger"],
  ["on-danger", "danger-strong"],
];
/** What has to be seen to be used: 3 to 1 (1.4.11). */
const outlines = ["control", "focus", "danger"].flatMap((line) => grounds.map((ground) => [line, ground]));

describe.each(Object.entries(schemes))("the %s colours", (_name, colours) => {
  const of = (name: string) => colours.get(name) ?? `missing: ${name}`;

  it.each(texts)("write %s on %s with a contrast of 4.5 at least", (text = "", ground = "") => {
    expect(contrast(of(text), of(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(outlines)("draw %s on %s with a contrast of 3 at least", (line = "", ground = "") => {
    expect(contrast(of(line), of(ground))).toBeGreaterThanOrEqual(3);
  });
});

describe("contrast()", () => {
  it("is 21 for black on white, 1 for a colour on itself, and no number for a colour that is not there", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
    expect(contrast("#0b6b5b", "#0b6b5b")).toBe(1);
    expect(contrast("missing: x", "#ffffff")).toBeNaN();
  });
});
