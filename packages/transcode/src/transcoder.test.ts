import type { Message } from "@bufbuild/protobuf";
import { create } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "@jest/globals";
import { ErrorInfoSchema, RetryInfoSchema } from "../gen/google/rpc/error_details_pb.ts";
import {
  type CollectSamplesRequest,
  CollectSamplesResponseSchema,
  CountSamplesResponseSchema,
  CreateSampleResponseSchema,
  GetSampleResponseSchema,
  PartSchema,
  SampleService,
} from "../gen/hexmart/transcode/testing/v1/testing_pb.ts";
import type { Call, CallOptions, TranscoderOptions } from "./options.ts";
import { httpStatusOf, type StatusCode, TranscodeError } from "./status.ts";
import { createTranscoder } from "./transcoder.ts";

/** What a handler with this call answers. */
async function ask(call: Call, target: string, init: RequestInit = {}, options: Partial<TranscoderOptions> = {}) {
  const [method = "", path = ""] = target.split(" ");
  const { handle } = createTranscoder({ services: [SampleService], call, ...options });
  const headers = init.body === undefined ? {} : { "content-type": "application/json" };
  return await handle(new Request(`http://localhost${path}`, { method, headers, ...init }));
}

const never: Call = () => {
  throw new Error("Nobody should be called");
};
const found: Call = async () => create(GetSampleResponseSchema, { name: "a" });
const recorded = () => {
  const seen: CallOptions[] = [];
  const call: Call = async (_method, _request, options) => {
    seen.push(options);
    return create(GetSampleResponseSchema);
  };
  return { call, seen };
};
const fails =
  (error: unknown): Call =>
  async () => {
    throw error;
  };
const count = (to: number, end?: unknown): Call =>
  async function* () {
    for (let number = 1; number <= to; number += 1) yield create(CountSamplesResponseSchema, { number });
    if (end !== undefined) throw end;
  };
const collect: Call = async (_method, requests) => {
  const all = await Array.fromAsync(requests as AsyncIterable<Message>);
  return create(CollectSamplesResponseSchema, { names: all.map((one) => (one as CollectSamplesRequest).name) });
};

describe("an answer", () => {
  it("is the response as protobuf JSON, with fields that have their default", async () => {
    const response = await ask(found, "GET /v1/samples/a");

    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toEqual({ name: "a" });
    const created = await ask(async () => create(CollectSamplesResponseSchema), "POST /v1/samples:collect");
    expect(await created.json()).toEqual({ shelves: [], names: [] });
  });

  it("is the field that the contract names, or null without it", async () => {
    const answer = (sample?: { name: string }) =>
      ask(async () => create(CreateSampleResponseSchema, sample && { sample }), "POST /v1/samples", { body: "{}" });

    expect(await (await answer({ name: "a" })).json()).toMatchObject({ name: "a", texts: [] });
    expect(await (await answer()).json()).toBeNull();
  });

  it("has what the server said in its header", async () => {
    const response = await ask(async (_method, _request, { onHeader }) => {
      onHeader(new Headers({ "x-request-id": "1", colour: "red" }));
      return create(GetSampleResponseSchema);
    }, "GET /v1/samples/a");

    expect(response.headers.get("x-request-id")).toBe("1");
    expect(response.headers.get("grpc-metadata-colour")).toBe("red");
  });
});

describe("a call", () => {
  it("gets the deadline and the metadata of the request", async () => {
    const { call, seen } = recorded();
    const headers = { "grpc-timeout": "2S", authorization: "Bearer x", "grpc-metadata-a": "b" };
    await ask(call, "GET /v1/samples/a", { headers });

    expect(seen[0]?.timeoutMs).toBe(2_000);
    expect(Object.fromEntries(seen[0]?.headers ?? [])).toEqual({ authorization: "Bearer x", a: "b" });
  });

  it("is aborted when the caller leaves", async () => {
    const caller = new AbortController();
    const { call, seen } = recorded();
    await ask(call, "GET /v1/samples/a", { signal: caller.signal });

    caller.abort();
    expect(seen[0]?.signal.aborted).toBe(true);
  });
});

