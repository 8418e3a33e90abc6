import { SampleService } from "../../gen/hexmart/transcode/testing/v1/testing_pb.ts";
import { createTranscoder } from "../../src/index.ts";
import { listen } from "../listener.ts";
import { serveSamples } from "../sample-service.ts";
import { type Case, cases } from "./cases.ts";
import { startGateway } from "./gateway.ts";

/** What came of a request: the status, and the answer, or the code of the error. */
async function outcome(url: string, { target, body, type = "application/json" }: Case): Promise<string> {
  const [method = "", path = ""] = target.split(" ");
  const headers = { "content-type": type };
  const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  // grpc-gateway answers some errors as plain text.
  const code = /"(?:grpcC|c)ode":(\d+)/.exec(text)?.[1];
  if (!response.ok) return code === undefined ? `${response.status}` : `${response.status}, code ${code}`;
  const lines = text.split("\n").filter((line) => line !== "");
  return [response.status, ...lines.map((line) => JSON.stringify(plain(JSON.parse(line))))].join(" ");
}

/** Without what is as if it were not there, sorted, errors by their code: serializers may differ in those. */
function plain(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(plain);
  if (typeof json !== "object" || json === null) return json;
  const entries = Object.entries(json)
    .map(([key, value]): [string, unknown] => [key, key === "error" ? codeOf(value) : plain(value)])
    .filter(([, value]) => !empty.includes(JSON.stringify(value)));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const empty = ["null", '""', "0", '"0"', "false", "[]", "{}", '"KIND_UNSPECIFIED"'];

/** grpc-gateway has the code of an error in a stream under a name of its own. */
function codeOf(error: unknown): unknown {
  const { code, grpcCode } = error as { code?: number; grpcCode?: number };
  return { code: code ?? grpcCode };
}

/** What this library makes of each case, and grpc-gateway where it is asked for. */
export async function tryAll(withGateway: boolean): Promise<{ readonly here: string[]; readonly there: string[] }> {
  await using server = await serveSamples();
  await using listener = await listen(createTranscoder({ services: [SampleService], call: server.call }).handle);
  await using gateway = withGateway ? await startGateway(server.address) : undefined;
  const here: string[] = [];
  const there: string[] = [];
  for (const one of cases) {
    here.push(await outcome(listener.url, one));
    if (gateway !== undefined) there.push(await outcome(gateway.url, one));
  }
  return { here, there };
}
