import { setTimeout as pause } from "node:timers/promises";
import { type Child, cores, startChild } from "../child.ts";
import type { Contender, Running } from "../rounds.ts";
import type { Load } from "./load.ts";
import type { ServerReady } from "./server.ts";

/** How long a turn is, in seconds. */
const turn = 1;

/** A process is warm when it has done so many calls, so that its code is compiled, or has had so many turns. */
const warm = { calls: 30_000, turns: 15 } as const;

/** Something to compare: a file to run, which says more in its first comment. */
type Candidate = { readonly name: string; readonly file: string; readonly args?: readonly string[] };

const servers: readonly Candidate[] = [
  { name: "grpc-js + protobuf-es", file: "servers/bare.ts" },
  { name: "the same, channelz off", file: "servers/bare.ts", args: ["--no-channelz"] },
  { name: "@hexmart/grpc, all of it", file: "servers/kit.ts" },
  { name: "NestJS gRPC", file: "servers/nestjs.ts" },
  { name: "connect-node (gRPC)", file: "servers/connect-node.ts" },
];

const clients: readonly Candidate[] = [
  { name: "grpc-js + protobuf-es", file: "clients/bare.ts" },
  { name: "@hexmart/grpc", file: "clients/kit.ts" },
];

/** Servers that are asked for one product after the other: what costs is their CPU time, in microseconds a call. */
export function serverContenders(load: Load, token: string): Contender[] {
  return servers.map(({ name, file, args = [] }) => ({
    name,
    async start() {
      const server = await startChild<ServerReady>(here(file), { args, core: cores.measured });
      const { address, token: own = token } = server.ready;
      return running(server, (time) => load.run(address, own, time));
    },
  }));
}

/** Clients that ask one bare server. */
export function clientContenders(token: string): Contender[] {
  return clients.map(({ name, file }) => ({
    name,
    async start() {
      const server = await startChild<ServerReady>(here("servers/bare.ts"), { core: cores.load });
      const client = await startChild(here(file), { args: [server.ready.address, token], core: cores.measured });
      const own = running(client, async (time) => {
        await client.order("work");
        await pause(time * 1_000);
        await client.order("rest");
      });
      return {
        ...own,
        async [Symbol.asyncDispose]() {
          await own[Symbol.asyncDispose]();
          await server[Symbol.asyncDispose]();
        },
      };
    },
  }));
}

function running(child: Child<unknown>, workFor: (seconds: number) => Promise<unknown>): Running {
  return {
    async warm() {
      for (let turns = 0; turns < warm.turns; turns += 1) {
        await workFor(turn);
        if ((await child.usage()).calls >= warm.calls) return;
      }
    },
    async work() {
      const before = await child.usage();
      await workFor(turn);
      const after = await child.usage();
      return { cost: after.cpuUs - before.cpuUs, done: after.calls - before.calls };
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

function here(file: string): URL {
  return new URL(file, import.meta.url);
}
