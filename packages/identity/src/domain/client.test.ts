import { describe, expect, it } from "@jest/globals";
import { type Client, checkClients, checkRequestedScopes, scopesAt } from "./client.ts";

const worker: Client = {
  clientId: "shopping-cart-worker",
  jwks: { keys: [{ kty: "EC", crv: "P-256", x: "x", y: "y" }] },
  resources: { "urn:hexmart:product": ["product.read"], "urn:hexmart:discount": [] },
};

function errorOf(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
}

describe("checkClients()", () => {
  it("accepts clients of known resources and public keys", () => {
    expect(() => checkClients([worker, { ...worker, clientId: "other" }])).not.toThrow();
  });

  it.each<[string, Partial<Client>, string]>([
    ["no key", { jwks: { keys: [] } }, "it has no key to prove itself with"],
    ["a private key", { jwks: { keys: [{ kty: "EC", d: "s3cret" }] } }, "only the public half belongs here"],
    ["a shared secret", { jwks: { keys: [{ kty: "oct", k: "s3cret" }] } }, "only the public half belongs here"],
    ["an unknown resource", { resources: { "urn:hexmart:nope": [] } }, 'there is no resource "urn:hexmart:nope"'],
    ["a resource called constructor", { resources: { constructor: [] } }, 'there is no resource "constructor"'],
    [
      "a scope of another resource",
      { resources: { "urn:hexmart:product": ["cart.read"] } },
      'resource "urn:hexmart:product" has no scope "cart.read", only product.read, product.write',
    ],
  ])("refuses a client with %s, and says so without the key", (_, wrong, problem) => {
    const error = errorOf(() => checkClients([worker, { ...worker, ...wrong }]));
    expect(error).toMatchObject({ code: "invalid_client_metadata" });
    expect(String(error)).toContain('Cannot register client "shopping-cart-worker": ');
    expect(String(error)).toContain(problem);
    expect(String(error)).not.toContain("s3cret");
  });

  const relying: Client = {
    ...worker,
    grantTypes: ["authorization_code", "refresh_token"],
    redirectUris: ["https://movies.example/signin-oidc"],
    scopes: ["openid", "roles", "offline_access"],
  };

  it("accepts a client that users log in to, one with a secret, and one on a device without any", () => {
    const { jwks: _, ...bare } = worker;
    const device: Client = {
      ...bare,
      authMethod: "none",
      grantTypes: ["urn:ietf:params:oauth:grant-type:device_code"],
    };
    const foreign: Client = { ...bare, authMethod: "client_secret_basic", secretHash: "hash" };
    expect(() => checkClients([relying, device, foreign])).not.toThrow();
  });

  it.each<[string, Partial<Client>, string]>([
    ["a secret beside its key", { secretHash: "hash" }, "it has a secret, which private_key_jwt does not use"],
    ["the promise of a secret", { authMethod: "client_secret_post" }, "it has no secret to prove itself with"],
    ["no grant type", { grantTypes: [], redirectUris: [] }, "it has no grant type"],
    ["no redirect URI", { redirectUris: [] }, "it has no redirect URI for the grant authorization_code"],
    ["a redirect URI for nothing", { grantTypes: ["client_credentials"] }, "but not the grant authorization_code"],
    [
      "a lone refresh grant",
      { grantTypes: ["refresh_token"], redirectUris: [] },
      "none that a refresh token comes from",
    ],
    ["a public machine", { authMethod: "none", grantTypes: ["client_credentials"] }, "a public client cannot have"],
    ["a fragment", { redirectUris: ["https://a.example/#x"] }, "is not an absolute http or https URL"],
    ["a user in a URI", { postLogoutRedirectUris: ["https://a@b.example/"] }, "is not an absolute http or https URL"],
    ["a script", { backchannelLogoutUri: "javascript:alert(1)" }, "is not an absolute http or https URL"],
    ["a scope of an API", { scopes: ["openid", "movies.read"] }, 'scope "movies.read" is none of openid, profile'],
  ])("refuses a relying party with %s", (_, wrong, problem) => {
    expect(String(errorOf(() => checkClients([{ ...relying, ...wrong }])))).toContain(problem);
  });

  it("says everything that is wrong at once", () => {
    const wrong = { ...worker, jwks: { keys: [] }, resources: { "urn:nope": [] } };
    const error = errorOf(() => checkClients([wrong, worker, { ...wrong, clientId: "other" }]));
    expect(String(error)).toMatch(
      /"shopping-cart-worker": .*no key.*; there is no resource "urn:nope".*"other": .*no key/,
    );
  });
});

describe("scopesAt()", () => {
  it("tells what the client may do at a resource", () => {
    expect(scopesAt(worker, "urn:hexmart:product")).toEqual(["product.read"]);
  });

  it.each([
    ["does not exist", "urn:hexmart:nope"],
    ["is a member of every object", "toString"],
    ["the client is not registered for", "urn:hexmart:shopping-cart"],
    ["the client has no scope at", "urn:hexmart:discount"],
  ])("refuses a resource that %s", (_, resource) => {
    expect(() => scopesAt(worker, resource)).toThrow(expect.objectContaining({ code: "invalid_target" }));
  });
});

describe("checkRequestedScopes()", () => {
  const allowed = ["cart.read", "cart.write"];

  it("accepts part of what is allowed", () => {
    expect(() => checkRequestedScopes(allowed, ["cart.read"])).not.toThrow();
  });

  it.each([
    ["nothing", []],
    ["more than is allowed", ["cart.read", "cart.any_owner"]],
    ["a prefix of what is allowed", ["cart"]],
  ])("refuses a request for %s, rather than granting less", (_, requested) => {
    expect(() => checkRequestedScopes(allowed, requested)).toThrow(expect.objectContaining({ code: "invalid_scope" }));
  });
});
