import { invalid, TranscodeError } from "./status.ts";

type Bytes = ReadableStream<Uint8Array>;

/** The text of a body of at most so many bytes. */
export async function readText(body: Bytes | null, most: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > most) throw tooLarge(`the body is larger than ${most} bytes`);
    pieces.push(chunk);
  }
  return decode(concatenated(pieces, size));
}

/** The lines of a body, each of at most so many bytes; empty ones are left out. */
export async function* readLines(body: Bytes | null, most: number): AsyncGenerator<string> {
  let pieces: Uint8Array[] = [];
  let size = 0;
  let number = 1;
  const take = (): string => {
    const line = decode(concatenated(pieces, size));
    pieces = [];
    size = 0;
    number += 1;
    return line;
  };
  const keep = (piece: Uint8Array): void => {
    size += piece.byteLength;
    if (size > most) throw tooLarge(`line ${number} is longer than ${most} bytes`);
    pieces.push(piece);
  };
  for await (const chunk of body ?? []) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      keep(chunk.subarray(start, end));
      start = end + 1;
      const line = take();
      if (line.trim() !== "") yield line;
    }
    keep(chunk.subarray(start));
  }
  const rest = take();
  if (rest.trim() !== "") yield rest;
}

const newline = 10;

function tooLarge(why: string): TranscodeError {
  return new TranscodeError("RESOURCE_EXHAUSTED", `Cannot read the request: ${why}`, { httpStatus: 413 });
}

function concatenated(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw invalid("", "the body is not UTF-8");
  }
}
