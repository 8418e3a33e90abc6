import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "@jest/globals";

const root = join(import.meta.dirname, "..");

/** What the examples speak of; types are stripped before they run. */
const given = `import assert from "node:assert/strict";
import { create, toJson } from "@bufbuild/protobuf";
import { GetSampleResponseSchema, SampleService, UpdateSampleRequestSchema } from "../gen/hexmart/transcode/testing/v1/testing_pb.ts";
import { compileRoutes, createTranscoder, httpStatusOf, matchRoute, parseTemplate, readRequest, TranscodeError } from "../src/index.ts";
import { describeRoutes } from "../src/openapi.ts";
const call = async () => create(GetSampleResponseSchema);
`;

/** Runs the code as a module of this folder, and answers what it exports. */
async function run(name: string, code: string): Promise<Record<string, unknown>> {
  const file = join(root, "test", `example-${process.pid}-${name}.ts`);
  await writeFile(file, code);
  try {
    return await import(pathToFileURL(file).href);
  } finally {
    await rm(file);
  }
}

const sources = (await readdir(join(root, "src"))).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
const texts = await Promise.all(sources.map((file) => readFile(join(root, "src", file), "utf8")));
const examples = texts.flatMap((text) =>
  [
    ...text.matchAll(/ \* @example\n \* ```ts\n(.*?) \* ```\n \*\/\nexport (?:async )?(?:type|function|class) (\w+)/gs),
  ].map(([, code = "", name = ""]): [string, string] => [name, code.replaceAll(/^ \* ?/gm, "")]),
);

describe("the example", () => {
  it.each(examples)("of %s runs as it stands", async (name, code) => {
    const { ran } = await run(name, `${given}{\n${code}}\nexport const ran = true;\n`);

    expect(ran).toBe(true);
  });

  it("is there for every name that is exported", async () => {
    const index = await readFile(join(root, "src", "index.ts"), "utf8");
    const names = [...index.matchAll(/\{([^}]+)\}/g)].flatMap(([, list = ""]) =>
      list.split(",").map((one) => one.trim()),
    );

    expect(names.filter((name) => !examples.some(([example]) => example === name))).toEqual([]);
  });

  it("of README.md runs as it stands, and is short enough to be read", async () => {
    const readme = await readFile(join(root, "README.md"), "utf8");
    const code = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? "";
    const body = code.replaceAll(/^import .*\n/gm, "");
    const { answer } = await run(
      "readme",
      `import { implement, serve, connect } from "@hexmart/grpc";
      import { SampleService } from "../gen/hexmart/transcode/testing/v1/testing_pb.ts";
      import { createTranscoder } from "../src/index.ts";
      const handlers = new Proxy({}, { get: () => async ({ name }) => ({ name }) });
      const logger = { debug() {}, info() {}, warn() {}, error() {} };
      const services = [implement(SampleService, handlers)];
      const server = await serve({ address: "127.0.0.1:0", services, auth: "none", logger });
      const address = server.address;
      ${body}
      export const answer = await response.json();
      samples[Symbol.dispose]();
      await server[Symbol.asyncDispose]();`,
    );

    expect(answer).toEqual({ name: "one" });
    expect(code.trim().split("\n").length).toBeLessThanOrEqual(10);
  });
});
