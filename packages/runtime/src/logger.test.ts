import { describe, expect, it } from "@jest/globals";
import { createLogger, type LogLevel } from "./logger.ts";

function record(level?: LogLevel) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { lines, logger: createLogger({ service: "shop", destination, ...(level && { level }) }) };
}

const jwt = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl";

describe("createLogger()", () => {
  it("writes one JSON object a line, with the level's name, an ISO time and the service", () => {
    const { lines, logger } = record();
    logger.info({ event: "cart.filled", count: 3 }, "filled\nthe cart");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^[^\n]*\n$/);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      service: "shop",
      event: "cart.filled",
      count: 3,
      msg: "filled\nthe cart",
    });
  });

  it("leaves out what is less important than its level", () => {
    const { lines, logger } = record("warn");
    logger.info("no");
    logger.warn("yes");
    expect(lines).toHaveLength(1);
    const silent = record("silent");
    silent.logger.error("no");
    expect(silent.lines).toEqual([]);
  });

  it("logs an error with its stack and cause", () => {
    const { lines, logger } = record();
    logger.error({ err: new Error("outer", { cause: new Error("inner") }) }, "failed");
    expect(JSON.parse(lines[0] ?? "").err).toMatchObject({
      type: "Error",
      message: expect.stringContaining("inner"),
      stack: expect.stringContaining("logger.test.ts"),
    });
  });

  it.each([
    ["a field", { password: "hunter2" }],
    ["a field in depth", { a: { b: { c: { access_token: "hunter2" } } } }],
    ["a field in other letters", { request: { Headers: { Authorization: "hunter2" } } }],
    ["a field of what shows itself", { at: { toJSON: () => ({ token: "hunter2" }) } }],
    ["a header", { request: { headers: { authorization: "hunter2", cookie: "hunter2" } } }],
    ["a field that is an object", { jwk: { d: "hunter2" } }],
    ["the password of a URL", { url: "postgresql://me:hunter2@db:5432/shop" }],
    ["a password with odd letters", { url: "postgresql://me:hunter2%40%2F:x@db:5432/shop" }],
    ["a credential in a message", { text: "sent Authorization: Bearer hunter2-hunter2" }],
    ["an error's message", { err: new Error("cannot reach postgresql://me:hunter2@db/shop") }],
    ["an error's field that is an object", { err: Object.assign(new Error("no"), { jwk: { x: ["hunter2"] } }) }],
    ["a field of one in a list", { clients: [{ id: 1 }, { secret: { value: "hunter2" } }] }],
    ["a private key as an object", { key: { kty: "EC", d: "hunter2hunter2hunter2" } }],
    ["a private key as a text", { text: JSON.stringify({ kty: "EC", d: "hunter2hunter2hunter2" }) }],
  ])("takes out %s", (_, fields) => {
    const { lines, logger } = record();
    logger.info(fields, "message");
    expect(lines[0]).toContain("[redacted]");
    expect(lines[0]).not.toContain("hunter2");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ msg: "message" });
  });

  it("leaves the fields themselves as they were given", () => {
    const fields = { password: "hunter2", list: [{ token: { is: "hunter2" } }] };
    const { logger } = record();
    logger.info(fields, "message");
    expect(fields).toEqual({ password: "hunter2", list: [{ token: { is: "hunter2" } }] });
  });

  it("takes a JWT out of a message", () => {
    const { lines, logger } = record();
    logger.info(`got ${jwt} from the issuer`);
    expect(JSON.parse(lines[0] ?? "").msg).toBe("got [redacted] from the issuer");
  });

  it("leaves alone what only looks alike", () => {
    const { lines, logger } = record();
    const fields = { url: "http://127.0.0.1:5005/token", tokens: 3, d: "short", at: "alice@example.com", p: 5 };
    logger.info(fields, "token:x obtained for basic plan");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ ...fields, msg: "token:x obtained for basic plan" });
  });
});
