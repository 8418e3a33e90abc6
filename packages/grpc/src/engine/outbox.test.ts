import { describe, expect, it } from "@jest/globals";
import { Outbox } from "./outbox.ts";

describe("Outbox", () => {
  it("lets a sender go on while little is on its way", () => {
    expect(new Outbox().sent(1024)).toBeUndefined();
  });

  it("makes it wait for much, until the wire has taken enough", async () => {
    const box = new Outbox();
    const wait = box.sent(300_000);
    expect(wait).toBeDefined();
    box.taken(300_000);
    await wait;
    expect(box.sent(1)).toBeUndefined();
  });

  it("makes it wait for many, however small", () => {
    const box = new Outbox();
    const waits = Array.from({ length: 64 }, () => box.sent(1));
    expect(waits.filter((wait) => wait !== undefined)).toHaveLength(1);
  });

  it("leaves nobody waiting at its end", async () => {
    const box = new Outbox();
    const wait = box.sent(300_000);
    box.close();
    await wait;
    expect(box.sent(300_000)).toBeUndefined();
  });
});
