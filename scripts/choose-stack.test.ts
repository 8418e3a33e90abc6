import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { chooseStack } from "./choose-stack.ts";
import { root } from "./root.ts";

/** An engine that succeeds at the commands that begin so. */
async function chooseWith(works: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const asked: string[] = [];
  const lines: string[] = [];
  const chosen = await chooseStack(
    env,
    (line) => lines.push(line),
    async (args) => {
      const command = args.join(" ");
      asked.push(command);
      if (!works.some((start) => command.startsWith(start))) throw new Error(`docker ${command}`);
    },
  );
  return { chosen, asked, lines };
}

describe("chooseStack()", () => {
  it("takes processes where no engine answers, without a word", async () => {
    await expect(chooseWith([])).resolves.toMatchObject({ chosen: "processes", lines: [] });
  });

  it("takes containers where the images are there, and pulls nothing", async () => {
    const { chosen, asked } = await chooseWith(["version", "image inspect"]);
    expect(chosen).toBe("containers");
    expect(asked.filter((command) => command.startsWith("pull"))).toEqual([]);
  });

  it("pulls an image that is missing, once", async () => {
    const { chosen, asked } = await chooseWith(["version", "image inspect node", "pull"]);
    expect(chosen).toBe("containers");
    expect(asked.filter((command) => command.startsWith("pull"))).toEqual(["pull --quiet postgres:18"]);
  });

  it("takes processes where an image cannot be had, and says so in one line", async () => {
    const { chosen, lines } = await chooseWith(["version"]);
    expect(chosen).toBe("processes");
    expect(lines).toEqual([expect.stringMatching(/^Docker answers but cannot get the image node:24-slim, .*$/)]);
  });

  it("looks for the images that the environment names", async () => {
    const { asked } = await chooseWith(["version", "image"], { NODE_IMAGE: "mirror/node:1", POSTGRES_IMAGE: "pg:1" });
    expect(asked.slice(1)).toEqual(["image inspect mirror/node:1", "image inspect pg:1"]);
  });

  it("knows the images that are used by default", async () => {
    const { asked } = await chooseWith(["version", "image"]);
    const [, node, postgres] = asked.map((command) => command.split(" ").at(-1));
    expect(readFileSync(join(root, "Dockerfile"), "utf8")).toContain(`ARG NODE_IMAGE=${node}\n`);
    expect(readFileSync(join(root, "packages/stack/src/containers.ts"), "utf8")).toContain(
      `process.env.POSTGRES_IMAGE ?? "${postgres}"`,
    );
  });
});
