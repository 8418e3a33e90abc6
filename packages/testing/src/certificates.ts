import type { KeyObject } from "node:crypto";
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

/**
 * X.509 certificates for tests, written in DER by hand: node:crypto makes keys and signatures but no certificates, and a
 * machine without the openssl command runs these tests too.
 */

function der(tag: number, ...contents: Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const size = content.byteLength;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...items: Uint8Array[]) => der(0x30, ...items);
const integer = (bytes: Uint8Array) => der(0x02, bytes);
const octets = (bytes: Uint8Array) => der(0x04, bytes);
const bits = (bytes: Uint8Array) => der(0x03, Buffer.from([0]), bytes);
const yes = der(0x01, Buffer.from([0xff]));
/** An object identifier in its encoded form. */
const id = (...bytes: number[]) => der(0x06, Buffer.from(bytes));

const ecdsaWithSha256 = sequence(id(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const commonName = (name: string) => sequence(der(0x31, sequence(id(0x55, 0x04, 0x03), der(0x0c, Buffer.from(name)))));
const utcTime = (date: Date) => der(0x17, Buffer.from(`${date.toISOString().replaceAll(/[-:T]/g, "").slice(2, 14)}Z`));

const day = 86_400_000;

/** A certificate and its key, as PEM. */
export type Certified = { readonly certificate: string; readonly key: string };

/** An authority that signs certificates. */
export type Authority = {
  /** Its own certificate, as PEM. */
  readonly certificate: string;
  /** A certificate for 127.0.0.1 or, where one is given, for a host name instead. */
  issue(options?: { name?: string }): Certified;
};

function toPem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

function certify(options: {
  subject: string;
  publicKey: KeyObject;
  issuer: string;
  issuerKey: KeyObject;
  extensions: Uint8Array[];
}): string {
  const now = Date.now();
  const content = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ecdsaWithSha256,
    commonName(options.issuer),
    sequence(utcTime(new Date(now - day)), utcTime(new Date(now + day))),
    commonName(options.subject),
    options.publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(...options.extensions)),
  );
  const signature = sign("sha256", content, options.issuerKey);
  return toPem("CERTIFICATE", sequence(content, ecdsaWithSha256, bits(signature)));
}

const newKeys = () => generateKeyPairSync("ec", { namedCurve: "P-256" });

export function createAuthority(issuer = "An authority of tests"): Authority {
  const own = newKeys();
  const isAuthority = sequence(id(0x55, 0x1d, 0x13), yes, octets(sequence(yes)));
  return {
    certificate: certify({
      subject: issuer,
      publicKey: own.publicKey,
      issuer,
      issuerKey: own.privateKey,
      extensions: [isAuthority],
    }),
    issue({ name } = {}) {
      const keys = newKeys();
      const alternative = name === undefined ? der(0x87, Buffer.from([127, 0, 0, 1])) : der(0x82, Buffer.from(name));
      return {
        certificate: certify({
          subject: name ?? "127.0.0.1",
          publicKey: keys.publicKey,
          issuer,
          issuerKey: own.privateKey,
          extensions: [sequence(id(0x55, 0x1d, 0x11), octets(sequence(alternative)))],
        }),
        key: keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      };
    },
  };
}
