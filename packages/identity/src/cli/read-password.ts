import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import { UsageError } from "./command.ts";

const LONGEST = 1_024;

type Streams = {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  /** Where a person is asked. */
  output: NodeJS.WritableStream;
};

/** Reads a password: twice from a terminal, which does not show it, or else all that the input holds but one line end. */
export async function readPassword({ input, output }: Streams): Promise<string> {
  if (!input.isTTY) return readAll(input);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  try {
    const password = await ask(lines, "Password: ", output);
    if (password !== (await ask(lines, "The same again: ", output)))
      throw new UsageError("the passwords are not the same");
    return password;
  } finally {
    lines.close();
  }
}

function ask(lines: Interface, question: string, output: NodeJS.WritableStream): Promise<string> {
  output.write(question);
  return new Promise<string>((resolve, reject) => {
    lines.once("SIGINT", () => reject(new UsageError("interrupted")));
    lines.once("close", () => reject(new UsageError("no password was typed")));
    lines.question("", resolve);
  }).finally(() => output.write("\n"));
}

async function readAll(input: NodeJS.ReadableStream): Promise<string> {
  let read = "";
  for await (const chunk of input) {
    read += String(chunk);
    if (read.length > LONGEST) throw new UsageError(`standard input holds more than ${LONGEST} characters`);
  }
  return read.replace(/\r?\n$/, "");
}
