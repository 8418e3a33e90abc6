import { webcrypto } from "node:crypto";
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from "jose";
import type { Fetch } from "../src/index.ts";

/** A key pair whose private half signs raw text, so that a test can sign what no library would. */
export type SigningKey = { kid: string; publicJwk: JWK; privateKey: CryptoKey };

export async function createSigningKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, publicJwk: { ...jwk, kid, alg: "ES256", use: "sig" }, privateKey };
}

export const base64url = (text: string) => Buffer.from(text).toString("base64url");

/** Signs any header and payload, JSON or not. */
export async function sign(header: unknown, payload: unknown, key: SigningKey): Promise<string> {
  const [head, body] = [header, payload].map((part) => (typeof part === "string" ? part : JSON.stringify(part)));
  const input = `${base64url(head ?? "")}.${base64url(body ?? "")}`;
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  const signature = await webcrypto.subtle.sign(algorithm, key.privateKey, Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString("base64url")}`;
}

/** A clock that stands still until a test moves it. */
function createClock(start = Date.UTC(2030, 0, 1)) {
  let time = start;
  return {
    now: () => time,
    advance: (ms: number) => {
      time += ms;
    },
  };
}

type Answer = (request: { url: string; init: RequestInit | undefined }) => Response | Promise<Response>;

/** An issuer served from memory, which counts what it is asked and can be down or answer anything. */
export async function createFakeIssuer({ issuer = "https://issuer.example", clock = createClock() } = {}) {
  const key = await createSigningKey();
  const published: SigningKey[] = [key];
  const requests: string[] = [];
  const bodies: URLSearchParams[] = [];
  const answers = new Map<string, Answer>();
  const state = { down: false };

  answers.set(`${issuer}/.well-known/openid-configuration`, () =>
    Response.json({ issuer, jwks_uri: `${issuer}/jwks`, token_endpoint: `${issuer}/token` }),
  );
  answers.set(`${issuer}/jwks`, () => Response.json({ keys: published.map(({ publicJwk }) => publicJwk) }));

  const fetch: Fetch = async (url, init) => {
    requests.push(url);
    if (init?.body) bodies.push(new URLSearchParams(String(init.body)));
    if (state.down) throw new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED 127.0.0.1:5005") });
    const answer = answers.get(url);
    return answer ? answer({ url, init }) : new Response("not found", { status: 404 });
  };

  const header = { alg: "ES256", typ: "at+jwt", kid: key.kid };
  const now = () => Math.floor(clock.now() / 1000);
  const claims = () => ({
    iss: issuer,
    aud: "urn:hexmart:product",
    sub: "product-worker",
    client_id: "product-worker",
    scope: "product.read product.write",
    jti: "7f9c",
    iat: now(),
    exp: now() + 300,
  });

  return {
    issuer,
    clock,
    key,
    header,
    claims,
    now,
    fetch,
    requests,
    bodies,
    answers,
    state,
    published,
    /** How often `url` (without the issuer) has been asked. */
    asked: (path: string) => requests.filter((url) => url === `${issuer}${path}`).length,
    /** A token that is right but for what is given. */
    mint: (claim: object = {}, head: object = {}, by = key) =>
      sign({ ...header, kid: by.kid, ...head }, { ...claims(), ...claim }, by),
  };
}

export type FakeIssuer = Awaited<ReturnType<typeof createFakeIssuer>>;
