import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { openDatabase } from "@hexmart/postgres";
import { silentLogger, testDatabase } from "@hexmart/testing";
import { describe, expect, it } from "@jest/globals";
import { generateClientKey } from "../src/client-keys.ts";
import { composePlace } from "../src/deploy/places.ts";
import { settingsOf } from "../src/deploy/settings.ts";
import { serviceNames, topology } from "../topology.ts";

/** On Deno the program that runs this test is another, and has to be told to run a file. */
const toRun = "deno" in process.versions ? ["run", "-A", "--quiet"] : [];

describe("--once", () => {
  it.each(serviceNames.filter((name) => topology[name].database))(
    "lets %s migrate its database and end, without listening",
    async (name) => {
      await using database = await testDatabase("migrate_once");
      const { environment } = settingsOf(name, { ...composePlace, listen: () => "127.0.0.1:0" });
      const secrets = { DATABASE_URL: database.url, CLIENT_KEY: JSON.stringify(await generateClientKey()) };

      const child = spawn(
        process.execPath,
        [...toRun, join(import.meta.dirname, "../../", name, "src/main.ts"), "--once"],
        {
          env: { HOME: process.env.HOME ?? "", ...environment, ...secrets, PLAINTEXT_TOKENS: "allow" },
        },
      );
      let log = "";
      child.stdout.on("data", (chunk) => {
        log += chunk;
      });
      const [code] = await once(child, "close");

      expect({ code, log }).toEqual({ code: 0, log: expect.stringContaining('"event":"database.migrated"') });
      expect(log).not.toContain('"address":');
      await using opened = await openDatabase({
        url: database.url,
        entities: [],
        migrations: [],
        logger: silentLogger,
      });
      const [applied] = await opened.em().execute("select count(*)::int as count from mikro_orm_migrations");
      expect(applied?.count).toBeGreaterThan(0);
    },
    60_000,
  );
});
