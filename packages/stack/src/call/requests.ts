import { type DescMessage, type DescMethod, fromJson, type JsonValue, type Message } from "@bufbuild/protobuf";

/** A request that cannot be sent, because it is no JSON or no message of the contract. */
export class RequestError extends Error {
  override readonly name = "RequestError";
}

/** Whether the caller of a method sends any number of messages. */
export function takesStream({ methodKind }: DescMethod): boolean {
  return methodKind === "client_streaming" || methodKind === "bidi_streaming";
}

/**
 * The messages that a command line means: one for each argument or, where the method takes a stream, for each element of
 * an array and each line of `input`, which `-` stands for. No argument is a message without any field.
 *
 * @throws RequestError
 */
export async function* readRequests(
  method: DescMethod,
  texts: readonly string[],
  input: AsyncIterable<string>,
): AsyncGenerator<Message> {
  const stream = takesStream(method);
  if (!stream && texts.length > 1) {
    throw new RequestError(`${method.name} takes one message, and ${texts.length} were given`);
  }
  for (const text of texts.length === 0 && !stream ? ["{}"] : texts) {
    if (text !== "-") yield* readMessages(method, text);
    else if (stream) for await (const line of linesOf(input)) yield* readMessages(method, line);
    else yield* readMessages(method, (await Array.fromAsync(input)).join(""));
  }
}

function* readMessages(method: DescMethod, text: string): Generator<Message> {
  const value = parse(text);
  const values = takesStream(method) && Array.isArray(value) ? value : [value];
  for (const each of values) yield readMessage(method.input, each);
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
    throw new RequestError(`The request is not JSON: ${shown}\nIn a shell, put it between single quotes.`, { cause });
  }
}

function readMessage(type: DescMessage, value: JsonValue): Message {
  try {
    return fromJson(type, value);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const fields = type.fields.map(({ jsonName }) => jsonName).join(", ");
    throw new RequestError(`${why}\nThe fields of ${type.name}: ${fields || "none"}`, { cause });
  }
}

/** The lines of a text that comes in pieces, without empty ones. */
async function* linesOf(input: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of input) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line.trim() !== "");
  }
  if (rest.trim() !== "") yield rest;
}
