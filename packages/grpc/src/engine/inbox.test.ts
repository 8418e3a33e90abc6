import { describe, expect, it } from "@jest/globals";
import { Inbox } from "./inbox.ts";

function message(size: number): Uint8Array {
  return new Uint8Array(size);
}

/** An inbox whose pulls are counted, and answered by put() when the test says so. */
function inbox(readAhead: boolean) {
  let pulls = 0;
  const made = new Inbox(() => {
    pulls += 1;
  }, readAhead);
  return { inbox: made, pulls: () => pulls };
}

describe("Inbox", () => {
  it("asks for nothing before it is read", () => {
    expect(inbox(true).pulls()).toBe(0);
  });

  it("gives what comes to who waits, in order", async () => {
    const { inbox: box } = inbox(true);
    const first = box.take();
    box.put(message(1));
    box.put(message(2));
    expect((await first)?.byteLength).toBe(1);
    expect((await box.take())?.byteLength).toBe(2);
  });

  it("reads ahead, but only so many messages", () => {
    const { inbox: box, pulls } = inbox(true);
    void box.take();
    for (let count = 0; count < 17; count += 1) {
      box.put(message(1));
    }
    expect(pulls()).toBe(17);
    void box.take();
    expect(pulls()).toBe(18);
  });

  it("reads ahead, but only so many bytes", () => {
    const { inbox: box, pulls } = inbox(true);
    void box.take();
    box.put(message(1));
    box.put(message(256 * 1024));
    expect(pulls()).toBe(2);
  });

  it("asks for one message at a time where there is one only", () => {
    const { inbox: box, pulls } = inbox(false);
    void box.take();
    box.put(message(1));
    expect(pulls()).toBe(1);
  });

  it("still gives what waits after its end, and then undefined", async () => {
    const { inbox: box } = inbox(true);
    const first = box.take();
    box.put(message(1));
    box.put(message(2));
    box.close({ drop: false });
    await first;
    expect((await box.take())?.byteLength).toBe(2);
    expect(await box.take()).toBeUndefined();
  });

  it("lets go of who waits, and of what waits, when it is dropped", async () => {
    const { inbox: box } = inbox(true);
    const waiting = box.take();
    box.close({ drop: true });
    expect(await waiting).toBeUndefined();
    box.put(message(1));
    expect(await box.take()).toBeUndefined();
  });
});
