import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "@jest/globals";
import { readPassword } from "./read-password.ts";

const nobody = new PassThrough();

describe("readPassword() from a pipe", () => {
  it.each([
    ["correct horse\n", "correct horse"],
    ["correct horse\r\n", "correct horse"],
    [" two\nlines ", " two\nlines "],
    ["", ""],
  ])("reads %j as %j", async (piped, expected) => {
    expect(await readPassword({ input: Readable.from([piped]), output: nobody })).toBe(expected);
  });

  it("stops reading what is no password", async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield "x".repeat(1_000);
      })(),
    );
    await expect(readPassword({ input: endless, output: nobody })).rejects.toThrow("more than 1024 characters");
  });
});

describe("readPassword() from a terminal", () => {
  /** A terminal on which somebody answers each question in turn. */
  function terminal(...answers: string[]) {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
    const output = new PassThrough();
    const shown = text(output);
    const write = output.write.bind(output);
    output.write = ((chunk: string) => {
      if (chunk !== "\n") setImmediate(() => input.write(answers.shift() ?? "\u0004"));
      return write(chunk);
    }) as typeof output.write;
    const end = () => {
      output.end();
      return shown;
    };
    return { input, output, shown: end };
  }

  it("asks twice, and shows nothing of what is typed", async () => {
    const { input, output, shown } = terminal("correct horse\r", "correct horse\r");
    expect(await readPassword({ input, output })).toBe("correct horse");
    expect(await shown()).toBe("Password: \nThe same again: \n");
  });

  it("refuses two that differ", async () => {
    const { input, output } = terminal("correct horse\r", "correct house\r");
    await expect(readPassword({ input, output })).rejects.toThrow("the passwords are not the same");
  });

  it.each([
    ["Ctrl-C", "\u0003", "interrupted"],
    ["Ctrl-D", "\u0004", "no password was typed"],
  ])("ends at %s", async (_, key, reason) => {
    const { input, output } = terminal(key);
    await expect(readPassword({ input, output })).rejects.toThrow(reason);
  });
});
