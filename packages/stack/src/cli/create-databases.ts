import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createDatabase } from "@hexmart/postgres";
import { serviceNames, topology } from "../../topology.ts";

/*
 * Makes the database of each service, and the role that owns it, where they are missing: for compose.yaml, from the
 * secrets that provision.ts has made. The folder is the only argument.
 */
const [directory = ""] = process.argv.slice(2);
const read = (path: string) => readFile(join(directory, path), "utf8");

const serverPassword = await read("postgres/POSTGRES_PASSWORD");
for (const service of serviceNames.filter((name) => topology[name].database)) {
  const { username, password, pathname, host } = new URL(await read(`${service}/DATABASE_URL`));
  await createDatabase(`postgres://postgres:${serverPassword}@${host}/postgres`, pathname.slice(1), {
    owner: { name: username, password },
  });
  console.log(`database ${pathname.slice(1)}: there, owned by ${username}`);
}
