import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAuthority } from "@hexmart/testing/certificates";
import { afterAll, describe, expect, it } from "@jest/globals";
import { z } from "zod";
import {
  callAddress,
  clientSecurity,
  clientVariables,
  listenAddress,
  serverSecurity,
  serverVariables,
} from "./service-config.ts";

const folder = mkdtempSync(join(tmpdir(), "hexmart-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const authority = createAuthority();
const own = authority.issue();
const TLS_CERTIFICATE_FILE = file("tls.crt", own.certificate);
const TLS_KEY_FILE = file("tls.key", own.key);
const authorities = file("ca.crt", authority.certificate);
const pair = { certificate: TLS_CERTIFICATE_FILE, key: TLS_KEY_FILE };

describe("the variables", () => {
  const schema = z.object({ ...serverVariables, ...clientVariables });

  it("may all be absent", () => {
    expect(schema.parse({})).toEqual({});
  });

  it.each([
    ["is not there", join(folder, "none.crt")],
    ["holds no PEM", file("empty.crt", "nothing")],
  ])("refuse a file that %s", (_what, path) => {
    expect(schema.safeParse({ TLS_CA_FILE: path }).error?.issues).toMatchObject([
      { message: "must be a file in PEM that can be read" },
    ]);
  });
});

describe("listenAddress() and callAddress()", () => {
  it("take host:port, and for calls every kind of address", () => {
    expect(listenAddress().parse("0.0.0.0:50051")).toBe("0.0.0.0:50051");
    for (const address of ["product:50051", "dns:///product:50051", "ipv4:10.0.0.1:1,10.0.0.2:2"]) {
      expect(callAddress().parse(address)).toBe(address);
    }
  });

  it("refuse what is none", () => {
    expect(listenAddress().safeParse("dns:///product:50051").success).toBe(false);
    expect(callAddress().safeParse("http://product:50051").success).toBe(false);
  });
});

describe("serverSecurity()", () => {
  it.each([
    ["nothing", {}, {}],
    ["a certificate", { TLS_CERTIFICATE_FILE, TLS_KEY_FILE }, { tls: pair }],
    [
      "authorities of clients",
      { TLS_CERTIFICATE_FILE, TLS_KEY_FILE, TLS_CLIENT_CA_FILE: authorities },
      { tls: { ...pair, clientCertificateAuthorities: authorities } },
    ],
    ["a network that is trusted", { PLAINTEXT_TOKENS: "allow" } as const, { plaintextTokens: "allow" }],
  ])("is told of %s", (_what, config, expected) => {
    expect(serverSecurity(config)).toEqual(expected);
  });

  it.each([
    ["a key without its certificate", { TLS_KEY_FILE }, "go together"],
    ["a certificate without its key", { TLS_CERTIFICATE_FILE }, "go together"],
    ["authorities of clients in plaintext", { TLS_CLIENT_CA_FILE: authorities }, "TLS_CLIENT_CA_FILE needs"],
  ])("refuses %s as a wrong configuration", (_what, config, message) => {
    expect(() => serverSecurity(config)).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID", message: expect.stringContaining(message) }),
    );
  });
});

describe("clientSecurity()", () => {
  it.each([
    ["nothing", {}, {}],
    ["authorities", { TLS_CA_FILE: authorities }, { tls: { authorities } }],
    [
      "authorities and a certificate",
      { TLS_CA_FILE: authorities, TLS_CERTIFICATE_FILE, TLS_KEY_FILE },
      { tls: { authorities, ...pair } },
    ],
    ["a certificate that only the server's side shows", { TLS_CERTIFICATE_FILE, TLS_KEY_FILE }, {}],
    ["a network that is trusted", { PLAINTEXT_TOKENS: "allow" } as const, { plaintextTokens: "allow" }],
  ])("is told of %s", (_what, config, expected) => {
    expect(clientSecurity(config)).toEqual(expected);
  });

  it("refuses half of a pair as a wrong configuration", () => {
    expect(() => clientSecurity({ TLS_CA_FILE: authorities, TLS_KEY_FILE })).toThrow("go together");
  });
});
