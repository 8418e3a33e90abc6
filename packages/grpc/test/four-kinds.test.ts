import { describe, expect, it } from "@jest/globals";
import { rule } from "../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import { serveEcho, stream, verify } from "./echo.ts";

describe("a service and its client", () => {
  it("talk unary", async () => {
    await using echo = await serveEcho();
    expect(await echo.client.echo({ text: "hi" })).toMatchObject({
      $typeName: "hexmart.grpc.testing.v1.EchoResponse",
      text: "hi",
    });
  });

  it("talk by server stream", async () => {
    await using echo = await serveEcho();
    const numbers: number[] = [];
    for await (const { number } of echo.client.countDown({ from: 3 })) {
      numbers.push(number);
    }
    expect(numbers).toEqual([3, 2, 1, 0]);
  });

  it("talk by client stream", async () => {
    await using echo = await serveEcho();
    const notes = stream({ username: "alice", note: "a" }, { username: "alice", note: "b" });
    expect(await echo.client.collect(notes)).toMatchObject({ notes: "a,b", count: 2 });
  });

  it("talk by a stream each way, answer by answer", async () => {
    await using echo = await serveEcho();
    const { promise: firstAnswer, resolve } = Promise.withResolvers<void>();
    async function* texts() {
      yield { text: "a" };
      await firstAnswer;
      yield { text: "b" };
    }
    const answers: string[] = [];
    for await (const { text } of echo.client.chat(texts())) {
      answers.push(text);
      resolve();
    }
    expect(answers).toEqual(["A", "B"]);
  });

  it("talk by streams without messages", async () => {
    await using echo = await serveEcho();
    expect(await echo.client.collect(stream())).toMatchObject({ notes: "", count: 0 });
    for await (const _ of echo.client.chat(stream())) {
      throw new Error("no answer was asked for");
    }
  });

  it("talk by a stream without messages that is over before its caller's token is verified", async () => {
    const over = Promise.withResolvers<void>();
    let first: Promise<void> | undefined = over.promise;
    async function holdTheFirst(token: string) {
      const held = first;
      first = undefined;
      await held;
      return verify(token);
    }
    await using echo = await serveEcho({}, { auth: { policy: rule, verify: holdTheFirst } });

    const call = echo.client.collect(stream());
    // By the time that these are answered, on the same connection, the server has read the end of that stream.
    for (let answers = 0; answers < 3; answers++) await echo.client.echo({});
    over.resolve();

    expect(await call).toMatchObject({ count: 0 });
  });

  it("send headers and trailers both ways", async () => {
    await using echo = await serveEcho({
      async echo({ text }, context) {
        context.responseHeader.set("x-before", context.requestHeader.get("x-asked") ?? "nothing");
        context.responseTrailer.set("x-after", "done");
        return { text };
      },
    });
    const seen: (string | null)[] = [];
    await echo.client.echo(
      { text: "hi" },
      {
        headers: { "x-asked": "this" },
        onHeader: (header) => seen.push(header.get("x-before")),
        onTrailer: (trailer) => seen.push(trailer.get("x-after")),
      },
    );
    expect(seen).toEqual(["this", "done"]);
  });

  it("send headers of a stream before its first message", async () => {
    await using echo = await serveEcho({
      async *countDown(_request, context) {
        context.responseHeader.set("x-before", "yes");
        yield { number: 1 };
        context.responseTrailer.set("x-after", "yes");
      },
    });
    const seen: string[] = [];
    const options = {
      onHeader: (header: Headers) => seen.push(`header ${header.get("x-before")}`),
      onTrailer: (trailer: Headers) => seen.push(`trailer ${trailer.get("x-after")}`),
    };
    for await (const { number } of echo.client.countDown({ from: 1 }, options)) {
      seen.push(`message ${number}`);
    }
    expect(seen).toEqual(["header yes", "message 1", "trailer yes"]);
  });

  it("refuse an address that is none", async () => {
    await using echo = await serveEcho();
    expect(() => echo.connect({ address: "http://localhost:1" })).toThrow("an address is host:port");
  });
});
