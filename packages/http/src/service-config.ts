/** What a service reads from its environment about how HTTP is spoken: zod schemas for its configuration. */
import { z } from "zod";

/** An address to listen on: `HTTP_ADDRESS: listenAddress().default("127.0.0.1:5001").describe("…")`. */
export const listenAddress = () => z.string().regex(/^\S+:\d{1,5}$/, "must be host:port, such as 0.0.0.0:5001");

/** The variables of a server that is called with access tokens. */
export const serverVariables = {
  PLAINTEXT_TOKENS: z
    .enum(["loopback", "allow"])
    .default("loopback")
    .describe("loopback refuses access tokens that come from another machine without TLS; allow trusts the network"),
};
