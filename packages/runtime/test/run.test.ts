import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { runtimes, start } from "./process.ts";

const API_KEY = "correct-horse-battery";
// A Deno parent reports a clean end after SIGTERM as the signal.
const cleanAfter = (signal: NodeJS.Signals) => (process.versions.deno ? [0, signal] : [0]);

describe.each(Object.entries(runtimes))("run() on %s", (_, command) => {
  it("says ready with its address, then drains and exits with 0 on SIGTERM", async () => {
    await using service = start(command, { API_KEY });

    const { address } = await service.line("ready");
    expect((await fetch(`http://${address}`)).status).toBe(200);
    service.signal("SIGTERM");

    expect(cleanAfter("SIGTERM")).toContain(await service.exit);
    expect(service.lines().map(({ event, msg }) => event ?? msg)).toEqual(["composed", "ready", "draining", "stopped"]);
    expect(service.lines()[1]).toMatchObject({ level: "info", service: "fixture", event: "ready", msg: "ready" });
    expect(service.stderr()).toBe("");
  });

  it("drains on SIGINT and waits for what is in flight", async () => {
    await using service = start(command, { API_KEY, BEHAVIOUR: "drain-on-request" });
    const { address } = await service.line("ready");

    service.signal("SIGINT");
    await service.line("draining");
    await fetch(`http://${address}`);

    expect(cleanAfter("SIGINT")).toContain(await service.exit);
    await service.line("stopped");
  });

  it("stops when its standard input ends, but only if it was told to", async () => {
    await using child = start(command, { API_KEY }, ["--stop-with-stdin"]);
    await using other = start(command, { API_KEY });
    await Promise.all([child.line("ready"), other.line("ready")]);

    child.closeStdin();
    other.closeStdin();

    expect(await child.exit).toBe(0);
    const { address } = await other.line("ready");
    expect((await fetch(`http://${address}`)).status).toBe(200);
  });

  it("exits with 1 when draining takes longer than SHUTDOWN_TIMEOUT_MS", async () => {
    await using service = start(command, { API_KEY, BEHAVIOUR: "drain-hangs", SHUTDOWN_TIMEOUT_MS: "50" });
    await service.line("ready");
    service.signal("SIGTERM");
    expect(await service.exit).toBe(1);
    expect((await service.line("drain_timeout")).msg).toContain("50 ms (SHUTDOWN_TIMEOUT_MS)");
  });

  it("exits with 130 at the second signal, but takes the two signals of one Ctrl-C under npm for one", async () => {
    await using service = start(command, { API_KEY, BEHAVIOUR: "drain-hangs" });
    await service.line("ready");
    service.signal("SIGINT");
    service.signal("SIGINT");
    await service.line("draining");
    // The next one counts as a second Ctrl-C from some moment on: press until it is heard.
    const pressing = setInterval(() => {
      try {
        service.signal("SIGINT");
      } catch {} // it has just ended
    }, 20);
    void service.exit.finally(() => clearInterval(pressing));
    expect(await service.exit).toBe(130);
  });

  it("exits with 1 and the whole error when draining fails", async () => {
    await using service = start(command, { API_KEY, BEHAVIOUR: "drain-fails" });
    await service.line("ready");
    service.signal("SIGTERM");
    expect(await service.exit).toBe(1);
    expect(await service.line("drain failed")).toMatchObject({ event: "crashed", err: { message: "cannot close" } });
  });

  it("drains and exits with 0 when its work is finished", async () => {
    await using service = start(command, { API_KEY, BEHAVIOUR: "work" });
    expect(await service.exit).toBe(0);
    expect(await service.line("draining")).toMatchObject({ reason: "finished" });
    await service.line("worker drained");
  });

  it("hands compose() that it was started with --once", async () => {
    await using service = start(command, { API_KEY }, ["--once"]);
    expect(await service.exit).toBe(0);
    await service.line("done once");
  });

  it("drains and exits with 69 and one line when its work gave up", async () => {
    await using service = start(command, { API_KEY, BEHAVIOUR: "work-gives-up" });
    expect(await service.exit).toBe(69);
    expect(await service.line("unavailable")).toMatchObject({
      level: "error",
      code: "GAVE_UP",
      msg: "fixture gave up after one try: product is away",
    });
    await service.line("worker drained");
    expect(service.stdout()).not.toContain("stack");
  });

  it.each([
    ["work-fails", "the worker has a bug"],
    ["start-fails", "a bug while starting"],
    ["throw-later", "thrown later"],
    ["reject-later", "rejected later"],
  ])("exits with 1 and logs the error in full: %s", async (BEHAVIOUR, message) => {
    await using service = start(command, { API_KEY, BEHAVIOUR });
    if (BEHAVIOUR.endsWith("later")) await fetch(`http://${(await service.line("ready")).address}`).catch(() => {});
    expect(await service.exit).toBe(1);
    const { err } = await service.line("crashed");
    expect(err).toMatchObject({ message, stack: expect.stringContaining("service.ts") });
  });

  it("stops with 0 when told to while starting, and hands compose() the signal", async () => {
    await using service = start(command, { API_KEY, BEHAVIOUR: "start-hangs" });
    await service.line("starting");
    service.signal("SIGTERM");
    expect(cleanAfter("SIGTERM")).toContain(await service.exit);
    await service.line("stopped");
  });

  it("exits with 69 and one line that names the variable when its address is taken", async () => {
    await using other = createServer();
    await once(other.listen(0, "127.0.0.1"), "listening");
    const HTTP_ADDRESS = `127.0.0.1:${(other.address() as AddressInfo).port}`;

    await using service = start(command, { API_KEY, HTTP_ADDRESS });

    expect(await service.exit).toBe(69);
    expect(await service.line("unavailable")).toMatchObject({
      level: "error",
      code: "EADDRINUSE",
      msg: `Cannot start fixture: cannot listen on ${HTTP_ADDRESS}: another process is listening there. Stop it, or choose another address (set HTTP_ADDRESS).`,
    });
    expect(service.stdout()).not.toContain("stack");
  });

  it("exits with 69 and the library's own line when the database is away at start", async () => {
    await using service = start(command, { API_KEY, BEHAVIOUR: "database-away" });
    expect(await service.exit).toBe(69);
    expect((await service.line("unavailable")).msg).toBe(
      'Cannot reach PostgreSQL "shop" at 127.0.0.1:1: connection refused. Start it.',
    );
  });

  it("exits with 78 and lists every wrong variable, never the value of a secret", async () => {
    await using service = start(command, { API_KEY: "short", HTTP_ADDRESS: "nowhere", LOG_LEVEL: "loud" });
    expect(await service.exit).toBe(78);
    expect(service.stdout()).toBe("");
    expect(service.stderr()).toContain("Cannot start fixture: 3 variables are wrong.");
    expect(service.stderr()).toContain('"nowhere": is not host:port');
    expect(service.stderr()).toContain('LOG_LEVEL     is "loud"');
    expect(service.stderr()).toContain("API_KEY       has a wrong value (a secret, not shown)");
    expect(service.stderr()).not.toContain("short");
  });

  it("exits with 78 and one line when compose() refuses a variable", async () => {
    await using service = start(command, { API_KEY, BEHAVIOUR: "config-refused" });
    expect(await service.exit).toBe(78);
    expect(service.lines()).toEqual([
      expect.objectContaining({
        level: "error",
        event: "config_invalid",
        code: "CONFIG_INVALID",
        msg: "Cannot start fixture: API_KEY is wrong. No door has this key. Run it with --help to see every variable.",
      }),
    ]);
    expect(service.stdout()).not.toContain("stack");
  });

  it("prints its variables on --help and exits with 0, whatever the environment", async () => {
    await using service = start(command, {}, ["--help"]);
    expect(await service.exit).toBe(0);
    expect(service.stdout()).toMatch(/^ {2}HTTP_ADDRESS {2,}127\.0\.0\.1:0 {2,}Where to listen: host:port\.$/m);
    expect(service.stdout()).toMatch(/^ {2}API_KEY {2,}\(required, secret\) {2,}Key of the fixture\.$/m);
  });

  it("exits with 64 on an unknown argument", async () => {
    await using service = start(command, { API_KEY }, ["--port=1"]);
    expect(await service.exit).toBe(64);
    expect(service.stderr()).toContain('unknown argument "--port=1"');
    expect(service.stderr()).toContain("--help");
  });

  it("keeps serving when nobody reads its log any more", async () => {
    await using service = start(command, { API_KEY, BEHAVIOUR: "log-forever" });
    const { address } = await service.line("ready");
    await fetch(`http://${address}`);
    await service.line("tick");
    service.closeStdout();
    for (let i = 0; i < 20; i++) expect((await fetch(`http://${address}`)).status).toBe(200);
    service.signal("SIGTERM");
    expect(cleanAfter("SIGTERM")).toContain(await service.exit);
    expect(service.stderr()).toBe("");
  });

  it("keeps secrets out of its log", async () => {
    await using service = start(command, { API_KEY, BEHAVIOUR: "work" });
    await service.exit;
    expect(service.lines()[0]).toMatchObject({ msg: "composed", password: "[redacted]" });
    expect(service.stdout()).not.toContain(API_KEY);
  });
});

describe("run() with a secret in a file", () => {
  it("reads NAME_FILE", async () => {
    const folder = await mkdtemp(join(tmpdir(), "hexmart-runtime-"));
    await writeFile(join(folder, "key"), `${API_KEY}\n`);
    await using service = start(runtimes.Node ?? [], { API_KEY_FILE: join(folder, "key"), BEHAVIOUR: "work" });
    expect(await service.exit).toBe(0);
    expect(service.lines()[0]).toMatchObject({ API_KEY: API_KEY.length });
    await rm(folder, { recursive: true });
  });
});
