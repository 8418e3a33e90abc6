import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { it } from "@jest/globals";

const run = promisify(execFile);

/** A Python that has grpcio: Debian's package python3-grpcio installs it for the system's own Python. */
async function findPython(): Promise<string | undefined> {
  for (const python of ["python3", "/usr/bin/python3"].filter((path) => !path.startsWith("/") || existsSync(path))) {
    const found = await run(python, ["-c", "import grpc, google.protobuf"]).then(
      () => true,
      () => false,
    );
    if (found) return python;
  }
  return undefined;
}

const found = await findPython();
if (!found) {
  if (process.env.CI) throw new Error("CI needs a Python with grpcio: apt-get install python3-grpcio");
  console.warn("Not run: no Python here has grpcio (apt-get install python3-grpcio). CI runs it.");
}

/** The Python to run foreign programs with; empty where there is none. */
export const python = found ?? "";

/** `it` for tests that need that Python. */
export const withPython = found ? it : it.skip;
