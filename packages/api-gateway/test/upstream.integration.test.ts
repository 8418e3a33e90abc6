import { type Certified, createAuthority } from "@hexmart/testing/certificates";
import { describe, expect, it } from "@jest/globals";
import { createGuard } from "#adapters/guard/guard.ts";
import { createUpstream } from "#adapters/upstream/upstream.ts";
import { UpstreamError } from "#domain/errors.ts";
import type { Guards } from "#domain/route.ts";
import type { UpstreamAnswer, UpstreamRequest } from "#ports/upstream.ts";
import { closedAddress, type FakeUpstream, startFakeUpstream, startRawUpstream } from "./fake-upstream.ts";

const never = new AbortController().signal;
const ask = (more: Partial<UpstreamRequest> = {}): UpstreamRequest => ({
  method: "GET",
  template: "/v1/movies/**",
  target: "/v1/movies?x=1",
  headers: [["accept", "*/*"]],
  body: undefined,
  signal: never,
  timeoutMs: 5_000,
  ...more,
});

function open(
  address: string,
  more: Guards & {
    readonly lookup?: (name: string) => Promise<string[]>;
    tries?: number;
    tls?: { ca: string; cert?: string; key?: string };
  } = {},
) {
  const guard = createGuard({ ...more, name: "movies-api", isFault: (error) => error instanceof UpstreamError });
  const upstream = createUpstream({ name: "movies-api", address, guard, tries: 3, ejectForMs: 60_000, ...more });
  return { ...upstream, [Symbol.asyncDispose]: () => upstream.close() };
}

