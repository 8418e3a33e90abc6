import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { EngineClientTls, EngineServerTls, EngineTls, TlsMaterial } from "./engine/port.ts";

/** How a server is secured: see `ServeOptions`. */
export type ServerTlsOptions = {
  readonly certificate: string;
  readonly key: string;
  readonly clientCertificateAuthorities?: string;
};

/** How a client is secured: see `ConnectOptions`. */
export type ClientTlsOptions = {
  readonly authorities?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly serverName?: string;
};

/** One option that names PEM, as a text or as a file. */
type Pem = { readonly as: keyof TlsMaterial; readonly name: string; readonly value: string | undefined };

/** What identifies a version of a file; a link that is turned to another file has another. */
function versionOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? "none" : `${stat.mtimeMs}/${stat.ino}/${stat.size}`;
}

function isPem(text: string): boolean {
  return text.trimStart().startsWith("-----BEGIN ");
}

function read({ name, value }: { name: string; value: string }, label: string): string {
  if (isPem(value)) {
    return value;
  }
  let text: string;
  try {
    text = readFileSync(value, "utf8");
  } catch (cause) {
    throw new Error(`Cannot ${label}: tls.${name} is neither PEM nor a file that can be read: "${value}"`, { cause });
  }
  if (!isPem(text)) {
    throw new Error(`Cannot ${label}: tls.${name} names "${value}", which holds no PEM`);
  }
  return text;
}

/**
 * The certificates and keys of one side of TLS. Files are looked at for each new connection and read again when they have
 * changed, so that a renewed certificate is in use without a restart and without a timer. Files that do not (yet) fit
 * together, as in the middle of a renewal, leave those before them in use, and `onProblem` hears of it.
 */
function openTls(options: readonly Pem[], label: string, onProblem: (problem: unknown) => void): EngineTls {
  const given = options.flatMap(({ as, name, value }) => (value === undefined ? [] : [{ as, name, value }]));
  const files = given.filter(({ value }) => !isPem(value));

  function load(): TlsMaterial {
    const material: TlsMaterial = Object.fromEntries(given.map((pem) => [pem.as, read(pem, label)]));
    try {
      createSecureContext({ ca: material.authorities, cert: material.certificate, key: material.key });
      if (material.certificate !== undefined && material.key !== undefined) {
        // Deno does not see it above.
        const fits = new X509Certificate(material.certificate).checkPrivateKey(createPrivateKey(material.key));
        if (!fits) {
          throw new Error("the key is not that of the certificate");
        }
      }
    } catch (cause) {
      throw new Error(`Cannot ${label}: the certificates and keys of \`tls\` are malformed or do not fit together`, {
        cause,
      });
    }
    return material;
  }

  function versions(): string {
    return files.map(({ value }) => versionOf(value)).join(" ");
  }

  // Before the contents, so that a change in between is not missed.
  let seen = versions();
  let material = load();
  return {
    current() {
      const now = versions();
      if (now !== seen) {
        seen = now;
        try {
          material = load();
        } catch (problem) {
          onProblem(problem);
        }
      }
      return material;
    },
  };
}

/** Throws, with what is wrong, where the files cannot be read or do not fit together. */
export function openServerTls(options: ServerTlsOptions, onProblem: (problem: unknown) => void): EngineServerTls {
  const { certificate, key, clientCertificateAuthorities } = options;
  const pems: Pem[] = [
    { as: "certificate", name: "certificate", value: certificate },
    { as: "key", name: "key", value: key },
    { as: "authorities", name: "clientCertificateAuthorities", value: clientCertificateAuthorities },
  ];
  return { ...openTls(pems, "serve", onProblem), clientCertificates: clientCertificateAuthorities !== undefined };
}

/** As openServerTls(), for calls to an address; a problem with renewed files shows in the calls, once the old ones expire. */
export function openClientTls(options: ClientTlsOptions, address: string): EngineClientTls {
  const { authorities, certificate, key, serverName } = options;
  const label = `connect to "${address}"`;
  if ((certificate === undefined) !== (key === undefined)) {
    throw new Error(`Cannot ${label}: tls.certificate and tls.key go together, and only one of them is given`);
  }
  const pems: Pem[] = [
    { as: "certificate", name: "certificate", value: certificate },
    { as: "key", name: "key", value: key },
    { as: "authorities", name: "authorities", value: authorities },
  ];
  return { ...openTls(pems, label, () => {}), serverName };
}
