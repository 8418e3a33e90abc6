import { describe, expect, it } from "@jest/globals";
import { fromUpstream, type Headers, toUpstream } from "./headers.ts";

const caller = { address: "203.0.113.7", protocol: "http", host: "shop.example", requestId: "r-1" };
const own: Headers = [
  ["x-request-id", "r-1"],
  ["x-forwarded-for", "203.0.113.7"],
  ["x-forwarded-proto", "http"],
  ["x-forwarded-host", "shop.example"],
];
const sent = (...headers: [string, string][]) => toUpstream(headers, caller);

describe("toUpstream()", () => {
  it("hands on what the message says, the token among it", () => {
    const said: [string, string][] = [
      ["Authorization", "Bearer t"],
      ["Accept", "application/json"],
      ["If-Match", '"1"'],
      ["Idempotency-Key", "k"],
      ["traceparent", "00-1"],
      ["X-Custom", "1"],
    ];

    expect(sent(...said)).toEqual([...said, ...own]);
  });

  it.each([
    "X-User",
    "x-user-id",
    "X-UserName",
    "X_User",
    "X_Forwarded_For",
    "X-Client-Id",
    "X-Client-Cert",
    "X-Forwarded-For",
    "X-Forwarded-User",
    "X-Forwarded-Prefix",
    "Forwarded",
    "Via",
    "X-Real-IP",
    "X-Remote-User",
    "Remote-User",
    "X-Auth-Request-Email",
    "X-Authenticated-Userid",
    "X-Consumer-Username",
    "X-Role",
    "X-Scopes",
    "X-Original-URL",
    "X-Rewrite-URL",
    "X-HTTP-Method-Override",
    "X-Method-Override",
    "True-Client-IP",
    "CF-Connecting-IP",
    "SSL-Client-S-DN",
    "X-Amzn-Oidc-Identity",
    "X-Goog-Authenticated-User-Email",
    "X-MS-Client-Principal",
    "X-Request-Id",
    "Cookie",
  ])("believes nobody's %s", (name) => {
    expect(sent([name, "admin"])).toEqual(own);
  });

  it.each([
    "Connection",
    "Keep-Alive",
    "Proxy-Authorization",
    "Proxy-Connection",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "HTTP2-Settings",
    "Expect",
    "Host",
    "Content-Length",
  ])("leaves %s to the connection", (name) => {
    expect(sent([name, "1"])).toEqual(own);
  });

  it("takes off what Connection names, but never the token", () => {
    expect(sent(["Connection", "close, X-Hop"], ["X-Hop", "1"], ["X-Stays", "1"])).toEqual([["X-Stays", "1"], ...own]);
    expect(sent(["Connection", "Authorization"], ["Authorization", "Bearer t"])).toEqual([
      ["Authorization", "Bearer t"],
      ...own,
    ]);
  });

  it("follows the rules of the route last", () => {
    const rules = { remove: ["X-Gone"], set: { "X-Forwarded-Host": "inside.example", "X-Gateway": "1" } };

    expect(toUpstream([["x-gone", "1"]], caller, rules)).toEqual([
      ...own.slice(0, 3),
      ["X-Forwarded-Host", "inside.example"],
      ["X-Gateway", "1"],
    ]);
  });
});

describe("fromUpstream()", () => {
  it("hands on what the message says", () => {
    const said: Headers = [
      ["etag", '"1"'],
      ["content-type", "application/problem+json"],
      ["www-authenticate", "Bearer"],
      ["retry-after", "1"],
    ];

    expect(fromUpstream(said)).toEqual(said);
  });

  it.each(["Connection", "Transfer-Encoding", "Keep-Alive", "Set-Cookie", "Access-Control-Allow-Origin", "Server"])(
    "keeps %s back",
    (name) => {
      expect(fromUpstream([[name, "1"]])).toEqual([]);
    },
  );

  it("keeps back what Connection names", () => {
    expect(
      fromUpstream([
        ["connection", "x-hop"],
        ["x-hop", "1"],
      ]),
    ).toEqual([]);
  });

  it("follows the rules of the route", () => {
    expect(fromUpstream([["x-powered-by", "them"]], { remove: ["X-Powered-By"], set: { "x-a": "b" } })).toEqual([
      ["x-a", "b"],
    ]);
  });
});
