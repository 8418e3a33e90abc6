import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryDirectory } from "@hexmart/stack";
import { afterAll, describe, expect, it } from "@jest/globals";
import { withPython } from "../python.ts";
import { cases } from "./cases.ts";
import { type Implementation, implementations, type Outcomes, runClient, startServer, writeContract } from "./peers.ts";
import { serveWrongly } from "./serve-wrongly.ts";

const names = Object.keys(cases);
const pairs = implementations.flatMap((client) => implementations.map((server) => [client, server] as const));
const testOf = (...pair: readonly Implementation[]) => (pair.includes("grpcio") ? withPython : it);

const directory = await temporaryDirectory("e2e");
const contract = await writeContract(directory.path);
const started = new Map<Implementation, ReturnType<typeof startServer>>();
const tried = new Map<string, Promise<Outcomes>>();

function serverOn(implementation: Implementation): ReturnType<typeof startServer> {
  const server = started.get(implementation) ?? startServer(implementation, contract);
  started.set(implementation, server);
  return server;
}

/** Runs a client on a server, once: it tries all cases. */
function outcomes(client: Implementation, server: Implementation): Promise<Outcomes> {
  const pair = `${client} → ${server}`;
  const outcomes =
    tried.get(pair) ?? serverOn(server).then(({ address }) => runClient(client, contract, address, names));
  tried.set(pair, outcomes);
  return outcomes;
}

afterAll(async () => {
  for (const server of started.values()) await (await server)[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
});

describe.each(pairs)("a client on %s, of a server on %s,", (client, server) => {
  testOf(client, server).each(names)("passes %s", async (name) => {
    expect((await outcomes(client, server))[name]).toBe("passed");
  });
});

describe.each(implementations)("a client on %s, of a server that answers wrongly,", (client) => {
  // Whether these end as they should is decided before the server can do anything wrong.
  const decidedByClient = ["cancel_after_begin", "timeout_on_sleeping_server"];
  const decidedByServer = names.filter((name) => !decidedByClient.includes(name));

  testOf(client)("passes none of the cases that a server can fail", async () => {
    await using server = await serveWrongly();
    const outcomes = await runClient(client, contract, server.address, decidedByServer);
    expect(Object.keys(outcomes)).toEqual(decidedByServer);
    expect(Object.values(outcomes)).not.toContain("passed");
  });
});

describe("docs/reference/interop.md", () => {
  const row = (...cells: string[]) => `| ${cells.join(" | ")} |`;

  withPython("has the table of what this run has found", async () => {
    const results = await Promise.all(pairs.map((pair) => outcomes(...pair)));
    const table = [
      row("case", ...pairs.map(([client, server]) => `${client} → ${server}`)),
      row("---", ...pairs.map(() => "---")),
      ...names.map((name) => row(name, ...results.map((outcomes) => outcomes[name] ?? "not run"))),
    ];

    const document = await readFile(join(import.meta.dirname, "../../../docs/reference/interop.md"), "utf8");
    expect(document.split(/\r?\n/).filter((line) => line.startsWith("|"))).toEqual(table);
  });
});
