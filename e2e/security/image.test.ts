import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { dockerAnswers } from "@hexmart/stack";
import { expect, it } from "@jest/globals";
import { until } from "../system.ts";

const run = promisify(execFile);
const docker = async (...args: readonly string[]) => (await run("docker", [...args])).stdout.trim();
const root = join(import.meta.dirname, "../..");

/** The engine of a container is looked at from outside, as an orchestrator does it. */
async function startGateway() {
  await docker("build", "--quiet", "--tag", "hexmart:dev", root);
  const hardened = ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--health-interval=1s"];
  const told = ["HTTP_ADDRESS=0.0.0.0:5010", "PLAINTEXT_TOKENS=allow"].flatMap((one) => ["--env", one]);
  const label = "--label=org.testcontainers=true";
  const id = await docker(
    "run",
    "--detach",
    label,
    ...hardened,
    ...told,
    "hexmart:dev",
    "packages/api-gateway/src/main.ts",
  );
  return { id, [Symbol.asyncDispose]: async () => void (await docker("rm", "--force", "--volumes", id)) };
}

it("runs as nobody in particular, writes nowhere, says how it is, and leaves when it is told to", async () => {
  if (process.env.E2E_STACK !== "containers" && !(await dockerAnswers())) {
    console.info("NOT CHECKED: the image, since no Docker engine answers");
    return;
  }
  await using gateway = await startGateway();
  const ask = (...command: readonly string[]) => docker("exec", gateway.id, ...command);
  const state = (what: string) => docker("inspect", "--format", `{{.State.${what}}}`, gateway.id);

  await until(async () => (await state("Health.Status")) === "healthy", { what: "the container is healthy" });
  expect(await ask("id", "-u")).toBe("1000");
  await expect(ask("touch", "/hexmart/mine")).rejects.toThrow("Read-only file system");
  await expect(
    docker("exec", "--env", "HTTP_ADDRESS=0.0.0.0:1", gateway.id, "node", "packages/stack/src/cli/health-check.ts"),
  ).rejects.toThrow();
  // What only tests and develops services is not there.
  expect((await ask("ls", "packages")).split("\n")).not.toContain("bench");
  expect(await ask("ls", "node_modules/@hexmart")).not.toContain("e2e");

  await docker("stop", "--time", "20", gateway.id);

  expect(await state("ExitCode")).toBe("0");
  expect(await docker("logs", gateway.id)).toContain('"event":"stopped"');
}, 300_000);
