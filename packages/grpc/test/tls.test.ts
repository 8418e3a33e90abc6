import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { createAuthority } from "@hexmart/testing/certificates";
import { describe, expect, it } from "@jest/globals";
import { failureOf, serveEcho, stream } from "./echo.ts";

const authority = createAuthority();
const authorities = authority.certificate;

/** Files that go with their test. */
async function files() {
  const folder = await mkdtemp(join(tmpdir(), "hexmart-tls-"));
  return {
    async write(name: string, text: string): Promise<string> {
      const file = join(folder, name);
      await writeFile(file, text);
      return file;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

/** The certificate that a server shows to a new connection, as base64. */
function shownBy(address: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const port = Number(address.split(":").pop());
  const socket = connectTls({ host: "127.0.0.1", port, ca: authorities, ALPNProtocols: ["h2"] }, () => {
    resolve(Buffer.from(socket.getPeerCertificate().raw).toString("base64"));
    socket.destroy();
  });
  socket.on("error", reject);
  return promise;
}

function bodyOf(pem: string): string {
  return pem.replaceAll(/-----[^-]*-----|\s/g, "");
}

describe("a server with a certificate", () => {
  it("answers every kind of call over TLS", async () => {
    await using echo = await serveEcho({}, { tls: authority.issue(), client: { tls: { authorities } } });
    expect(await echo.client.echo({ text: "hi" })).toMatchObject({ text: "hi" });
    const numbers: number[] = [];
    for await (const { number } of echo.client.countDown({ from: 2 })) {
      numbers.push(number);
    }
    expect(numbers).toEqual([2, 1, 0]);
    expect(await echo.client.collect(stream({ username: "alice", note: "n" }))).toMatchObject({ count: 1 });
    for await (const { text } of echo.client.chat(stream({ text: "x" }))) {
      expect(text).toBe("X");
    }
  });

  it("is not believed by a client who does not know its authority", async () => {
    await using echo = await serveEcho({}, { tls: authority.issue() });
    using stranger = echo.connect({ tls: { authorities: createAuthority().certificate }, retries: "none" });
    expect(await failureOf(stranger.echo({}))).toMatchObject({ code: "UNAVAILABLE" });
    using trusting = echo.connect({ tls: {}, retries: "none" });
    expect(await failureOf(trusting.echo({}))).toMatchObject({ code: "UNAVAILABLE" });
    expect(echo.lines).toEqual([]);
  });

  it("is believed for the name of its certificate only", async () => {
    await using echo = await serveEcho({}, { tls: authority.issue({ name: "echo.example" }) });
    using asAddress = echo.connect({ tls: { authorities }, retries: "none" });
    expect(await failureOf(asAddress.echo({}))).toMatchObject({ code: "UNAVAILABLE" });
    using asNamed = echo.connect({ tls: { authorities, serverName: "echo.example" } });
    expect(await asNamed.echo({ text: "hi" })).toMatchObject({ text: "hi" });
  });

  it("does not talk to a client without TLS", async () => {
    await using echo = await serveEcho({}, { tls: authority.issue() });
    using plain = echo.connect({ retries: "none" });
    expect(await failureOf(plain.echo({}))).toMatchObject({ code: "UNAVAILABLE" });
  });

  it("drains as without it", async () => {
    const { promise: underWay, resolve: begin } = Promise.withResolvers<void>();
    const { promise: goOn, resolve: finish } = Promise.withResolvers<void>();
    const tls = authority.issue();
    await using echo = await serveEcho(
      {
        async echo({ text }) {
          begin();
          await goOn;
          return { text };
        },
      },
      { tls, client: { tls: { authorities } } },
    );
    const call = echo.client.echo({ text: "still here" });
    await underWay;
    const drained = echo.server.drain({ timeoutMs: 60_000 });
    finish();
    expect(await call).toMatchObject({ text: "still here" });
    await drained;
  });
});

describe("a server that asks for client certificates", () => {
  it("lets in who shows one of the right authority, and nobody else", async () => {
    const clients = createAuthority("Clients");
    await using echo = await serveEcho(
      {},
      { tls: { ...authority.issue(), clientCertificateAuthorities: clients.certificate } },
    );
    using known = echo.connect({ tls: { authorities, ...clients.issue() } });
    expect(await known.echo({ text: "hi" })).toMatchObject({ text: "hi" });
    using forged = echo.connect({ tls: { authorities, ...createAuthority("Clients").issue() }, retries: "none" });
    expect(await failureOf(forged.echo({}))).toMatchObject({ code: "UNAVAILABLE" });
    using nobody = echo.connect({ tls: { authorities }, retries: "none" });
    expect(await failureOf(nobody.echo({}))).toMatchObject({ code: "UNAVAILABLE" });
    expect(echo.lines).toHaveLength(1);
  });
});

describe("certificates in files", () => {
  it("are read again by the server for new connections, and calls under way go on", async () => {
    await using folder = await files();
    const [first, second] = [authority.issue(), authority.issue()];
    const certificate = await folder.write("tls.crt", first.certificate);
    const key = await folder.write("tls.key", first.key);
    await using echo = await serveEcho({}, { tls: { certificate, key }, client: { tls: { authorities } } });
    expect(await shownBy(echo.server.address)).toBe(bodyOf(first.certificate));

    await folder.write("tls.crt", second.certificate);
    expect(await shownBy(echo.server.address)).toBe(bodyOf(first.certificate));
    expect(echo.lines).toMatchObject([{ message: "renewed certificates are not in use" }]);
    await folder.write("tls.key", second.key);
    expect(await shownBy(echo.server.address)).toBe(bodyOf(second.certificate));
    expect(await echo.client.echo({ text: "still here" })).toMatchObject({ text: "still here" });
  });

  it("are read again by the client for new connections", async () => {
    await using folder = await files();
    const file = await folder.write("ca.crt", createAuthority().certificate);
    await using echo = await serveEcho({}, { tls: authority.issue() });
    using client = echo.connect({ tls: { authorities: file }, retries: "none" });
    expect(await failureOf(client.echo({}))).toMatchObject({ code: "UNAVAILABLE" });
    await folder.write("ca.crt", authorities);
    let text: string | undefined;
    while (text === undefined) {
      // It connects again by itself, a moment after it could not.
      text = await client.echo({ text: "hi" }).then(
        (response) => response.text,
        () => undefined,
      );
    }
    expect(text).toBe("hi");
  });

  it.each([
    [
      "a file that is not there",
      { certificate: "/no/such.crt" },
      'tls.certificate is neither PEM nor a file that can be read: "/no/such.crt"',
    ],
    ["a key of another certificate", { key: authority.issue().key }, "do not fit together"],
    ["authorities that are no PEM", { clientCertificateAuthorities: import.meta.filename }, "holds no PEM"],
  ])("stop the server from starting: %s", async (_name, wrong, message) => {
    await expect(serveEcho({}, { tls: { ...authority.issue(), ...wrong } })).rejects.toThrow(message);
  });

  it("stop a client from being made when half of a pair is missing", async () => {
    await using echo = await serveEcho();
    expect(() => echo.connect({ tls: { key: authority.issue().key } })).toThrow(
      "tls.certificate and tls.key go together",
    );
  });
});
