import { describe, expect, it } from "@jest/globals";
import { originForm } from "./origin-form.ts";

describe("originForm()", () => {
  it.each([
    ["/hello?a=http://b/c", "/hello?a=http://b/c"],
    ["http://shop.example/hello?a=1", "/hello?a=1"],
    ["HTTPS://shop.example:8443/a/../b%2fc", "/a/../b%2fc"],
    ["http://shop.example?a=1", "/?a=1"],
    ["http://shop.example", "/"],
    ["http:///hello", "http:///hello"],
    ["http://shop.example#/hello", "http://shop.example#/hello"],
    ["*", "*"],
  ])("of %s is %s", (target, expected) => {
    expect(originForm(target)).toBe(expected);
  });
});
