import { describe, expect, it } from "@jest/globals";
import { contentSecurityPolicy } from "./content-security-policy.ts";

const directives = (policy: string) => policy.split("; ");

describe("contentSecurityPolicy()", () => {
  it("allows styles, images and forms of the own site, and nothing else", () => {
    expect(directives(contentSecurityPolicy())).toEqual([
      "default-src 'none'",
      "style-src 'self'",
      "img-src 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]);
  });

  it("lets forms lead to the origins named, each once", () => {
    const formAction = ["https://shop.example", "http://127.0.0.1:5002", "http://[::1]:5002", "https://shop.example"];
    expect(directives(contentSecurityPolicy({ formAction }))).toContain(
      "form-action 'self' https://shop.example http://127.0.0.1:5002 http://[::1]:5002",
    );
  });

  it("lets scripts of the own site run and call it, only where the page has some", () => {
    const policy = directives(contentSecurityPolicy({ scripts: true }));
    expect(policy).toEqual(expect.arrayContaining(["script-src 'self'", "connect-src 'self'"]));
  });

  it.each([
    "https://a.example; script-src *",
    "https://a.example https://b.example",
    "*",
    "javascript:",
    "https://a.example/path",
  ])("refuses %j, which is no origin", (strange) => {
    expect(() => contentSecurityPolicy({ formAction: [strange] })).toThrow(/it is no origin/);
  });
});
