import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "@jest/globals";

const root = join(import.meta.dirname, "..");

/** The TypeScript blocks of README.md, in order. */
async function examples(): Promise<string[]> {
  const readme = await readFile(join(root, "README.md"), "utf8");
  return [...readme.matchAll(/```ts\n(.*?)```/gs)].map((match) => match[1] ?? "");
}

describe("the examples of README.md", () => {
  it("run as they stand, given the service they speak of", async () => {
    const body = (await examples()).join("\n").replaceAll(/^import .*\n/gm, "");
    const file = join(root, "test", `readme-example-${process.pid}.ts`);
    await writeFile(
      file,
      `import { EchoService, rule as policy } from "../gen/hexmart/grpc/testing/v1/testing_pb.ts";
      import { connect, implement, RpcError, serve } from "../src/index.ts";
      import { aliceToken as token, echoHandlers, verify } from "./echo.ts";
      const { collect, chat } = echoHandlers;
      const others = { collect, chat };
      export async function example() {
        ${body}
        return { text, numbers };
      }`,
    );
    try {
      const { example } = await import(pathToFileURL(file).href);
      expect(await example()).toEqual({ text: "hi", numbers: [3, 2, 1, 0] });
    } finally {
      await rm(file);
    }
  });

  it("are short enough to be read", async () => {
    const [server = "", client = ""] = await examples();
    expect(server.trim().split("\n").length).toBeLessThanOrEqual(14);
    expect(client.trim().split("\n").length).toBeLessThanOrEqual(10);
  });
});
