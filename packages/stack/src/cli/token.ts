import { obtainAccessToken } from "../access-token.ts";
import { readState } from "../state.ts";
import { parseOptions } from "./arguments.ts";
import { fail } from "./fail.ts";
import { ownClients, wantedToken } from "./wanted-token.ts";

const {
  operand: client = "",
  "key-file": keyFile,
  ...options
} = parseOptions({
  command: "npm run --silent token --",
  summary: "Prints an access token of the system that runs, to try things with.",
  operand: { name: "<client>", help: `whose token: ${ownClients.join(", ")}, or that of --key-file` },
  options: {
    audience: { type: "string", default: "", help: "for which server: product, shopping-cart, discount, movies-api" },
    "key-file": { type: "string", default: "", help: "the key of a client that npm run identity -- clients add made" },
    scope: { type: "string", default: "", help: "with --key-file: which scopes, with blanks between them" },
  },
});

const wanted = wantedToken({ ...options, client, keyFile });
if ("mistake" in wanted) fail(wanted.mistake, 64);

const state = await readState();
if (!state) fail("hexmart is not running: start it with npm start", 69);
try {
  process.stdout.write(`${await obtainAccessToken({ issuer: state.issuer, ...wanted })}\n`);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error), 69);
}
