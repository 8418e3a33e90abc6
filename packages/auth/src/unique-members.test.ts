import { describe, expect, it } from "@jest/globals";
import { duplicateMember } from "./unique-members.ts";

describe("duplicateMember()", () => {
  it.each([
    ["two members of one name", '{"aud":"a","aud":"b"}', "aud"],
    ["an escaped spelling of the same name", '{"aud":"a","\\u0061ud":"b"}', "aud"],
    ["a nested object", '{"cnf":{"jkt":1,"jkt":2}}', "jkt"],
    ["an object in a list", '[{"a":1},{"b":1,"b":2}]', "b"],
    ["a name with quotes in it", '{"a\\"b":1,"a\\"b":2}', 'a"b'],
  ])("finds %s", (_, json, name) => {
    expect(duplicateMember(json)).toBe(name);
  });

  it.each([
    ["a name used in two objects", '{"a":{"x":1},"b":{"x":2}}'],
    ["a name that is also a value", '{"a":"b","b":"a"}'],
    ["text that looks like JSON", '{"a":"{\\"b\\":1,\\"b\\":2}"}'],
    ["a name of the parent inside its child", '{"a":{"a":1}}'],
    ["equal texts in a list", '{"a":["x","x"]}'],
  ])("accepts %s", (_, json) => {
    expect(duplicateMember(json)).toBeUndefined();
  });
});
