import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { root } from "../root.ts";
import { lockWorkspace } from "./lock.ts";
import { nextPort, portOf, portsIn, register, topologyFile } from "./register.ts";
import { sources, termsOf } from "./sources.ts";

const topology = readFileSync(join(root, topologyFile), "utf8");

function registered(from: string, name: string, port?: number): string[] {
  const source = sources.find((one) => one.name === from);
  if (source === undefined) throw new Error(`no source ${from}`);
  const text = register(topology, { source, name, terms: termsOf(source, name), port });
  const before = topology.split("\n");
  return text.split("\n").filter((line) => !before.includes(line));
}

describe("register()", () => {
  it("adds a server: its name, its entry, its audience", () => {
    const lines = registered("discount", "gift-card", 50060);

    expect(lines).toEqual(
      expect.arrayContaining([
        '  | "gift-card"',
        '  "gift-card": {',
        '    does: "knows what a gift card code is worth",',
        '    try: "npm run call -- --list GiftCardService",',
        "    port: 50060,",
        '  "gift-card": "urn:hexmart:gift-card",',
      ]),
    );
    expect(lines.filter((line) => line.includes("discount"))).toEqual([]);
  });

  it("adds a worker: its name, its entry, and what it may do as a client", () => {
    const lines = registered("product-worker", "stock-feed");

    expect(lines).toEqual(
      expect.arrayContaining([
        '  | "stock-feed"',
        '  "stock-feed": {',
        '      CLIENT_KEY: clientKey("stock-feed"),',
        '  "stock-feed": { [audiences.product]: ["product.write"] },',
      ]),
    );
    expect(lines.filter((line) => /product-worker|port:/.test(line))).toEqual([]);
  });
});

describe("the ports of the topology", () => {
  it("are read from it", () => {
    expect(portOf(topology, "discount")).toBe(50053);
    expect(portOf(topology, "product-worker")).toBeUndefined();
    expect(portsIn(topology)).toEqual(expect.arrayContaining([5001, 50053]));
  });

  it("go on with the next that is free, gRPC and HTTP apart", () => {
    expect(nextPort([50051, 50052, 50054, 5001], 50051)).toBe(50053);
    expect(nextPort([5001, 5002, 5010], 5001)).toBe(5003);
  });
});

describe("lockWorkspace()", () => {
  it("adds a workspace and its link where npm would, and moves nothing else", () => {
    const lock = readFileSync(join(root, "package-lock.json"), "utf8");
    const added = lockWorkspace(lock, "discount", "gift-card");
    const before = lock.split("\n");
    const { packages } = JSON.parse(added);

    expect(packages["packages/gift-card"]).toEqual({ ...packages["packages/discount"], name: "@hexmart/gift-card" });
    expect(packages["node_modules/@hexmart/gift-card"]).toEqual({ resolved: "packages/gift-card", link: true });
    delete packages["packages/gift-card"];
    delete packages["node_modules/@hexmart/gift-card"];
    expect(`${JSON.stringify({ ...JSON.parse(lock), packages }, null, 2)}\n`.split("\n")).toEqual(before);
  });
});
