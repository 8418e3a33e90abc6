import { clients, logins } from "../../topology.ts";
import { obtainAccessToken } from "../access-token.ts";
import { readState } from "../state.ts";
import { parseOptions } from "./arguments.ts";
import { fail } from "./fail.ts";

/** A client that people log in with gets none for itself. */
const names = Object.keys(clients).filter((name) => !(name in logins));
const { operand: client = "", audience } = parseOptions({
  command: "npm run --silent token --",
  summary: "Prints an access token of the system that runs, to try things with.",
  operand: { name: "<client>", help: `whose token: ${names.join(", ")}` },
  options: {
    audience: { type: "string", default: "", help: "for which server: product, shopping-cart, discount, movies-api" },
  },
});

const grants: Readonly<Record<string, readonly string[]>> | undefined = Object.entries(clients).find(
  ([name]) => name === client && names.includes(name),
)?.[1];
if (!grants) fail(`There is no client "${client}": expected one of ${names.join(", ")}`, 64);

const allowed = Object.keys(grants);
const resource = audience ? `urn:hexmart:${audience}` : allowed.at(-1);
const scopes = resource && grants[resource];
if (!scopes) {
  const servers = allowed.map((name) => name.replace("urn:hexmart:", "")).join(", ");
  fail(`${client} may not ask for a token for "${audience}": expected ${servers}`, 64);
}

const state = await readState();
if (!state) fail("hexmart is not running: start it with npm start", 69);
try {
  process.stdout.write(`${await obtainAccessToken({ issuer: state.issuer, client, resource, scopes })}\n`);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error), 69);
}
