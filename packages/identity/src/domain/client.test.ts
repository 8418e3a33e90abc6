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
