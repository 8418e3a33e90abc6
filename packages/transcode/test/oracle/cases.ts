/** A request to both, and where they differ why. */
export type Case = {
  readonly target: string;
  readonly body?: string;
  readonly type?: string;
  readonly why?: string;
};

const get = (target: string, why?: string): Case => ({
  target: `GET ${target}`,
  ...(why === undefined ? {} : { why }),
});
const query = (parameters: string, why?: string): Case => get(`/v1/samples/a?${parameters}`, why);
const send = (target: string, body: string, why?: string): Case => ({
  target,
  body,
  ...(why === undefined ? {} : { why }),
});

/** What the two are compared by. A case without a reason must come out the same. */
export const cases: readonly Case[] = [
  // Paths
  get("/v1/samples/a"),
  get("/v1/samples/a%20b%C3%A9"),
  get("/v1/samples/a%2Fb", "Its path is decoded before it is split, so an encoded slash is one between segments."),
  get("/v1/samples/a:b", "It takes every colon for a verb. Here only one that a template has is."),
  get("/v1/samples/", "A resource without a name is none: an empty segment matches nothing here."),
  get("/v1/samples/a/", "It answers in plain text."),
  get("/v1/shelves/1/samples/2"),
  get(
    "/v1/shelves/1%2F3/samples/2",
    "Its path is decoded before it is split, so an encoded slash is one between segments.",
  ),
  get("/v1/kinds/KIND_LARGE/numbers/-9223372036854775808", "It loses the enum in the path."),
  get("/v1/kinds/2/numbers/1", "It loses the enum in the path."),
  get("/v1/kinds/1/numbers/x"),
  get("/v1/files/a/b/c"),
  get("/v1/files/a%2Fb", "An encoded slash stays apart from those between segments, as http.proto asks."),
  get("/v1/files"),
  get("/v1/nowhere", "It answers in plain text."),
  { target: "REPORT /v1/samples/a:archive" },
  { target: "DELETE /v1/samples/a?etag=b" },
  { target: "DELETE /v1/samples:count", why: "It answers in plain text." },
  // Queries
  query("sample.string_value=x+y%2B"),
  query("sample.stringValue=x"),
  query("sample.int32_value=-5"),
  query("sample.int32_value=2147483648"),
  query("sample.int32_value=0x10", "Integers are decimal, as in protobuf's JSON."),
  query("sample.int32_value="),
  query("sample.int64_value=9007199254740993"),
  query("sample.uint64_value=18446744073709551615"),
  query("sample.uint32_value=-1"),
  query("sample.bool_value=true"),
  query("sample.bool_value=1", "Booleans are true and false, as in protobuf's JSON."),
  query("sample.double_value=1.5e3"),
  query("sample.bytes_value=YWI%3D"),
  query("sample.bytes_value=-_-_"),
  query("sample.kind=KIND_LARGE"),
  query("sample.kind=2"),
  query("sample.kind=KIND_HUGE"),
  query("sample.texts=a&sample.texts=b"),
  query("sample.kinds=1&sample.kinds=KIND_LARGE"),
  query("sample.part.part.size=3"),
  query("sample.this=a"),
  query("sample.this=a&sample.that=1"),
  query("sample.kind=1&sample.kind=2", "It takes the first and says nothing. Two values for one field are a mistake."),
  query("sample.time=2026-01-02T03:04:05.678Z"),
  query("sample.time=yesterday"),
  query("sample.duration=1.5s"),
  query("sample.mask=string_value,part", "It writes a FieldMask otherwise than protobuf's JSON does."),
  query("sample.string_wrapper=x"),
  query("sample.int64_wrapper=5"),
  query("sample.bool_wrapper=true"),
  query("sample.labels[a]=b", "http.proto has no maps in a query."),
  query("prize=1", "What is not known is refused, so that a misspelt parameter is noticed."),
  query("name=b", "It ignores what the path has already."),
  query("a=%zz", "It ignores what it cannot decode."),
  // Bodies
  send("POST /v1/samples", '{"name":"a","int64Value":"5","part":{"size":1}}'),
  send("POST /v1/samples", '{"string_value":"a"}'),
  send("POST /v1/samples", "", "The field that is answered is not set, which is null."),
  send("POST /v1/samples", "{"),
  send("POST /v1/samples", "{} {}", "It reads the first value and says nothing of the rest."),
  send("POST /v1/samples", '{"prize":1}', "What is not known is refused, as protobuf's JSON asks."),
  send("POST /v1/samples", '{"int32Value":"x"}'),
  send(
    "POST /v1/samples",
    '{"name":"a","name":"b"}',
    "A key that is there twice is refused, as protobuf's JSON allows: two readers could see two requests.",
  ),
  send("POST /v1/samples?request_id=x", '{"name":"a"}'),
  send("POST /v1/samples?sample.name=x", '{"kind":1}', "It ignores what the body has already."),
  {
    target: "POST /v1/samples",
    body: '{"name":"a"}',
    type: "text/plain",
    why: "A form of another site could send that without asking first.",
  },
  send("PUT /v1/samples/a", '{"etag":"b","sample":{"name":"c"}}'),
  send("PUT /v1/samples/a?etag=c", '{"sample":{"kind":1}}', "It ignores the query beside a whole body."),
  send(
    "PATCH /v1/samples/a",
    '{"stringValue":"x"}',
    "It names fields as Go does, and writes a FieldMask otherwise than protobuf's JSON does.",
  ),
  send(
    "PATCH /v1/samples/a",
    '{"part":{"size":1}}',
    "It names the parts of a message. Here what stands in the body is replaced whole.",
  ),
  send(
    "PATCH /v1/samples/a?update_mask=part",
    '{"stringValue":"x"}',
    "It adds to the mask that was given. Here that one counts alone.",
  ),
  // Errors
  get("/v1/samples/missing"),
  // Streams
  get("/v1/samples:count?to=2"),
  get("/v1/samples:count?to=0"),
  get("/v1/samples:count?to=1&fail_with=10"),
  get("/v1/samples:count?to=0&fail_with=10"),
  { target: "POST /v1/samples:collect", body: '{"name":"a"}\n{"name":"b"}\n', type: "application/x-ndjson" },
  { target: "POST /v1/samples:collect", body: '{"name":"a"}\n{', type: "application/x-ndjson" },
  { target: "POST /v1/samples:chat", body: '{"text":"a"}\n{"text":"b"}\n', type: "application/x-ndjson" },
];
