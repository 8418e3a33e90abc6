import { readConfig } from "@hexmart/runtime";
import { describe, expect, it } from "@jest/globals";
import { config } from "./config.ts";

const DATABASE_URL = "postgres://localhost/identity";
const jwks = { keys: [{ kty: "EC", crv: "P-256", x: "x", y: "y" }] };
const read = (environment: Record<string, string>) => readConfig(config, { DATABASE_URL, ...environment });

describe("CLIENTS", () => {
  it("holds clients with their keys and what they may do where", () => {
    const resources = { "urn:hexmart:product": ["product.write"] };
    const result = read({ CLIENTS: JSON.stringify([{ client_id: "product-worker", jwks, resources }]) });
    expect(result).toMatchObject({ ok: true, values: { CLIENTS: [{ clientId: "product-worker", jwks, resources }] } });
  });

  it.each([
    ["a private key", { jwks: { keys: [{ d: "s3cret", ...jwks.keys[0] }] } }, "Unrecognized key"],
    ["a short client_secret", { client_secret: "s3cret" }, "client_secret"],
    ["an unknown member", { software_secret: "s3cret" }, "software_secret"],
    ["no key", { jwks: { keys: [] } }, "CLIENTS"],
    ["an RSA key", { jwks: { keys: [{ kty: "RSA" }] } }, "CLIENTS"],
  ])("may not hold %s, and the message does not repeat it", (_, change, reason) => {
    const client = { ...change, client_id: "product-worker", jwks, resources: {}, ...change };
    const result = JSON.stringify(read({ CLIENTS: JSON.stringify([client]) }));
    expect(result).toContain('"ok":false');
    expect(result).toContain(reason);
    expect(result).not.toContain("s3cret");
  });
});

describe("a relying party in CLIENTS", () => {
  it("is told in the words of RFC 7591", () => {
    const client = {
      client_id: "movies-web",
      client_name: "Movies",
      token_endpoint_auth_method: "client_secret_basic",
      client_secret: "x".repeat(32),
      grant_types: ["authorization_code", "refresh_token"],
      redirect_uris: ["http://127.0.0.1:5002/signin-oidc"],
      post_logout_redirect_uris: ["http://127.0.0.1:5002/signout-callback-oidc"],
      backchannel_logout_uri: "http://127.0.0.1:5002/backchannel-logout",
      scope: "openid profile",
    };
    expect(read({ CLIENTS: JSON.stringify([client]) })).toMatchObject({
      values: {
        CLIENTS: [
          {
            clientId: "movies-web",
            clientName: "Movies",
            authMethod: "client_secret_basic",
            clientSecret: "x".repeat(32),
            grantTypes: ["authorization_code", "refresh_token"],
            redirectUris: ["http://127.0.0.1:5002/signin-oidc"],
            postLogoutRedirectUris: ["http://127.0.0.1:5002/signout-callback-oidc"],
            backchannelLogoutUri: "http://127.0.0.1:5002/backchannel-logout",
            scopes: ["openid", "profile"],
            resources: {},
          },
        ],
      },
    });
  });
});

describe("USERS", () => {
  it("holds users with their roles and standard claims", () => {
    const alice = {
      username: "alice",
      password: "a1",
      roles: ["user"],
      email: "a@example.com",
      address: { country: "DE" },
    };
    expect(read({ USERS: JSON.stringify([alice]) })).toMatchObject({
      values: {
        USERS: [
          {
            username: "alice",
            password: "a1",
            roles: ["user"],
            claims: { email: "a@example.com", address: { country: "DE" } },
          },
        ],
      },
    });
  });

  it("has none by itself", () => {
    expect(read({})).toMatchObject({ values: { USERS: [] } });
  });

  it.each([
    ["a name in capitals", { username: "Alice" }, "username"],
    ["a claim that is none", { s3x: "f" }, "s3x"],
    ["a subject of its own", { sub: "1" }, "sub"],
    ["a role with a space", { roles: ["admin user"] }, "roles"],
  ])("may not hold %s, and the message does not repeat the password", (_, change, reason) => {
    const result = JSON.stringify(
      read({ USERS: JSON.stringify([{ username: "alice", password: "s3cret", ...change }]) }),
    );
    expect(result).toContain('"ok":false');
    expect(result).toContain(reason);
    expect(result).not.toContain("s3cret");
  });
});

describe("ISSUER", () => {
  it.each(["http://127.0.0.1:5005", "https://identity.example"])("may be %s", (ISSUER) => {
    expect(read({ ISSUER })).toMatchObject({ ok: true, values: { ISSUER } });
  });

  it.each(["https://identity.example/", "https://identity.example/path", "ftp://identity.example", "identity"])(
    "may not be %s: tokens are compared with it letter by letter",
    (ISSUER) => {
      expect(read({ ISSUER })).toMatchObject({ ok: false });
    },
  );
});

describe("ALLOWED_HOSTS and ACCESS_TOKEN_TTL_S", () => {
  it("are read as a list and a number", () => {
    const result = read({ ALLOWED_HOSTS: "identity, Issuer.Example", ACCESS_TOKEN_TTL_S: "60" });
    expect(result).toMatchObject({ values: { ALLOWED_HOSTS: ["identity", "issuer.example"], ACCESS_TOKEN_TTL_S: 60 } });
  });

  it("have defaults, and a life over ten minutes is refused", () => {
    expect(read({})).toMatchObject({ values: { ALLOWED_HOSTS: [], ACCESS_TOKEN_TTL_S: 300, CLIENTS: [] } });
    expect(read({ ACCESS_TOKEN_TTL_S: "601" })).toMatchObject({ ok: false });
  });
});

describe("TRUSTED_PROXIES", () => {
  it("holds addresses and networks", () => {
    const typed = "10.0.0.0/8, 192.0.2.1,fd00::/8,::1";
    expect(read({ TRUSTED_PROXIES: typed })).toMatchObject({
      values: { TRUSTED_PROXIES: ["10.0.0.0/8", "192.0.2.1", "fd00::/8", "::1"] },
    });
  });

  it.each(["proxy", "10.0.0.0/33", "10.0.0.0/0", "10.0.0.0/8/8", "10.0.0.0/"])("may not hold %s", (typed) => {
    expect(JSON.stringify(read({ TRUSTED_PROXIES: typed }))).toContain("addresses or networks");
  });
});
