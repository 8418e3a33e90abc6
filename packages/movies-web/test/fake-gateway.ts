import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { decodeJwt } from "jose";
import { createFakeMovies, problem } from "./fake-movies.ts";
import { createFakeShop } from "./fake-shop.ts";

/**
 * What movies-web asks of the gateway, on a socket and out of memory. Paths and messages are those of the contracts:
 * what breaks them is refused, and so is a token for another audience.
 */
export async function startFakeGateway() {
  const { movies, handle: answerMovies } = createFakeMovies();
  const { handle: answerShop, ...shop } = createFakeShop();
  const asked: { readonly method: string; readonly path: string; readonly token: string }[] = [];
  const state = { down: false, refuseTokens: false, breaksOff: false };

  async function handle(request: Request): Promise<Response> {
    if (state.down) return problem(503, "unavailable", "The movies API cannot be reached");
    const { pathname: path } = new URL(request.url);
    const token = (request.headers.get("authorization") ?? "").replace(/^Bearer /, "");
    asked.push({ method: request.method, path, token });
    const audience = [
      ["/movies", "urn:hexmart:movies-api"],
      ["/v1/products", "urn:hexmart:product"],
      ["/v1/carts", "urn:hexmart:shopping-cart"],
    ].find(([prefix]) => prefix !== undefined && path.startsWith(prefix))?.[1];
    const claims = token === "" ? {} : decodeJwt(token);
    if (state.refuseTokens || claims.aud !== audience) return problem(401, "token-invalid", "It may have expired");
    const who = { username: String(claims.preferred_username), admin: (claims.roles as string[]).includes("admin") };
    return path.startsWith("/movies") ? answerMovies(request, path, who) : answerShop(request);
  }

  const server = createServer(async (incoming, outgoing) => {
    const leaving = new AbortController();
    outgoing.once("close", () => leaving.abort());
    const response = await handle(await toRequest(incoming, leaving.signal));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    if (state.breaksOff) {
      outgoing.write('{"');
      outgoing.destroy();
      return;
    }
    try {
      for await (const chunk of response.body ?? []) outgoing.write(chunk);
    } catch {
      // The reader has left.
    }
    outgoing.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...shop,
    movies,
    asked,
    state,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function toRequest(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {};
  return new Request(`http://gateway${incoming.url}`, { method: incoming.method ?? "GET", headers, signal, ...body });
}
