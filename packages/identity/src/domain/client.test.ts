import { describe, expect, it } from "@jest/globals";
import { type Client, checkRequestedScopes, problemsOf, scopesAt } from "./client.ts";

const worker: Client = {
  clientId: "shopping-cart-worker",
  jwks: { keys: [{ kty: "EC", crv: "P-256", x: "x", y: "y" }] },
  resources: { "urn:hexmart:product": ["product.read"], "urn:hexmart:discount": [] },
};

describe("problemsOf()", () => {
  it("finds nothing wrong with a client of known resources and public keys", () => {
    expect(problemsOf(worker)).toEqual([]);
  });

  it.each<[string, Partial<Client>, string]>([
    ["no key", { jwks: { keys: [] } }, "has no key to prove itself with"],
    ["a private key", { jwks: { keys: [{ kty: "EC", d: "s3cret" }] } }, "only the public half"],
    ["a shared secret", { jwks: { keys: [{ kty: "oct", k: "c2VjcmV0" }] } }, "only the public half"],
    ["an unknown resource", { resources: { "urn:hexmart:nope": [] } }, 'unknown resource "urn:hexmart:nope"'],
    ["a resource called constructor", { resources: { constructor: [] } }, 'unknown resource "constructor"'],
    [
      "a scope of another resource",
      { resources: { "urn:hexmart:product": ["cart.read"] } },
      'the scope "cart.read", which "urn:hexmart:product" does not have',
    ],
  ])("finds %s, and says so without the key", (_, wrong, problem) => {
    const problems = problemsOf({ ...worker, ...wrong });
    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(problems.join()).not.toMatch(/s3cret|c2VjcmV0/);
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
