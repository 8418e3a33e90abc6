import { document } from "@hexmart/contracts/openapi/movies.v1";
import { describe, expect, it } from "@jest/globals";
import { type Answer, operationsOf } from "./openapi.ts";

const operations = new Map(operationsOf(document).map((operation) => [operation.id, operation]));
const operation = (id: string) => {
  const found = operations.get(id);
  if (found === undefined) throw new Error(`no operation ${id}`);
  return found;
};
const message = {
  id: "01900000-0000-7000-8000-000000000001",
  title: "A",
  genre: "B",
  rating: 5,
  releaseDate: "2000-02-29",
  owner: "alice",
  etag: "first",
  createTime: "2030-01-01T00:00:00.000Z",
  updateTime: "2030-01-01T00:00:00.000Z",
};
const answer = { status: 200, headers: { ETag: '"first"', "X-Request-Id": "r-1" }, body: message };

describe("operationsOf()", () => {
  it("reads what each operation is called, who may call it, and what it takes", () => {
    expect(operation("updateMovie")).toMatchObject({
      method: "PATCH",
      path: "/v1/movies/{id}",
      scopes: ["movies.write"],
      mediaTypes: ["application/merge-patch+json"],
    });
    expect(operation("getCaller").scopes).toEqual([]);
  });

  it.each([
    ["says nothing of who may call it", undefined],
    ["lets anybody in", []],
    ["leaves the caller a choice", [{ oauth2: ["a"] }, { oauth2: ["b"] }]],
    ["asks for something other than a token", [{ apiKey: [] }]],
  ])("refuses a contract in which an operation %s", (_what, security) => {
    const paths = { "/a": { get: { operationId: "getA", security, responses: {} } } };

    expect(() => operationsOf({ paths })).toThrow('Cannot serve getA: its "security" is not one list of scopes');
  });
});

describe("checkRequest()", () => {
  const request = { path: {}, query: {}, header: {}, body: undefined };

  it("makes a number of a text in a query, and never in a body", () => {
    const query = { page_size: "5" };

    expect(operation("listMovies").checkRequest({ ...request, query })).toEqual([]);
    expect(query).toEqual({ page_size: 5 });
    const body = { title: "A", genre: "B", rating: "5", releaseDate: "2000-02-29" };
    expect(operation("createMovie").checkRequest({ ...request, body })).toEqual([
      { in: "body", pointer: "/rating", detail: "must be number" },
    ]);
  });

  it("misses a body", () => {
    expect(operation("createMovie").checkRequest(request)).toEqual([{ in: "body", pointer: "", detail: "is missing" }]);
  });

  it("lets headers pass that the contract does not know", () => {
    expect(operation("listMovies").checkRequest({ ...request, header: { traceparent: "00" } })).toEqual([]);
  });
});

describe("checkAnswer()", () => {
  it("lets pass what the contract says", () => {
    expect(operation("getMovie").checkAnswer(answer)).toEqual([]);
    expect(operation("getMovie").checkAnswer({ ...answer, status: 304, body: undefined })).toEqual([]);
    expect(operation("deleteMovie").checkAnswer({ status: 204, headers: { "X-Request-Id": "r-1" } })).toEqual([]);
  });

  it.each<[string, Answer, string]>([
    ["a status that is not there", { ...answer, status: 202 }, "status 202 is not in the contract"],
    ["no body", { ...answer, body: undefined }, "body  is missing"],
    ["a body where there is none", { ...answer, status: 304 }, "status 304 has no body"],
    ["a secret", { ...answer, body: { ...message, password: "x" } }, "body /password is not a field of the contract"],
    ["a rating that is a text", { ...answer, body: { ...message, rating: "5" } }, "body /rating must be number"],
    ["no etag", { ...answer, headers: { "X-Request-Id": "r-1" } }, "header /ETag is missing"],
    [
      "an etag without quotation marks",
      { ...answer, headers: { ...answer.headers, ETag: "a" } },
      "header /ETag must match",
    ],
    ["another header", { ...answer, headers: { ...answer.headers, Server: "a" } }, "header /Server is not a field"],
  ])("does not let pass %s", (_what, wrong, because) => {
    expect(operation("getMovie").checkAnswer(wrong)).toEqual([expect.stringContaining(because)]);
  });
});
