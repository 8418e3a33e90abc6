import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { document as movies } from "./gen/openapi/movies.v1.ts";
import { problemsIn } from "./lint-openapi.ts";
import { documents } from "./openapi-documents.ts";

type Operation = {
  operationId: string;
  security?: readonly Record<string, readonly string[]>[];
  parameters?: readonly { $ref?: string }[];
  responses: Record<string, unknown>;
};
const methods = new Set(["get", "post", "put", "patch", "delete"]);
const generated: { document: { paths: Record<string, object> } }[] = await Promise.all(
  documents.map((file) => import(`./gen/openapi/${basename(file, ".yaml")}.ts`)),
);
const operations = generated.flatMap(({ document }) =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.has(method))
      .map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation as Operation]),
  ),
);

describe("every OpenAPI document", () => {
  it("is found, where there is one to begin with", () => {
    expect(documents.map((file) => basename(file))).toContain("movies.v1.yaml");
  });

  it.each(documents)("keeps redocly's strictest rules: %s", async (file) => {
    expect(await problemsIn(file)).toEqual([]);
  });

  it("is refused where it breaks one", async () => {
    const folder = await mkdtemp(join(tmpdir(), "hexmart-openapi-"));
    await using _opened = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
    const file = join(folder, "bad.yaml");
    await writeFile(
      file,
      "openapi: 3.1.0\ninfo: { title: a, version: 1.0.0 }\npaths: { /a: { get: { responses: {} } } }\n",
    );

    expect((await problemsIn(file)).join("\n")).toContain("operation-operationId");
  });
});

describe("every operation", () => {
  it.each(operations)("says who may call it: %s", (_name, { security }) => {
    expect(security).toHaveLength(1);
    expect(security?.[0]).toHaveProperty("oauth2");
  });

  it.each(operations)("says what its errors look like: %s", (_name, { responses }) => {
    expect(responses).toHaveProperty("401");
    expect(responses).toHaveProperty("default");
  });

  it.each(operations.filter(([name]) => /^(put|patch|delete)/.test(name)))(
    "that changes something does so on a condition: %s",
    (_name, { parameters, responses }) => {
      expect(parameters).toContainEqual({ $ref: "#/components/parameters/IfMatch" });
      expect(responses).toHaveProperty("412");
      expect(responses).toHaveProperty("428");
    },
  );
});

describe("the texts of a movie", () => {
  const { Title, Genre, Username, ImageUrl } = movies.components.schemas;

  it.each([Title, Genre, Username, ImageUrl].map(({ pattern }) => pattern))(
    "hold no NUL, which PostgreSQL cannot store, and no half of a character: %s",
    (pattern) => {
      const rule = new RegExp(pattern, "u");

      expect(rule.test("https://a.example/\0")).toBe(false);
      expect(rule.test("https://a.example/\ud83c")).toBe(false);
      expect(rule.test("https://a.example/poster.png")).toBe(true);
    },
  );
});
