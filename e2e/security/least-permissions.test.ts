import { join } from "node:path";
import { DiscountService } from "@hexmart/contracts/discount/v1/discount";
import { connect } from "@hexmart/grpc";
import {
  audiences,
  createProcesses,
  freePorts,
  launch,
  type Permission,
  type ServiceName,
  type Stack,
  temporaryDirectory,
} from "@hexmart/stack";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { passThrough } from "../conformance/openid/relying-party.ts";
import { until } from "../system.ts";
import { createUserAgent } from "../user-agent.ts";

/** One service of each kind, with what needs all that it may do once it has started. */
const trials: Readonly<Partial<Record<ServiceName, (stack: Stack) => Promise<unknown>>>> = {
  async discount(stack) {
    using discounts = connect(DiscountService, {
      address: stack.services.get("discount")?.address ?? "",
      accessToken: () => stack.accessToken("e2e", audiences.discount, ["discount.read"]),
    });
    await discounts.getDiscount({ code: "CODE_100" });
  },
  async "movies-web"(stack) {
    const agent = createUserAgent();
    const asked = await agent.open(`${stack.origin("movies-web")}/movies`);
    const { page } = await passThrough(agent, asked, { username: "alice", password: "a1" });
    expect(page.status).toBe(200);
  },
  "product-worker": async (stack) => stack.services.get("product-worker")?.exited,
};

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let stack: Stack;
const allowed = new Map<ServiceName, readonly Permission[]>();
let withheld: { readonly service: ServiceName; readonly permission: Permission } | undefined;
let said: string[] = [];

beforeAll(async () => {
  directory = await temporaryDirectory("least-permissions");
  const platform = createProcesses({
    runtime: "deno",
    ports: await freePorts(),
    dataDirectory: join(directory.path, "postgres"),
    stateDirectory: join(directory.path, "state"),
    restrict(service, permissions) {
      if (withheld === undefined) allowed.set(service, permissions);
      const same = ({ kind, what }: Permission) =>
        kind === withheld?.permission.kind && what === withheld.permission.what;
      return permissions.filter((permission) => service !== withheld?.service || !same(permission));
    },
  });
  stack = await launch(platform, {
    services: ["identity", "discount", "product", "movies-api", "api-gateway", "movies-web"],
    clients: { e2e: { [audiences.discount]: ["discount.read"] } },
    environment: { "product-worker": { MAX_CYCLES: "1" } },
    keysDirectory: join(directory.path, "keys"),
    onLog: (service, _record, line) => {
      if (service === withheld?.service) said.push(line);
    },
  });
}, 120_000);

afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
  await directory?.[Symbol.asyncDispose]();
});

it.each(Object.entries(trials) as [ServiceName, (stack: Stack) => Promise<unknown>][])(
  "%s does its work with what it may do on Deno, and misses each of it by name",
  async (service, use) => {
    const runs = async () => {
      await stack.services.get(service)?.stop();
      await stack.start(service);
      await use(stack);
    };
    withheld = undefined;
    await runs();

    const permissions = allowed.get(service) ?? [];
    const missed: Permission[] = [];
    const named = new Set<string>();
    for (const permission of permissions) {
      withheld = { service, permission };
      said = [];
      const denied = () => said.some((line) => line.replaceAll("\\", "").includes(denial(permission)));
      // A service that cannot start ends; one that can fails at the first use, or goes on trying and says why.
      const over = new AbortController();
      const fails = runs().then(
        () => denied(),
        () => true,
      );
      if (await Promise.race([fails, until(() => over.signal.aborted || denied())])) missed.push(permission);
      over.abort();
      if (denied()) named.add(permission.kind);
      await stack.services.get(service)?.kill();
      await fails;
    }
    expect(missed).toEqual(permissions);
    expect([...named]).toEqual(expect.arrayContaining(["net", "env", "sys"]));
  },
  120_000,
);

/** What Deno says of a permission that is missing. */
function denial({ kind, what }: Permission): string {
  return `Requires ${kind} access to "${what ?? ""}`;
}