describe("a request that is no call", () => {
  it.each([
    ["GET /v2", {}, 404, 5],
    ["GET /v1/samples/", {}, 404, 5],
    ["GET /v1/samples/%2e%2E", {}, 404, 5],
    ["GET /v1/files/../samples/%2e", {}, 404, 5],
    ["DELETE /v1/samples", {}, 405, 12],
    ["GET /v1/samples/%zz", {}, 400, 3],
    [`GET /v1/samples/${"a".repeat(70_000)}`, {}, 414, 3],
    ["GET /v1/samples/a?prize=1", {}, 400, 3],
    ["GET /v1/samples/a", { headers: { "grpc-timeout": "soon" } }, 400, 3],
    ["POST /v1/samples", { body: "a=b", headers: { "content-type": "text/plain" } }, 415, 3],
    ["POST /v1/samples", { body: "{}", headers: { "content-type": "application/x-ndjson" } }, 415, 3],
    ["POST /v1/samples", { body: `"${"a".repeat(2_000)}"` }, 413, 8],
    ["POST /v1/samples", { body: "{" }, 400, 3],
  ])("is refused before it is one: %.40s", async (target, init, httpStatus, code) => {
    const response = await ask(never, target, init, { maxBodyBytes: 1_000 });

    expect(response.status).toBe(httpStatus);
    expect(await response.json()).toMatchObject({ code, message: expect.stringMatching(/^Cannot /) });
  });

  it("is told which methods there are", async () => {
    expect((await ask(never, "PUT /v1/samples:chat")).headers.get("allow")).toBe("POST");
    expect((await ask(never, "POST /v1/samples/a")).headers.get("allow")).toBe("DELETE, GET, PATCH, PUT");
  });

  it("is told what is wrong as a BadRequest", async () => {
    expect(await (await ask(never, "GET /v1/samples/a?prize=1")).json()).toEqual({
      code: 3,
      message: 'Cannot read "prize": no such field',
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.BadRequest",
          fieldViolations: [{ field: "prize", description: "no such field" }],
        },
      ],
    });
  });
});

describe("an error", () => {
  it.each<[StatusCode, number]>([
    ["CANCELLED", 499],
    ["UNKNOWN", 500],
    ["INVALID_ARGUMENT", 400],
    ["DEADLINE_EXCEEDED", 504],
    ["NOT_FOUND", 404],
    ["ALREADY_EXISTS", 409],
    ["PERMISSION_DENIED", 403],
    ["RESOURCE_EXHAUSTED", 429],
    ["FAILED_PRECONDITION", 400],
    ["ABORTED", 409],
    ["OUT_OF_RANGE", 400],
    ["UNIMPLEMENTED", 501],
    ["INTERNAL", 500],
    ["UNAVAILABLE", 503],
    ["DATA_LOSS", 500],
    ["UNAUTHENTICATED", 401],
  ])("has the HTTP status of its code: %s", async (code, status) => {
    const response = await ask(fails(new TranscodeError(code, "No")), "GET /v1/samples/a");

    expect(response.status).toBe(status);
    expect(httpStatusOf(code)).toBe(status);
    expect(await response.json()).toMatchObject({ message: "No" });
  });

  it("has its details, by name or packed; what nobody knows is left out", async () => {
    const error = Object.assign(new Error("Closed"), {
      code: "UNAVAILABLE",
      metadata: new Headers({ colour: "red" }),
      details: {
        errorInfo: create(ErrorInfoSchema, { reason: "CLOSED", domain: "a" }),
        retryInfo: create(RetryInfoSchema, { retryDelay: { seconds: 1n, nanos: 1 } }),
        others: [
          anyPack(PartSchema, create(PartSchema, { size: 2 })),
          { $typeName: "google.protobuf.Any", typeUrl: "a/b.C" },
        ],
      },
    });
    const response = await ask(fails(error), "GET /v1/samples/a");

    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("2");
    expect(response.headers.get("grpc-metadata-colour")).toBe("red");
    expect(await response.json()).toEqual({
      code: 14,
      message: "Closed",
      details: [
        { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "CLOSED", domain: "a" },
        { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "1.000000001s" },
        { "@type": "type.googleapis.com/hexmart.transcode.testing.v1.Part", size: 2 },
      ],
    });
  });

  it("of a missing token says how to bring one", async () => {
    const response = await ask(fails(new TranscodeError("UNAUTHENTICATED", "No token")), "GET /v1/samples/a");

    expect(response.headers.get("www-authenticate")).toBe("Bearer");
  });

  it.each([new Error("secret"), Object.assign(new Error("secret"), { code: "ECONNREFUSED" }), "secret", null])(
    "that has no canonical code is told as INTERNAL, and handed over: %s",
    async (thrown) => {
      const handed: unknown[] = [];
      const response = await ask(fails(thrown), "GET /v1/samples/a", {}, { onError: (error) => handed.push(error) });

      expect(response.status).toBe(500);
      expect(await response.json()).toEqual({ code: 13, message: "Internal error" });
      expect(handed).toEqual([thrown]);
    },
  );
});

