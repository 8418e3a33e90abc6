import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ShelfService } from "../gen/hexmart/transcode/testing/v1/shelf_pb.ts";
import { SampleService } from "../gen/hexmart/transcode/testing/v1/testing_pb.ts";
import { createTranscoder } from "../src/index.ts";
import { listen } from "./listener.ts";
import { serveSamples } from "./sample-service.ts";

describe("a transcoder between HTTP and a gRPC server", () => {
  const stack = new AsyncDisposableStack();
  let url = "";
  const unknown: unknown[] = [];

  beforeAll(async () => {
    const { call } = stack.use(await serveSamples());
    const { handle } = createTranscoder({
      services: [SampleService, ShelfService],
      call,
      onError: (error) => unknown.push(error),
    });
    ({ url } = stack.use(await listen(handle)));
  });
  afterAll(async () => {
    await stack.disposeAsync();
    expect(unknown).toEqual([]);
  });

  const ask = async (target: string, body?: string, headers: Record<string, string> = {}) => {
    const [method = "", path = ""] = target.split(" ");
    const type = { "content-type": "application/json" };
    return await fetch(url + path, {
      method,
      headers: { ...type, ...headers },
      ...(body === undefined ? {} : { body }),
    });
  };

  it.each([
    ["GET /v1/samples/caf%C3%A9%2F1?sample.kind=2", undefined, { name: "café/1", sample: { kind: "KIND_LARGE" } }],
    ["GET /v1/shelves/1/samples/2", undefined, { name: "shelves/1/samples/2" }],
    ["POST /v1/samples?request_id=x", '{"int64Value":"9007199254740993"}', { int64Value: "9007199254740993" }],
    [
      "PATCH /v1/samples/a",
      '{"stringValue":"x"}',
      { sample: { name: "a", stringValue: "x" }, updateMask: "stringValue" },
    ],
    ["PUT /v1/samples/a", '{"etag":"e"}', { sample: { name: "a" }, etag: "e" }],
    ["DELETE /v1/samples/a?etag=e", undefined, { name: "a", etag: "e" }],
    ["REPORT /v1/samples/a:archive", undefined, { name: "a" }],
    ["GET /v1/files/a/b%2Fc", undefined, { path: "a/b%2Fc" }],
  ])("answers %s", async (target, body, expected) => {
    const response = await ask(target, body);

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject(expected);
    expect(response.headers.get("x-request-id")).toMatch(/./);
  });

  it("tells the server's errors with their details", async () => {
    const response = await ask("GET /v1/samples/missing");

    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      code: 5,
      message: 'Sample "missing" does not exist',
      details: [
        { "@type": "type.googleapis.com/google.rpc.ResourceInfo", resourceType: "Sample", resourceName: "missing" },
      ],
    });
  });

  it("keeps the deadline of the caller", async () => {
    const response = await ask("GET /v1/samples/slow", undefined, { "grpc-timeout": "100m" });

    expect(response.status).toBe(504);
  });

  it("streams answers as lines", async () => {
    expect(await (await ask("GET /v1/samples:count?to=2")).text()).toBe(
      '{"result":{"number":1}}\n{"result":{"number":2}}\n',
    );
  });

  it("streams answers as events, and their failure", async () => {
    const response = await ask("GET /v1/samples:count?failWith=10", undefined, { accept: "text/event-stream" });
    expect(response.status).toBe(409);

    const text = await (await ask("GET /v1/samples:count?to=1", undefined, { accept: "text/event-stream" })).text();
    expect(text).toBe('data: {"number":1}\n\nevent: end\ndata: {}\n\n');
  });

  it("streams requests, each with what the path says", async () => {
    const lines = '{"name":"a"}\n{"name":"b","shelf":"7"}\n';
    const response = await ask("POST /v1/shelves/5/samples", lines, { "content-type": "application/x-ndjson" });

    expect(await response.json()).toEqual({ shelves: ["5", "5"], names: ["a", "b"] });
  });

  it("names the line's fault, although the call was cancelled for it", async () => {
    const lines = '{"name":"a"}\n{"prize":"b"}\n';
    const response = await ask("POST /v1/shelves/5/samples", lines, { "content-type": "application/x-ndjson" });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ message: 'Cannot read "prize": no such field' });
  });

  it("streams both ways", async () => {
    const lines = '{"text":"a"}\n{"text":"b"}\n';
    const response = await ask("POST /v1/samples:chat", lines, { "content-type": "application/x-ndjson" });

    expect(await response.text()).toBe('{"result":{"text":"A"}}\n{"result":{"text":"B"}}\n');
  });

  it("cancels the call when the reader leaves", async () => {
    const response = await ask("GET /v1/samples:count?to=1000000000");
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();

    expect((await ask("GET /v1/samples/a")).status).toBe(200);
  });
});
