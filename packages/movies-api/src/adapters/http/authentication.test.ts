import { AuthError, type Principal } from "@hexmart/auth";
import { describe, expect, it } from "@jest/globals";
import type { FastifyRequest } from "fastify";
import { authentication } from "./authentication.ts";

const principal: Principal = { subject: "a", clientId: "a", scopes: [] };
const from = (remoteAddress: string | undefined) =>
  ({
    headers: { authorization: "bearer token" },
    raw: { rawHeaders: ["Authorization", "bearer token"] },
    socket: { remoteAddress },
  }) as unknown as FastifyRequest;

describe("authentication()", () => {
  it.each(["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])(
    "believes a token in plaintext of %s",
    async (address) => {
      expect(await authentication(async () => principal, "loopback")(from(address))).toBe(principal);
    },
  );

  it.each(["10.0.0.1", "::ffff:10.0.0.1", "2001:db8::1", "fe80::127.0.0.1", "", undefined])(
    "refuses a token in plaintext of %s before it looks at it, unless the network is trusted",
    async (address) => {
      const verify = async () => {
        throw new Error("looked at it");
      };

      await expect(authentication(verify, "loopback")(from(address))).rejects.toMatchObject({
        problem: "token-in-plaintext",
        status: 403,
      });
      expect(await authentication(async () => principal, "allow")(from(address))).toBe(principal);
    },
  );

  it("says 503, and when to come again, while the issuer cannot be asked", async () => {
    const verify = async () => {
      throw new AuthError("temporarily_unavailable", "the issuer is away");
    };

    await expect(authentication(verify, "loopback")(from("::1"))).rejects.toMatchObject({
      problem: "unavailable",
      headers: { "retry-after": "1" },
    });
  });
});
