import type { FastifyReply, FastifyRequest } from "fastify";
import type { Provider } from "oidc-provider";
import { cookieOptions, FORGOTTEN_S, REMEMBERED_S } from "../cookies.ts";

const contextOf = (provider: Provider, request: FastifyRequest, reply: FastifyReply) =>
  provider.createContext(request.raw, reply.raw);

/** The login that the browser has here, if any. */
export async function sessionOf(provider: Provider, request: FastifyRequest, reply: FastifyReply) {
  const session = await provider.Session.get(contextOf(provider, request, reply));
  return session.accountId === undefined ? undefined : { ...session, accountId: session.accountId };
}

type Login = { readonly accountId: string; readonly acr: string; readonly amr: string[]; readonly remember: boolean };

/** Begins a new login, under a new session id, without a client that asked for it. */
export async function beginSession(provider: Provider, request: FastifyRequest, reply: FastifyReply, login: Login) {
  const { remember, ...details } = login;
  const context = contextOf(provider, request, reply);
  const previous = await provider.Session.get(context);
  if (previous.accountId !== undefined) await previous.destroy();
  const session = new provider.Session();
  session.loginAccount({ ...details, transient: !remember });
  const seconds = remember ? REMEMBERED_S : FORGOTTEN_S;
  await session.save(seconds);
  context.cookies.set(provider.cookieName("session"), session.jti, {
    ...cookieOptions,
    ...(remember ? { maxAge: seconds * 1000 } : {}),
  });
}
