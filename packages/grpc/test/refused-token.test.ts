import { describe, expect, it } from "@jest/globals";
import { RpcError } from "../src/index.ts";
import { failureOf, serveEcho, stream, token } from "./echo.ts";

/** Tokens of which the first ones are refused by everyone, as after the issuer has withdrawn a key. */
function createTokens(refused: number) {
  const invalidated: string[] = [];
  return {
    invalidated,
    get: async () => (invalidated.length < refused ? "forged" : token("alice", "echo.read", "echo.write")),
    invalidate: (refusedToken: string) => invalidated.push(refusedToken),
  };
}

describe("a token that the server refuses", () => {
  const refusing = {
    async echo(request: { text: string }, { requestHeader }: { requestHeader: Headers }) {
      if (requestHeader.get("authorization") === "Bearer forged") throw new RpcError("UNAUTHENTICATED", "forged");
      return { text: request.text };
    },
  };

  it("is replaced, and a unary call tried once more", async () => {
    await using echo = await serveEcho(refusing);
    const tokens = createTokens(1);
    using client = echo.connect({ accessToken: tokens });

    expect(await client.echo({ text: "hi" })).toMatchObject({ text: "hi" });
    expect(tokens.invalidated).toEqual(["forged"]);
  });

  it("is what the call fails with, when the next is refused too", async () => {
    await using echo = await serveEcho(refusing);
    const tokens = createTokens(9);
    using client = echo.connect({ accessToken: tokens });

    expect(await failureOf(client.echo({ text: "hi" }))).toMatchObject({ code: "UNAUTHENTICATED" });
    expect(tokens.invalidated).toEqual(["forged", "forged"]);
  });

  it("is replaced before the next try of a stream, which is its caller's to make", async () => {
    await using echo = await serveEcho();
    const tokens = createTokens(1);
    using client = echo.connect({ accessToken: tokens });
    const upload = () => client.collect(stream({ username: "alice", note: "n" }));

    expect(await failureOf(upload())).toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await upload()).toMatchObject({ count: 1 });
    expect(tokens.invalidated).toEqual(["forged"]);
  });

  it("is not tried again where nobody can be told of it", async () => {
    await using echo = await serveEcho(refusing);
    let asked = 0;
    using client = echo.connect({
      accessToken: async () => {
        asked += 1;
        return "forged";
      },
    });

    expect(await failureOf(client.echo({ text: "hi" }))).toMatchObject({ code: "UNAUTHENTICATED" });
    expect(asked).toBe(1);
  });
});
