import { describe, expect, it } from "@jest/globals";
import { type ServiceName, serviceNames, topology } from "../topology.ts";
import { runtimeOf } from "./runtime-of.ts";

/** Who calls whom, by runtime. */
const calls = (called: (name: ServiceName) => boolean) =>
  new Set(
    serviceNames.flatMap((name) =>
      topology[name].calls
        .filter(called)
        .map((other) => `${runtimeOf(name, "mixed")} calls ${runtimeOf(other, "mixed")}`),
    ),
  );

describe("runtimeOf()", () => {
  it("is one runtime for all, where one is asked for", () => {
    expect(new Set(serviceNames.map((name) => runtimeOf(name, "deno")))).toEqual(new Set(["deno"]));
    expect(new Set(serviceNames.map((name) => runtimeOf(name, "node")))).toEqual(new Set(["node"]));
  });

  it.each(["grpc", "http"])("lets each runtime call the other over %s, where they are mixed", (kind) => {
    expect(calls((name) => topology[name].kind === kind)).toEqual(
      expect.objectContaining(new Set(["node calls deno", "deno calls node"])),
    );
  });
});
