/** Serves the interop cases over the kit. Prints its address, and stops when its standard input ends. */
import process from "node:process";
import { serveInterop } from "./serve-interop.ts";

const server = await serveInterop();
process.stdout.write(`${server.address}\n`);
process.stdin.resume();
process.stdin.once("end", () => server[Symbol.asyncDispose]());
