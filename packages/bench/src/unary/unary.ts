import { compare, type Report } from "../report.ts";
import { interleave } from "../rounds.ts";
import { clientContenders, serverContenders } from "./contenders.ts";
import { chooseLoad } from "./load.ts";
import { issue } from "./token.ts";

/** How often each works within a round, a second each time. */
const turns = 8;

/** Compares what a unary call costs its server, and what it costs its client. */
export async function unary(rounds: number, onProgress: (line: string) => void): Promise<Report> {
  const load = chooseLoad();
  onProgress(`the servers' load comes from ${load.name}`);
  // Every server gets a token with each call, so that all are asked the same; one of them verifies it.
  const { token } = await issue();
  const servers = await interleave(serverContenders(load, token), { rounds, turns, onProgress });
  const clients = await interleave(clientContenders(token), { rounds, turns, onProgress });
  return {
    comparisons: [
      compare("GetProduct: CPU of the server per call", "µs/call", servers),
      compare("GetProduct: CPU of the client per call", "µs/call", clients),
    ],
    figures: [],
  };
}
