import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Where the tests of the whole system run it. */
export type StackKind = "containers" | "processes";

/** Runs the docker command; rejects when it fails or takes longer than `timeoutMs`. */
export type Docker = (args: readonly string[], timeoutMs: number) => Promise<unknown>;

const docker: Docker = (args, timeout) => promisify(execFile)("docker", [...args], { timeout });

const ASK_MS = 10_000;
const PULL_MS = 180_000;

/**
 * Decides once for all packages, so that turbo knows it: what passed as processes has not passed in containers. They are
 * containers where an engine answers that has the images, or can get them.
 */
export async function chooseStack(
  env: NodeJS.ProcessEnv,
  print: (line: string) => void,
  run: Docker = docker,
): Promise<StackKind> {
  const works = (args: readonly string[], timeoutMs: number) =>
    run(args, timeoutMs).then(
      () => true,
      () => false,
    );
  if (!(await works(["version", "--format", "{{.Server.Version}}"], ASK_MS))) return "processes";
  // The defaults are those of the Dockerfile and of packages/stack.
  for (const image of [env.NODE_IMAGE || "node:24-slim", env.POSTGRES_IMAGE || "postgres:18"]) {
    if (await works(["image", "inspect", image], ASK_MS)) continue;
    if (await works(["pull", "--quiet", image], PULL_MS)) continue;
    print(
      `Docker answers but cannot get the image ${image}, so the system is tested as processes. ` +
        `To test it in containers: docker pull ${image}, or E2E_STACK=containers to insist.`,
    );
    return "processes";
  }
  return "containers";
}
