import { describe, expect, it } from "@jest/globals";
import { describeTarget, targetOf } from "./target.ts";

describe("targetOf()", () => {
  it("takes a URL apart, without its password", () => {
    const target = targetOf("postgresql://me:hunter2@db.example:6543/my%20shop?sslmode=verify-full");
    expect(target).toEqual({ host: "db.example", port: 6543, database: "my shop", user: "me" });
    expect(describeTarget(target)).toBe('database "my shop" at db.example:6543');
  });

  it("fills in what PostgreSQL's clients do", () => {
    expect(targetOf("postgres://me@localhost")).toEqual({ host: "localhost", port: 5432, database: "me", user: "me" });
  });

  it.each(["", "shop", "mysql://me:hunter2@localhost/shop"])("refuses %j", (url) => {
    expect(() => targetOf(url)).toThrow("Write it as postgresql://user:password@host:5432/database.");
  });
});
