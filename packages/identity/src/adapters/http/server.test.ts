import { createConnection } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it, jest } from "@jest/globals";
import { generateSigningKey } from "#adapters/keys/generate-signing-key.ts";
import { type Asked, ask, startInMemoryIdentity } from "../../../test/in-memory-identity.ts";

const DISCOVERY = "/.well-known/openid-configuration";
const BROWSER = { accept: "text/html,*/*;q=0.8" };

describe("discovery", () => {
  it("names the issuer, and IdentityServer4's paths below it", async () => {
    await using identity = await startInMemoryIdentity();
    const { status, body } = await identity.ask(DISCOVERY);
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      issuer: "http://issuer.test:5005",
      token_endpoint: "http://issuer.test:5005/connect/token",
      authorization_endpoint: "http://issuer.test:5005/connect/authorize",
      jwks_uri: "http://issuer.test:5005/.well-known/openid-configuration/jwks",
    });
  });

  it("offers what OAuth 2.0's current practice leaves (RFC 9700), and nothing else", async () => {
    await using identity = await startInMemoryIdentity();
    const metadata = JSON.parse((await identity.ask(DISCOVERY)).body);
    expect(metadata).toMatchObject({
      grant_types_supported: [
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "urn:ietf:params:oauth:grant-type:device_code",
      ],
      response_types_supported: ["code"],
      code_challenge_methods_supported: ["S256"],
      token_endpoint_auth_methods_supported: ["private_key_jwt", "client_secret_basic", "client_secret_post", "none"],
      token_endpoint_auth_signing_alg_values_supported: ["ES256", "Ed25519", "EdDSA"],
      id_token_signing_alg_values_supported: ["ES256"],
      scopes_supported: ["openid", "profile", "email", "address", "phone", "roles", "offline_access"],
      authorization_response_iss_parameter_supported: true,
      backchannel_logout_supported: true,
      claims_parameter_supported: true,
      request_uri_parameter_supported: false,
      end_session_endpoint: "http://issuer.test:5005/connect/endsession",
      userinfo_endpoint: "http://issuer.test:5005/connect/userinfo",
      introspection_endpoint: "http://issuer.test:5005/connect/introspect",
      revocation_endpoint: "http://issuer.test:5005/connect/revocation",
      device_authorization_endpoint: "http://issuer.test:5005/connect/deviceauthorization",
      pushed_authorization_request_endpoint: "http://issuer.test:5005/connect/par",
    });
    for (const absent of ["registration_endpoint", "request_parameter_supported"]) {
      expect(metadata).not.toHaveProperty(absent);
    }
  });

  it("is the same for OAuth 2.0 clients (RFC 8414)", async () => {
    await using identity = await startInMemoryIdentity();
    const { body } = await identity.ask("/.well-known/oauth-authorization-server");
    expect(body).toBe((await identity.ask(DISCOVERY)).body);
  });

  it("publishes the public half of the signing key and nothing else of it", async () => {
    await using identity = await startInMemoryIdentity();
    const { body } = await identity.ask(`${DISCOVERY}/jwks`);
    const { kid, x, y } = identity.signingKey.privateJwk;
    expect(JSON.parse(body)).toEqual({ keys: [{ kty: "EC", crv: "P-256", alg: "ES256", use: "sig", kid, x, y }] });
    expect(body).not.toContain(String(identity.signingKey.privateJwk.d));
  });

  it("lets the keys be cached for a minute, which is little beside the time that a key is published ahead", async () => {
    await using identity = await startInMemoryIdentity();
    const { headers } = await identity.ask(`${DISCOVERY}/jwks`);
    expect(headers["cache-control"]).toBe("public, max-age=60");
  });

  it("goes on answering while the keys are replaced, the requests that it has and new ones", async () => {
    await using identity = await startInMemoryIdentity();
    const now = new Date();
    const other = { ...(await generateSigningKey()), createdAt: now, state: "active", activatedAt: now } as const;
    const asked = Array.from({ length: 20 }, (_, i) => {
      if (i === 10) identity.useKeys([other, identity.signingKey]);
      return identity.ask(`${DISCOVERY}/jwks`);
    });
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(20).fill(200));
    const { keys } = JSON.parse((await identity.ask(`${DISCOVERY}/jwks`)).body);
    expect(keys.map(({ kid }: { kid: string }) => kid)).toEqual([other.kid, identity.signingKey.kid]);
  });
});

