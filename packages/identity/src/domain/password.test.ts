import { expect, it } from "@jest/globals";
import { checkPassword } from "./password.ts";

it.each(["12345678", "🔑".repeat(8), "x".repeat(256), "eight of them, with spaces"])("accepts %j", (password) => {
  expect(() => checkPassword(password)).not.toThrow();
});

it.each(["", "1234567", "🔑".repeat(7), "x".repeat(257)])("refuses %j, without repeating it", (password) => {
  expect(() => checkPassword(password)).toThrow(/must have 8 to 256$/);
});
