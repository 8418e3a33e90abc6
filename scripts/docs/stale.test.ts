import { describe, expect, it } from "@jest/globals";
import { staleIn } from "./stale.ts";

const written = (text: string) => [{ path: "docs/a.md", write: async () => text }];

describe("staleIn()", () => {
  it("finds nothing where generating would change nothing, be it only the ends of lines", async () => {
    expect(await staleIn(written("a\nb\n"), () => "a\nb\n")).toEqual([]);
    expect(await staleIn(written("a\nb\n"), () => "a\r\nb\r\n")).toEqual([]);
  });

  it("shows the first line that is not what the code says", async () => {
    expect(await staleIn(written("a\nb\nc\n"), () => "a\nB\nC\n")).toEqual(['docs/a.md:2: "B" is stale']);
  });

  it("sees what is left over at the end, or not there yet", async () => {
    expect(await staleIn(written("a"), () => "a\nb")).toEqual(['docs/a.md:2: "b" is stale']);
    expect(await staleIn(written("a\nb"), () => "a")).toEqual(['docs/a.md:2: "the end" is stale']);
  });

  it("names a document that nobody has generated", async () => {
    expect(await staleIn(written("a"), () => undefined)).toEqual(["docs/a.md: missing"]);
  });
});