describe("a Host header", () => {
  it.each(["evil.example", "evil.example:5005", "issuer.test", "issuer.test:5006", "issuer.test:5005@evil.example"])(
    "of %s is refused with 421 and not repeated",
    async (host) => {
      await using identity = await startInMemoryIdentity();
      for (const path of [DISCOVERY, "/connect/token", "/connect/authorize"]) {
        const { status, body } = await identity.ask(path, { headers: { host } });
        expect(status).toBe(421);
        expect(body).not.toContain("evil");
      }
    },
  );

  it("of an allowed name is accepted at any port, and the URLs are the issuer's all the same", async () => {
    await using identity = await startInMemoryIdentity({ allowedHosts: ["identity"] });
    const own = await identity.ask(DISCOVERY);
    for (const host of ["identity", "identity:8080", "IDENTITY:5005"]) {
      const { status, body } = await identity.ask(DISCOVERY, { headers: { host } });
      expect(status).toBe(200);
      expect(body).toBe(own.body);
    }
  });

  it("cannot be overruled by forwarding headers", async () => {
    await using identity = await startInMemoryIdentity({ issuer: "https://issuer.test" });
    const own = await identity.ask(DISCOVERY);
    expect(own.body).toContain('"https://issuer.test/connect/token"');
    const headers = {
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "gopher",
      forwarded: "host=evil.example",
    };
    const { body } = await identity.ask(DISCOVERY, { headers });
    expect(body).toBe(own.body);
  });

  it("cannot be overruled by an absolute request target", async () => {
    await using identity = await startInMemoryIdentity();
    const { status, body } = await identity.ask(`http://evil.example${DISCOVERY}`);
    expect(status).toBe(421);
    expect(body).not.toContain("evil");
  });

  it("may not be missing", async () => {
    await using identity = await startInMemoryIdentity();
    const { hostname, port } = new URL(`http://${identity.address}`);
    const socket = createConnection({ host: hostname, port: Number(port) });
    socket.end(`GET ${DISCOVERY} HTTP/1.0\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.[01] 421 /);
  });
});

describe("a page that cannot be shown", () => {
  it("says nothing of why, which is in the log alone", async () => {
    await using identity = await startInMemoryIdentity();
    const fault = new Error("connect ECONNREFUSED 10.0.0.7:5432");
    identity.ports.loginAttempts.add = async () => Promise.reject(fault);
    const { status, body, headers } = await identity.ask("/account/login", {
      method: "POST",
      headers: { ...BROWSER, origin: identity.issuer, "content-type": "application/x-www-form-urlencoded" },
      body: "username=alice&password=a1",
    });
    expect([status, headers["cache-control"]]).toEqual([500, "no-store"]);
    expect(body).toContain("<h1>This did not work</h1>");
    expect(body).not.toContain("10.0.0.7");
    const line = await identity.logged((lines) => lines.find(({ level }) => level === "error"));
    expect(line).toMatchObject({ msg: "request failed", route: "/account/login", status: 500, err: fault });
  });

  it("is 503 with a way on while the database is away, which is no fault of anybody's", async () => {
    const away = new Error("connect ECONNREFUSED 10.0.0.7:5432");
    await using identity = await startInMemoryIdentity({ isUnavailable: (error) => error === away });

    identity.ports.loginAttempts.add = async () => Promise.reject(away);
    const { status, body, headers } = await identity.ask("/account/login", {
      method: "POST",
      headers: { ...BROWSER, origin: identity.issuer, "content-type": "application/x-www-form-urlencoded" },
      body: "username=alice&password=a1",
    });
    expect([status, headers["retry-after"]]).toEqual([503, "1"]);
    expect(body).toContain('<a href="/grants">');
    expect(body).not.toContain("10.0.0.7");
    expect(identity.lines.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("is logged as such wherever it fails, and nowhere else", async () => {
    await using identity = await startInMemoryIdentity();
    const console = jest.spyOn(globalThis.console, "error").mockImplementation(() => {});
    identity.ports.artifacts.save = async () => Promise.reject(new Error("the disk is full"));
    const { status, body } = await identity.ask("/connect/endsession");
    expect([status, body.includes("disk")]).toEqual([500, false]);
    const faults = identity.lines.filter(
      ({ event, path }) => event === "request.failed" && path === "/connect/endsession",
    );
    expect(faults.length).toBeGreaterThan(0);
    expect(console).not.toHaveBeenCalled();
    console.mockRestore();
  });
});

describe("a probe", () => {
  it.each(["/livez", "/readyz"])("of %s is answered whoever asks, as it dials an address", async (path) => {
    await using identity = await startInMemoryIdentity();
    const { status, body } = await ask(identity.address, path);
    expect([status, body]).toEqual([200, '{"status":"ok"}']);
  });
});

describe("a request of the protocol", () => {
  it("has a line in the log, to which its answer leads, and which says nothing of its parameters", async () => {
    await using identity = await startInMemoryIdentity();
    const { headers } = await identity.ask("/connect/authorize?client_id=s3cret", { headers: { cookie: "a=s3cret" } });
    const requestId = headers["x-request-id"];
    const line = await identity.logged((lines) => lines.find((one) => one.requestId === requestId));
    expect(line).toMatchObject({ msg: "request finished", method: "GET", route: "/connect/authorize", status: 400 });
    expect(JSON.stringify(line)).not.toContain("s3cret");
  });
});

describe("a refusal", () => {
  it.each([
    ["/<script>", {}, 404],
    ["/account/login", { method: "POST", body: "x".repeat(20_000) }, 413],
    ["/account/login", { method: "POST", body: "<a/>", headers: { "content-type": "text/xml" } }, 415],
    [DISCOVERY, { headers: { host: "evil.example" } }, 421],
  ])("of %s is a page for a browser, which names the request", async (path, asked, status) => {
    await using identity = await startInMemoryIdentity();
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const headers = { ...BROWSER, ...form, ...(asked as Asked).headers };
    const answer = await identity.ask(path, { ...asked, headers });
    expect([answer.status, answer.headers["content-type"]]).toEqual([status, "text/html; charset=utf-8"]);
    expect(answer.body).not.toContain("<script");
    expect(answer.body).toContain(`<code>${answer.headers["x-request-id"]}</code>`);
    expect(answer.headers["content-security-policy"]).toContain("default-src 'none'");
  });

  it("is a problem for a program", async () => {
    await using identity = await startInMemoryIdentity();
    const { status, headers, body } = await identity.ask("/nowhere");
    expect([status, headers["content-type"]]).toEqual([404, expect.stringMatching(/^application\/problem\+json/)]);
    expect(JSON.parse(body)).toMatchObject({ type: "urn:hexmart:problem:not-found", status: 404 });
  });
});
