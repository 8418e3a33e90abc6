/** Calls an EchoService in each way there is, and says what came: the other half of test/runtimes.test.ts. */
import process from "node:process";
import { EchoService } from "../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import { connect } from "../src/index.ts";
import { aliceToken, failureOf, stream } from "./echo.ts";

const address = process.argv[2] ?? "";
using client = connect(EchoService, { address, accessToken: async () => aliceToken });
const said: unknown[] = [];

said.push((await client.echo({ text: "hi" })).text);

const numbers: number[] = [];
for await (const { number } of client.countDown({ from: 1_000, padding: 1_000 })) {
  numbers.push(number);
}
said.push(numbers.length);

for await (const { number } of client.countDown({ from: 1_000_000 })) {
  if (number < 999_900) {
    break;
  }
}

said.push((await client.collect(stream({ username: "alice", note: "a" }, { username: "alice", note: "b" }))).notes);

// The handler leaves its loop while requests are still to come: the trap of a destroyed Duplex.
for await (const { text } of client.chat(stream({ text: "a" }, { text: "enough" }, { text: "never" }))) {
  said.push(text);
}

const failure = (await failureOf(client.echo({ person: { name: "" } }))) as { code: string };
said.push(failure.code);
const refusal = (await failureOf(client.collect(stream({ username: "bob" })))) as { code: string };
said.push(refusal.code);

process.stdout.write(`${said.join(" ")}\n`);
