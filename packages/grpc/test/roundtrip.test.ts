import { describe, expect, it } from "@jest/globals";
import { EchoService, rule } from "../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import { connect, implement, RpcError, serve } from "../src/index.ts";

const handlers = implement(EchoService, {
  async echo(request, context) {
    context.responseHeader.set("x-said", "yes");
    if (request.text === "NOPE") {
      throw new RpcError("NOT_FOUND", "no such text", { details: { resourceInfo: { resourceName: "NOPE" } } });
    }
    return { text: request.text };
  },
  async *countDown(request) {
    for (let number = request.from; number >= 0; number--) {
      yield { number };
    }
  },
  async collect(requests) {
    const notes: string[] = [];
    for await (const { note } of requests) {
      notes.push(note);
    }
    return { notes: notes.join(","), count: notes.length };
  },
  async *chat(requests) {
    for await (const { text } of requests) {
      yield { text: text.toUpperCase() };
    }
  },
});

async function verify(token: string) {
  return { subject: token, clientId: token, username: token, scopes: ["echo.read", "echo.write"] };
}

describe("serve() and connect()", () => {
  it("answers each of the four kinds", async () => {
    await using server = await serve({ address: "127.0.0.1:0", services: [handlers], auth: { policy: rule, verify } });
    using client = connect(EchoService, { address: server.address, accessToken: async () => "alice" });
    let said: string | null = null;
    const echo = await client.echo(
      { text: "hi" },
      {
        onHeader: (header) => {
          said = header.get("x-said");
        },
      },
    );
    expect(echo.text).toBe("hi");
    expect(said).toBe("yes");
    const numbers: number[] = [];
    for await (const { number } of client.countDown({ from: 3 })) {
      numbers.push(number);
    }
    expect(numbers).toEqual([3, 2, 1, 0]);
    async function* notes() {
      yield { username: "alice", note: "a" };
      yield { username: "alice", note: "b" };
    }
    expect(await client.collect(notes())).toMatchObject({ notes: "a,b", count: 2 });
    async function* texts() {
      yield { text: "a" };
      yield { text: "b" };
    }
    const answers: string[] = [];
    for await (const { text } of client.chat(texts())) {
      answers.push(text);
    }
    expect(answers).toEqual(["A", "B"]);
  });

  it("carries an error with its details", async () => {
    await using server = await serve({ address: "127.0.0.1:0", services: [handlers], auth: { policy: rule, verify } });
    using client = connect(EchoService, { address: server.address });
    const error: unknown = await client.echo({ text: "NOPE" }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RpcError);
    expect(error).toMatchObject({ code: "NOT_FOUND", message: "no such text" });
    expect(error instanceof RpcError && error.details.resourceInfo?.resourceName).toBe("NOPE");
  });
});