describe("a stream of answers", () => {
  const target = "GET /v1/samples:count";
  const sse = { headers: { accept: "text/event-stream" } };

  it("is a line each", async () => {
    const response = await ask(count(2), target);

    expect(response.headers.get("content-type")).toBe("application/x-ndjson");
    expect(await response.text()).toBe('{"result":{"number":1}}\n{"result":{"number":2}}\n');
  });

  it("is an event each, and an event for its end", async () => {
    const response = await ask(count(1), target, sse);

    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(await response.text()).toBe('data: {"number":1}\n\nevent: end\ndata: {}\n\n');
  });

  it("says in its last line or event why it broke off", async () => {
    const call = count(1, new TranscodeError("ABORTED", "Gone"));

    expect(await (await ask(call, target)).text()).toBe(
      '{"result":{"number":1}}\n{"error":{"code":10,"message":"Gone"}}\n',
    );
    expect(await (await ask(call, target, sse)).text()).toBe(
      'data: {"number":1}\n\nevent: failure\ndata: {"code":10,"message":"Gone"}\n\n',
    );
  });

  it("may be empty", async () => {
    expect(await (await ask(count(0), target)).text()).toBe("");
  });

  it("that fails before its first message has the status of the error", async () => {
    const response = await ask(count(0, new TranscodeError("NOT_FOUND", "None")), target);

    expect(response.status).toBe(404);
  });

  it("is read no faster than its reader, and ends when the reader leaves", async () => {
    let made = 0;
    let ended = false;
    const signals: AbortSignal[] = [];
    const endless: Call = async function* (_method, _request, { signal }) {
      signals.push(signal);
      try {
        for (;;) yield create(CountSamplesResponseSchema, { number: ++made });
      } finally {
        ended = true;
      }
    };
    const reader = (await ask(endless, target)).body?.getReader();
    await reader?.read();
    await reader?.read();

    expect(made).toBe(2);
    await reader?.cancel();
    expect(ended).toBe(true);
    expect(signals[0]?.aborted).toBe(true);
  });
});

describe("a stream of requests", () => {
  const post = (body: string, type = "application/x-ndjson") =>
    ask(collect, "POST /v1/samples:collect", { body, headers: { "content-type": type } }, { maxLineBytes: 100 });

  it("is a line each", async () => {
    expect(await (await post('{"name":"a"}\n\n{"name":"b"}')).json()).toMatchObject({ names: ["a", "b"] });
  });

  it("may be one message as JSON", async () => {
    expect(await (await post('{\n"name": "a"\n}', "application/json")).json()).toMatchObject({ names: ["a"] });
  });

  it.each([
    ['{"name":"a"}\n{', 400, /not JSON/],
    ['{"name":"a"}\n{"prize":1}', 400, /"prize": no such field/],
    [`{"name":"${"a".repeat(200)}"}`, 413, /line 1 is longer than 100 bytes/],
  ])("is refused for a line that is wrong, whatever the call makes of it: %.30s", async (body, status, message) => {
    const response = await post(body);

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ message: expect.stringMatching(message) });
  });
});