async function textOf({ body }: UpstreamAnswer): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!holds()) {
    // The test has failed by then; what goes on for ever would keep its process.
    if (Date.now() > end) throw new Error("Waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A place is free a moment after an answer has been read. */
async function onceThereIsAPlace<T>(send: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof UpstreamError && error.code === "OVERLOADED")) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

const named = (fake: FakeUpstream, name: string) => {
  fake.answer = (_request, response) => response.end(name);
};

describe("over TLS", () => {
  const authority = createAuthority();
  const tlsOf = ({ certificate, key }: Certified) => ({ cert: certificate, key });
  const trusting = { tls: { ca: authority.certificate } };
  const lookup = async () => ["127.0.0.1"];
  const at = (name: string, { address }: FakeUpstream) => `${name}:${address.split(":")[1]}`;

  it.each(["127.0.0.1", "movies.internal"])("an upstream is known by its certificate for %s", async (name) => {
    const own = name === "127.0.0.1" ? authority.issue() : authority.issue({ name });
    await using fake = await startFakeUpstream(0, tlsOf(own));
    await using upstream = open(at(name, fake), { ...trusting, lookup });

    expect(await textOf(await upstream.send(ask()))).toBe("ok");
  });

  it.each([
    ["is for another name", authority.issue({ name: "elsewhere.internal" })],
    ["is signed by nobody trusted", createAuthority("Somebody").issue({ name: "movies.internal" })],
  ])("an upstream is sent nothing whose certificate %s", async (_what, own) => {
    await using fake = await startFakeUpstream(0, tlsOf(own));
    await using upstream = open(at("movies.internal", fake), { ...trusting, lookup });

    await expect(upstream.send(ask({ method: "POST" }))).rejects.toBeInstanceOf(UpstreamError);
    expect(fake.seen).toEqual([]);
  });

  it("an upstream that asks for it is shown a certificate", async () => {
    const required = { ca: authority.certificate, requestCert: true, rejectUnauthorized: true };
    await using fake = await startFakeUpstream(0, { ...tlsOf(authority.issue()), ...required });
    await using shown = open(fake.address, {
      tls: { ...trusting.tls, ...tlsOf(authority.issue({ name: "gateway" })) },
    });
    await using hidden = open(fake.address, trusting);

    expect(await textOf(await shown.send(ask()))).toBe("ok");
    await expect(hidden.send(ask())).rejects.toBeInstanceOf(UpstreamError);
  });
});

describe("send()", () => {
  it("hands on method, path, query, headers and body, and answers what came", async () => {
    await using fake = await startFakeUpstream();
    await using upstream = open(fake.address);
    fake.answer = (_request, response) =>
      response
        .writeHead(
          201,
          [
            ["etag", '"1"'],
            ["x-a", "1"],
            ["x-a", "2"],
          ].flat(),
        )
        .end("yes");

    const answer = await upstream.send(ask({ method: "POST", headers: [["X-B", "3"]], body: Buffer.from("hi") }));

    expect(answer.status).toBe(201);
    expect(answer.headers).toEqual(
      expect.arrayContaining([
        ["etag", '"1"'],
        ["x-a", "1"],
        ["x-a", "2"],
      ]),
    );
    expect(await textOf(answer)).toBe("yes");
    expect(fake.seen).toMatchObject([
      {
        method: "POST",
        url: "/v1/movies?x=1",
        headers: { "x-b": "3", host: fake.address, "content-length": "2" },
        body: "hi",
      },
    ]);
  });

  it("asks the replicas in their turns", async () => {
    await using one = await startFakeUpstream();
    await using other = await startFakeUpstream();
    named(one, "one");
    named(other, "other");
    await using upstream = open(`ipv4:${one.address},${other.address}`);

    const answers = [];
    for (const _ of [1, 2, 3, 4]) answers.push(await textOf(await upstream.send(ask())));

    expect(answers).toEqual(["one", "other", "one", "other"]);
  });

  it("goes on with the others when a replica dies, and leaves it alone then", async () => {
    await using one = await startFakeUpstream();
    await using other = await startFakeUpstream();
    await using upstream = open(`ipv4:${one.address},${other.address}`);
    for (const _ of [1, 2]) await textOf(await upstream.send(ask()));

    await one.die();

    expect(await textOf(await upstream.send(ask()))).toBe("ok");
    expect(await textOf(await upstream.send(ask()))).toBe("ok");
    for (const _ of [1, 2, 3]) expect(await textOf(await upstream.send(ask({ method: "POST" })))).toBe("ok");
    expect(other.seen).toHaveLength(6);
  });

  it("leaves a replica alone that takes requests and answers none", async () => {
    await using hangs = await startFakeUpstream();
    await using fake = await startFakeUpstream();
    hangs.answer = () => undefined;
    await using upstream = open(`ipv4:${hangs.address},${fake.address}`);
    await expect(upstream.send(ask({ timeoutMs: 200 }))).rejects.toMatchObject({ code: "TIMED_OUT" });

    for (const _ of [1, 2, 3, 4]) expect((await upstream.send(ask())).status).toBe(200);

    expect(hangs.seen).toHaveLength(1);
  });

  it("asks every address that a name stands for, and those that it stands for later", async () => {
    await using fake = await startFakeUpstream();
    const port = fake.address.split(":")[1];
    let addresses = ["127.0.0.2"];
    await using upstream = open(`movies.internal:${port}`, { lookup: async () => addresses });
    await expect(upstream.send(ask())).rejects.toMatchObject({ code: "UNREACHABLE" });

    addresses = ["127.0.0.1"];

    for (const _ of [1, 2]) {
      const answer = await upstream.send(ask()).catch(() => undefined);
      if (answer) await textOf(answer);
    }
    expect(fake.seen[0]).toMatchObject({ headers: { host: `movies.internal:${port}` } });
  });

  it("says that an upstream whose name is unknown cannot be reached", async () => {
    await using upstream = open("movies.internal:1", { lookup: () => Promise.reject(new Error("ENOTFOUND")) });

    await expect(upstream.send(ask())).rejects.toMatchObject({ code: "UNREACHABLE", retryAfter: 1 });
  });

  it("sends a request again that no replica can have got, whatever its method", async () => {
    await using fake = await startFakeUpstream();
    await using upstream = open(`ipv4:${await closedAddress()},${fake.address}`);

    for (const _ of [1, 2]) expect((await upstream.send(ask({ method: "POST" }))).status).toBe(200);
  });

  it.each([
    ["GET", [], 3],
    ["POST", [], 1],
    // No server behind the gateway knows a request again by its key: a second one would create a second movie.
    ["POST", [["Idempotency-Key", "k"]] as const, 1],
  ])("sends a %s with headers %j that may have arrived %i times", async (method, headers, times) => {
    let came = 0;
    await using raw = await startRawUpstream((socket) => {
      came += 1;
      socket.destroy();
    });
    await using upstream = open(raw.address);

    await expect(upstream.send(ask({ method, headers }))).rejects.toMatchObject({ code: "BROKEN" });
    expect(came).toBe(times);
  });

  it("asks again where a 503 says when, and hands on the answer of the last try", async () => {
    await using fake = await startFakeUpstream();
    await using upstream = open(fake.address);
    fake.answer = (_request, response) =>
      fake.seen.length === 1 ? response.writeHead(503, { "retry-after": "0" }).end("later") : response.end("now");

    expect(await textOf(await upstream.send(ask()))).toBe("now");

    fake.answer = (_request, response) => response.writeHead(503, { "retry-after": "0" }).end("later");
    const last = await upstream.send(ask());
    expect([last.status, await textOf(last)]).toEqual([503, "later"]);
    expect(fake.seen).toHaveLength(5);
  });

  it("stops sending again when too much has to be", async () => {
    await using fake = await startFakeUpstream();
    await using upstream = open(fake.address, { breaker: { failures: 1_000, openForMs: 1 } });
    fake.answer = (_request, response) => response.writeHead(503, { "retry-after": "0" }).end();

    for (let n = 0; n < 40; n += 1) await textOf(await upstream.send(ask()));

    // Ten to begin with, and one for five.
    expect(fake.seen.length).toBeLessThanOrEqual(40 + 10 + 8);
  });

  it("gives up a slow answer at its deadline, and the upstream hears of it", async () => {
    await using fake = await startFakeUpstream();
    await using upstream = open(fake.address);
    fake.answer = () => undefined;

    await expect(upstream.send(ask({ timeoutMs: 50 }))).rejects.toMatchObject({ code: "TIMED_OUT" });
    await until(() => fake.abandoned() === 1);
  });

  it("gives up an answer that stops in the middle", async () => {
    await using fake = await startFakeUpstream();
    await using upstream = open(fake.address);
    fake.answer = (_request, response) => response.writeHead(200).write("half");

    const answer = await upstream.send(ask({ timeoutMs: 100 }));

    await expect(textOf(answer)).rejects.toMatchObject({ code: "TIMED_OUT" });
    await until(() => fake.abandoned() === 1);
  });

  it("says of an answer that breaks off that it is broken", async () => {
    await using fake = await startFakeUpstream();
    await using upstream = open(fake.address);
    fake.answer = (_request, response) => {
      response.writeHead(200, { "content-length": "100" }).write("half", () => response.destroy());
    };

    await expect(textOf(await upstream.send(ask()))).rejects.toMatchObject({ code: "BROKEN" });
  });

  it("aborts at the upstream what the caller does not wait for", async () => {
    await using fake = await startFakeUpstream();
    await using upstream = open(fake.address);
    fake.answer = () => undefined;
    const caller = new AbortController();
    const sent = upstream.send(ask({ signal: caller.signal }));
    await until(() => fake.seen.length === 1);

    caller.abort("gone");

    await expect(sent).rejects.toBe("gone");
    await until(() => fake.abandoned() === 1);
  });

  it.each([
    ["speaks no HTTP", "SSH-2.0-OpenSSH_9.9\r\n"],
    ["has endless headers", `HTTP/1.1 200 OK\r\nX-A: ${"a".repeat(64 * 1024)}\r\n\r\n`],
    ["has two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
  ])("says of an upstream that %s that it is broken", async (_what, bytes) => {
    await using raw = await startRawUpstream((socket) => socket.end(bytes));
    await using upstream = open(raw.address, { tries: 1 });

    await expect(upstream.send(ask())).rejects.toMatchObject({ code: "BROKEN" });
  });

  it("keeps its place until the answer is read, and gives it back then", async () => {
    await using fake = await startFakeUpstream();
    await using upstream = open(fake.address, { bulkhead: { inFlight: 1, queue: 0 } });
    const first = await upstream.send(ask());

    await expect(upstream.send(ask())).rejects.toMatchObject({ code: "OVERLOADED" });
    await textOf(first);
    expect(await textOf(await onceThereIsAPlace(() => upstream.send(ask())))).toBe("ok");
  });

  it("gives its place back when the answer is given up, or there was none", async () => {
    await using fake = await startFakeUpstream();
    await using upstream = open(fake.address, { bulkhead: { inFlight: 1, queue: 0 } });
    fake.answer = (_request, response) => response.writeHead(200).write("half");
    for await (const _ of (await upstream.send(ask())).body) break;
    fake.answer = () => undefined;
    await expect(onceThereIsAPlace(() => upstream.send(ask({ timeoutMs: 50 })))).rejects.toMatchObject({
      code: "TIMED_OUT",
    });
    fake.answer = (_request, response) => response.end("ok");

    expect(await textOf(await onceThereIsAPlace(() => upstream.send(ask())))).toBe("ok");
  });

  it("leaves an upstream alone that fails again and again", async () => {
    await using fake = await startFakeUpstream();
    await using upstream = open(fake.address, { breaker: { failures: 2, openForMs: 60_000 } });
    fake.answer = () => undefined;
    for (const _ of [1, 2]) {
      await expect(upstream.send(ask({ timeoutMs: 50 }))).rejects.toMatchObject({ code: "TIMED_OUT" });
    }

    await expect(upstream.send(ask())).rejects.toMatchObject({ code: "RESTING", retryAfter: 60 });
    expect(fake.seen).toHaveLength(2);
  });
});
