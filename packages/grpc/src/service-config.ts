/**
 * What a service reads from its environment about where and how gRPC is spoken: zod schemas to spread into its
 * configuration, and what serve() and connect() make of their values.
 */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { parseAddress, parseTarget } from "./address.ts";
import type { ConnectOptions } from "./client/connect.ts";
import type { ServeOptions } from "./server/options.ts";

/** An address to listen on: `GRPC_ADDRESS: listenAddress().default("127.0.0.1:50051").describe("…")`. */
export const listenAddress = () =>
  z.string().refine((text) => parseAddress(text) !== undefined, "must be host:port, such as 0.0.0.0:50051");

/** Where another service is: `PRODUCT_ADDRESS: callAddress().default("127.0.0.1:50051").describe("…")`. */
export const callAddress = () =>
  z
    .string()
    .refine(
      (text) => parseTarget(text) !== undefined,
      "must be host:port, dns:///host:port or ipv4:10.0.0.1:50051,10.0.0.2:50051",
    );

function isPemFile(file: string): boolean {
  try {
    return readFileSync(file, "utf8").includes("-----BEGIN ");
  } catch {
    return false;
  }
}

const pemFile = () => z.string().refine(isPemFile, "must be a file in PEM that can be read").optional();

const ownVariables = {
  TLS_CERTIFICATE_FILE: pemFile().describe("the certificate that this process shows, with its intermediates, in PEM"),
  TLS_KEY_FILE: pemFile().describe("the private key of TLS_CERTIFICATE_FILE, in PEM"),
  PLAINTEXT_TOKENS: z
    .enum(["loopback", "allow"])
    .optional()
    .describe("without TLS, loopback (unless set) keeps access tokens on this machine; allow trusts the network"),
};

/** The variables of a server. With TLS_CERTIFICATE_FILE and TLS_KEY_FILE it speaks TLS, else plaintext. */
export const serverVariables = {
  ...ownVariables,
  TLS_CLIENT_CA_FILE: pemFile().describe("who signs the certificates of clients: no other gets in (mTLS); in PEM"),
};

/** The variables of a client. With TLS_CA_FILE it speaks TLS, and shows its own certificate if it has one. */
export const clientVariables = {
  ...ownVariables,
  TLS_CA_FILE: pemFile().describe("who signs the certificates of the servers that are called: over TLS then; in PEM"),
};

type Values<V extends Record<string, z.ZodType>> = { readonly [K in keyof V]?: z.output<V[K]> };

function own(config: Values<typeof ownVariables>): { certificate: string; key: string } | undefined {
  const { TLS_CERTIFICATE_FILE: certificate, TLS_KEY_FILE: key } = config;
  if (certificate !== undefined && key !== undefined) {
    return { certificate, key };
  }
  if (certificate !== undefined || key !== undefined) {
    throw wrong("TLS_CERTIFICATE_FILE and TLS_KEY_FILE go together, and only one of them is set.");
  }
  return undefined;
}

function wrong(problem: string): Error {
  return Object.assign(new Error(problem), { code: "CONFIG_INVALID" });
}

/** How a server is secured. */
export type ServerSecurity = Pick<ServeOptions, "tls" | "plaintextTokens">;
/** How a client is secured. */
export type ClientSecurity = Pick<ConnectOptions, "tls" | "plaintextTokens">;

/** What serve() is told by the values of `serverVariables`. Throws an Error with code CONFIG_INVALID where they clash. */
export function serverSecurity(config: Values<typeof serverVariables>): ServerSecurity {
  const tls = own(config);
  const { TLS_CLIENT_CA_FILE: authorities, PLAINTEXT_TOKENS: plaintextTokens } = config;
  if (tls === undefined && authorities !== undefined) {
    throw wrong(
      "TLS_CLIENT_CA_FILE needs TLS_CERTIFICATE_FILE and TLS_KEY_FILE: without TLS nobody shows a certificate.",
    );
  }
  return {
    ...(tls && { tls: { ...tls, ...(authorities !== undefined && { clientCertificateAuthorities: authorities }) } }),
    ...(plaintextTokens && { plaintextTokens }),
  };
}

/** What connect() is told by the values of `clientVariables`. Throws an Error with code CONFIG_INVALID where they clash. */
export function clientSecurity(config: Values<typeof clientVariables>): ClientSecurity {
  const shown = own(config);
  const { TLS_CA_FILE: authorities, PLAINTEXT_TOKENS: plaintextTokens } = config;
  return {
    ...(authorities !== undefined && { tls: { authorities, ...shown } }),
    ...(plaintextTokens && { plaintextTokens }),
  };
}
