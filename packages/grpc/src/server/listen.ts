import { parseAddress } from "../address.ts";
import type { Engine, EngineServer, EngineServerOptions } from "../engine/port.ts";
import { codeOf } from "../error-code.ts";

/** What to do about the errors of listening that have one cause. */
const remedies: Readonly<Record<string, string>> = {
  EADDRINUSE: "another process listens there. Stop it, or give another address; port 0 takes any that is free",
  EACCES: "this process may not use that port. Give one above 1023",
  EADDRNOTAVAIL: "this machine has no such address. Give one of its own, or 0.0.0.0 for all of them",
  ENOTFOUND: "the host name does not resolve. Give an IP address or a name of this machine",
};

/** Listens, or throws an Error that names the address and the remedy and has the code of the system's error. */
export async function listenOrExplain(
  engine: Engine,
  address: string,
  options: Omit<EngineServerOptions, "host" | "port">,
): Promise<EngineServer> {
  const parsed = parseAddress(address);
  if (parsed === undefined) {
    throw new Error(
      `Cannot listen on "${address}": an address is host:port, for example 127.0.0.1:50051 or [::1]:50051`,
    );
  }
  try {
    return await engine.listen({ ...options, ...parsed });
  } catch (cause) {
    const code = codeOf(cause);
    const remedy = remedies[String(code)] ?? String(cause);
    throw Object.assign(
      new Error(`Cannot listen on ${address}: ${remedy}`, { cause }),
      code === undefined ? {} : { code },
    );
  }
}
