import type { FastifyReply, FastifyRequest } from "fastify";

/** The cookies of this site, by what they are for. Cookies are shared by the ports of a host: the names are its own. */
export type Cookies = {
  /** The secret of a session. */
  readonly session: Cookie;
  /** What a browser began a login with. */
  readonly login: Cookie;
};

type Cookie = {
  read(request: FastifyRequest): string | undefined;
  set(reply: FastifyReply, value: string): void;
  clear(reply: FastifyReply): void;
};

/** A text that this site made; whatever else a browser sends is not looked up. */
const secret = /^[\w-]{43}$/;

/** With https no other host, no script and no path can set or read them; SameSite keeps them off other sites' forms. */
export function createCookies(origin: string): Cookies {
  const secure = new URL(origin).protocol === "https:";
  const options = { path: "/", httpOnly: true, sameSite: "lax", secure } as const;
  const cookie = (purpose: string): Cookie => {
    const name = `${secure ? "__Host-" : ""}movies_web_${purpose}`;
    return {
      read({ cookies }) {
        const value = cookies[name];
        return value !== undefined && secret.test(value) ? value : undefined;
      },
      set: (reply, value) => void reply.setCookie(name, value, options),
      clear: (reply) => void reply.clearCookie(name, options),
    };
  };
  return { session: cookie("session"), login: cookie("login") };
}
