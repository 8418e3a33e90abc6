import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";
import { toClient } from "#compose";
import { client as clientSchema } from "#config";
import { authMethodOf, type Client, grantTypesOf } from "#domain/client.ts";
import { type Command, type Given, RefusedError, UsageError } from "./command.ts";
import { check, listed, pageOf, pageOptions } from "./given.ts";

const operand = { name: "<client-id>", help: "the client_id" };

const list: Command = {
  summary: "Lists clients, disabled or not.",
  options: pageOptions("client-id"),
  async run({ app, options }) {
    const found = await app.listClients(pageOf(options));
    const shown = found.map(({ client, disabled }) => ({ ...describe(client), disabled }));
    const rows = shown.map(({ client_id, token_endpoint_auth_method, resources, disabled }) => [
      client_id,
      token_endpoint_auth_method,
      Object.values(resources).flat().join(" "),
      disabled ? "disabled" : "",
    ]);
    return { json: shown, text: listed(rows, options, "There is no client.") };
  },
};

const add: Command = {
  summary: "Registers a client, with a key or secret that is made for it.",
  operand,
  options: {
    name: { type: "string", value: "text", help: "what its users know it as" },
    auth: {
      type: "string",
      value: "method",
      help: "how it proves itself: private_key_jwt (default), client_secret_basic, client_secret_post, none",
    },
    "key-file": { type: "string", value: "file", help: "write its private key or secret there, readable by you only" },
    grant: { type: "string", multiple: true, value: "type", help: "a grant it may use; client_credentials if none" },
    resource: { type: "string", multiple: true, value: "urn=scope,scope", help: "scopes that it may have at an API" },
    scope: { type: "string", value: "scopes", help: 'scopes of OpenID Connect it may have, such as "openid profile"' },
    "redirect-uri": { type: "string", multiple: true, value: "url", help: "where its users may be sent back to" },
    "post-logout-redirect-uri": { type: "string", multiple: true, value: "url", help: "the same after a logout" },
    "backchannel-logout-uri": { type: "string", value: "url", help: "what is told that a user has logged out" },
  },
  async run({ app, operand: clientId, options }) {
    const proof = await makeProof(options.auth ?? "private_key_jwt");
    const client = toClient(check(clientSchema, { ...metadataOf(clientId, options), ...proof.metadata }));
    const file = proof.secret === undefined ? undefined : options["key-file"];
    if (typeof file === "string") await writeSecret(file, proof.secret ?? "");
    try {
      if (!(await app.addClient(client))) {
        throw new RefusedError(`Cannot add client "${clientId}": there is one already`);
      }
    } catch (error) {
      // Nobody can use what was written.
      if (typeof file === "string") await rm(file, { force: true });
      throw error;
    }
    const registered = `Registered client "${clientId}".`;
    if (proof.secret === undefined) return { json: describe(client), text: registered };
    if (typeof file === "string") {
      const text = `${registered} Its ${proof.name} is in ${file}, for the client alone.`;
      return { json: { ...describe(client), key_file: file }, text };
    }
    const text = `${registered} Its ${proof.name}, which is shown this once:\n${proof.secret}`;
    return { json: { ...describe(client), ...proof.shown }, text };
  },
};

const disable: Command = {
  summary: "Refuses a client from now on, also after a restart, and ends what it holds.",
  operand,
  options: {},
  async run({ app, operand: clientId }) {
    if (!(await app.setClientDisabled(clientId, true))) throw unknown("disable", clientId);
    const text = `Disabled client "${clientId}". Access tokens that it has live out their minutes.`;
    return { json: { client_id: clientId, disabled: true }, text };
  },
};

const enable: Command = {
  summary: "Lets a disabled client in again.",
  operand,
  options: {},
  async run({ app, operand: clientId }) {
    if (!(await app.setClientDisabled(clientId, false))) throw unknown("enable", clientId);
    return { json: { client_id: clientId, disabled: false }, text: `Enabled client "${clientId}".` };
  },
};

export const clients = { list, add, disable, enable };

const unknown = (doing: string, clientId: string) =>
  new RefusedError(`Cannot ${doing} client "${clientId}": there is none. See: npm run identity -- clients list`);

/** The options in the words of RFC 7591. */
function metadataOf(clientId: string, options: Given["options"]): Record<string, unknown> {
  const resources = [options.resource ?? []].flat().map((given) => {
    const [resource, scopes, ...rest] = String(given).split("=");
    if (!resource || !scopes || rest.length > 0) {
      throw new UsageError(`--resource "${given}" is not like urn:hexmart:product=product.read,product.write`);
    }
    return [resource, scopes.split(",")] as const;
  });
  const named = {
    client_name: options.name,
    token_endpoint_auth_method: options.auth,
    grant_types: options.grant,
    scope: options.scope,
    redirect_uris: options["redirect-uri"],
    post_logout_redirect_uris: options["post-logout-redirect-uri"],
    backchannel_logout_uri: options["backchannel-logout-uri"],
  };
  const given = Object.entries(named).filter(([, value]) => value !== undefined);
  return { client_id: clientId, ...Object.fromEntries(given), resources: Object.fromEntries(resources) };
}

type Proof = {
  metadata: Record<string, unknown>;
  name: string;
  secret?: string;
  /** The secret as JSON has it. */
  shown?: Record<string, unknown>;
};

/** What the client is to prove itself with: the half that identity keeps, and the half that only the client may have. */
async function makeProof(method: unknown): Promise<Proof> {
  if (method === "private_key_jwt") {
    const { privateKey } = await generateKeyPair("ES256", { extractable: true });
    const { d, ...jwk } = await exportJWK(privateKey);
    const publicKey = { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: "ES256", use: "sig" };
    const privateKeyJwk = { ...publicKey, d };
    return {
      metadata: { jwks: { keys: [publicKey] } },
      name: "private key",
      secret: JSON.stringify(privateKeyJwk),
      shown: { private_key: privateKeyJwk },
    };
  }
  if (method === "none") return { metadata: {}, name: "" };
  const secret = randomBytes(32).toString("base64url");
  return { metadata: { client_secret: secret }, name: "secret", secret, shown: { client_secret: secret } };
}

async function writeSecret(file: string, secret: string): Promise<void> {
  try {
    await writeFile(file, `${secret}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === "EEXIST" ? "it is there already, and may hold another key" : String(code);
    throw new UsageError(`Cannot write --key-file ${file}: ${reason}`, { cause: error });
  }
}

function describe(client: Client) {
  return {
    client_id: client.clientId,
    ...(client.clientName !== undefined && { client_name: client.clientName }),
    token_endpoint_auth_method: authMethodOf(client),
    grant_types: grantTypesOf(client),
    ...(client.redirectUris && { redirect_uris: client.redirectUris }),
    ...(client.scopes && { scope: client.scopes.join(" ") }),
    resources: client.resources,
  };
}
