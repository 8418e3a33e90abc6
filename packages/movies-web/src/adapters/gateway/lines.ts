/** A cart of a thousand items is below a megabyte. */
const MAX_LINE_LENGTH = 4 * 1_024 * 1_024;

/** The lines of newline-delimited JSON. Leaving the loop cancels the stream. */
export async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") yield line;
    if (rest.length > MAX_LINE_LENGTH) throw new RangeError("Cannot read a line of the gateway: it is too long");
  }
  if (rest.trim() !== "") yield rest;
}
