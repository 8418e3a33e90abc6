import process from "node:process";
import { toJson } from "@bufbuild/protobuf";
import { RpcError } from "@hexmart/grpc";
import { audiences, clients, logins, type ServiceName } from "../../topology.ts";
import { obtainAccessToken } from "../access-token.ts";
import { answersOf } from "../call/answers.ts";
import { callAs, findCallers, type Grants, neededScopes } from "../call/callers.ts";
import { errorText } from "../call/error-text.ts";
import { listRpcs } from "../call/list.ts";
import { RequestError, readRequests } from "../call/requests.ts";
import { findRpcs, loadRpcs, type Rpc, shortName } from "../call/rpcs.ts";
import { readState } from "../state.ts";
import { parseOptions } from "./arguments.ts";
import { fail } from "./fail.ts";
import { onStop } from "./on-stop.ts";
import { paint, table } from "./paint.ts";

const given = parseOptions({
  command: "npm run --silent call --",
  summary: "Calls an rpc of the system that runs, with a token of a client that may, and prints the answer as JSON.",
  operand: { name: "<service>/<rpc>", help: "for example discount/GetDiscount; --list has them all" },
  rest: {
    name: "[request...]",
    help: "JSON; for a stream an array or several, and - for a line each on standard input",
  },
  options: {
    list: { type: "boolean", default: false, help: "list the rpcs (of one service, if named) and who may call them" },
    as: { type: "string", default: "", help: "the client whose token goes along, if not the first one that may call" },
    token: { type: "string", default: "", help: "the access token itself" },
    "no-token": { type: "boolean", default: false, help: "send none" },
    header: { type: "list", value: "name=value", help: "a header to send; may be repeated" },
    limit: { type: "string", default: "", help: "how many messages of a stream are enough" },
    "deadline-ms": {
      type: "string",
      default: "",
      help: "how long the call may take (10 s, a stream 5 min, if not said)",
    },
    address: { type: "string", default: "", help: "the host:port of another server than that of npm start" },
  },
  examples: [
    `npm run call -- discount/GetDiscount '{"code":"CODE_100"}'`,
    "npm run call -- product/StreamProducts --limit 3",
  ],
});

/** People log in with the others. */
const grants: Grants = Object.fromEntries(Object.entries(clients).filter(([name]) => !(name in logins)));
const rpcs = await loadRpcs();
const stopping = onStop();

if (given.list) {
  const listed = given.operand === undefined ? rpcs : findRpcs(rpcs, given.operand);
  if (listed.length === 0) fail(`There is no service and no rpc "${given.operand}"`, 64);
  const rows = listRpcs(listed, audienceOf, grants);
  console.log(table(rows, (cell, _, row) => (row === 0 ? paint("dim", cell) : cell)));
} else {
  await call(findRpc(given.operand ?? ""));
}

function audienceOf({ server }: Rpc): string {
  const known: Readonly<Partial<Record<ServiceName, string>>> = audiences;
  return known[server] ?? `urn:hexmart:${server}`;
}

function findRpc(name: string): Rpc {
  const [rpc, another] = findRpcs(rpcs, name);
  if (rpc && !another) return rpc;
  if (another) fail(`"${name}" may be one of ${findRpcs(rpcs, name).map(shortName).join(", ")}`, 64);
  return fail(`${name ? `There is no rpc "${name}"` : "An rpc is missing"}: npm run call -- --list names them all`, 64);
}

async function call(rpc: Rpc): Promise<void> {
  const limit = positive("limit");
  const timeoutMs = positive("deadline-ms");
  const headers = given.header.map(readHeader);
  const address = given.address || (await running()).services[rpc.server]?.address;
  if (!address) fail(`${rpc.server} has no address in the hexmart that runs`, 69);
  const token = await tokenFor(rpc);
  const connection = { address, ...(token && { accessToken: async () => token }) };
  const requests = readRequests(rpc.method, given.rest, process.stdin.setEncoding("utf8"));
  const indent = rpc.method.methodKind.match(/^(server|bidi)/) ? 0 : 2;
  try {
    const options = { timeoutMs, headers, signal: stopping };
    for await (const message of answersOf(rpc.method, requests, { connection, options, limit })) {
      process.stdout.write(`${JSON.stringify(toJson(rpc.method.output, message), null, indent)}\n`);
    }
  } catch (error) {
    if (stopping.aborted) process.exitCode = 130;
    else if (error instanceof RpcError) fail(errorText(error), 1);
    else if (error instanceof RequestError) fail(error.message, 64);
    else throw error;
  }
}

/** The token that was given, none, or a new one of a client. */
async function tokenFor(rpc: Rpc): Promise<string | undefined> {
  if (given.token) return given.token;
  const needed = neededScopes(rpc.method);
  if (given["no-token"] || (!needed && !given.as)) return undefined;
  const audience = audienceOf(rpc);
  const caller = given.as
    ? callAs(given.as, { method: rpc.method, audience, grants })
    : findCallers(rpc.method, audience, grants)[0];
  if (!caller) {
    return given.as
      ? fail(`${given.as} may not ask for a token for ${rpc.server}: packages/stack/topology.ts grants it none`, 64)
      : fail(
          `No client may call ${shortName(rpc)}, which wants ${needed?.join(" ")}: grant that to one in packages/stack/topology.ts and start anew, or give --token`,
          64,
        );
  }
  const { issuer } = await running();
  try {
    return await obtainAccessToken({ issuer, ...caller, resource: audience });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error), 69);
  }
}

async function running() {
  return (await readState()) ?? fail("hexmart is not running: start it with npm start, in another terminal", 69);
}

function positive(name: "limit" | "deadline-ms"): number | undefined {
  const text = given[name];
  if (text === "") return undefined;
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : fail(`--${name} "${text}" is not a number above zero`, 64);
}

function readHeader(text: string): [string, string] {
  const [, name, value] = text.match(/^([^=]+)=(.*)$/s) ?? [];
  return name !== undefined && value !== undefined ? [name, value] : fail(`--header "${text}" is not name=value`, 64);
}
