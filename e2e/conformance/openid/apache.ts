import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { temporaryDirectory } from "@hexmart/stack";
import { describe } from "@jest/globals";
import { until } from "../../system.ts";

const modules = "/usr/lib/apache2/modules";
const apache = "/usr/sbin/apache2";
const found = [apache, `${modules}/mod_auth_openidc.so`].every((path) => existsSync(path));
if (!found) {
  const remedy = "apt-get install apache2 libapache2-mod-auth-openidc";
  if (process.env.CI) throw new Error(`CI needs Apache with mod_auth_openidc: ${remedy}`);
  console.warn(`Not run: there is no Apache with mod_auth_openidc here (${remedy}). CI runs it.`);
}

/** `describe` for tests that need Apache with mod_auth_openidc, as Debian has it. */
export const withApache = found ? describe : describe.skip;

export type Apache = AsyncDisposable & {
  readonly origin: string;
  /** What it has logged. */
  log(): Promise<string>;
};

/** An address of this machine that nobody listens on. */
export async function freeOrigin(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("Cannot find a free port");
  return `http://127.0.0.1:${address.port}`;
}

/** Starts Apache in front of one page, /protected/, that only who has logged in may read. */
export async function startApache(origin: string, issuer: string, clientId: string, secret: string): Promise<Apache> {
  const directory = await temporaryDirectory("e2e");
  const pages = join(directory.path, "www/protected");
  await mkdir(pages, { recursive: true });
  await chmod(directory.path, 0o777);
  await writeFile(join(pages, "index.html"), "<p>protected</p>");
  const file = join(directory.path, "httpd.conf");
  await writeFile(file, configuration(directory.path, { origin, issuer, clientId, secret }));
  const child = spawn(apache, ["-X", "-d", directory.path, "-f", file], { stdio: "ignore" });
  const exited = once(child, "exit");
  const log = () => readFile(join(directory.path, "error.log"), "utf8").catch(() => "");
  const answers = () =>
    fetch(origin).then(
      () => true,
      () => false,
    );
  const ended = exited.then(async ([code]) => {
    throw new Error(`Apache ended with ${code}: ${await log()}`);
  });
  ended.catch(() => {});
  await Promise.race([until(answers, { what: "Apache answers" }), ended]);
  return {
    origin,
    log,
    async [Symbol.asyncDispose]() {
      child.kill();
      await exited;
      await directory[Symbol.asyncDispose]();
    },
  };
}

type Settings = { origin: string; issuer: string; clientId: string; secret: string };

function configuration(root: string, { origin, issuer, clientId, secret }: Settings): string {
  const load = (name: string) => `LoadModule ${name}_module ${modules}/mod_${name}.so`;
  const asUser = process.getuid?.() === 0 ? "User www-data\nGroup www-data" : "";
  return `
ServerRoot ${root}
ServerName 127.0.0.1
Listen ${new URL(origin).host}
PidFile ${root}/httpd.pid
ErrorLog ${root}/error.log
Mutex file:${root}
${asUser}
${["mpm_event", "authn_core", "authz_core", "authz_user", "headers", "dir", "mime", "auth_openidc"].map(load).join("\n")}
TypesConfig /etc/mime.types
DocumentRoot ${root}/www
OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${clientId}
OIDCClientSecret ${secret}
OIDCRedirectURI ${origin}/protected/callback
OIDCCryptoPassphrase ${secret}
OIDCSessionType client-cookie:store_id_token
OIDCPKCEMethod S256
OIDCScope "openid profile email roles"
OIDCRemoteUserClaim preferred_username
# Sends also those to the issuer whose Sec-Fetch-Mode is not that of a browser, such as Node.
OIDCUnAuthAction auth "true"
<Location /protected>
  AuthType openid-connect
  Require valid-user
  Header always set X-User "expr=%{REMOTE_USER}"
  Header always set X-Email "%{OIDC_CLAIM_email}e"
  Header always set X-Roles "%{OIDC_CLAIM_roles}e"
</Location>
`;
}
