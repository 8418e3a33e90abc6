import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse, parseAllDocuments } from "yaml";
import { renderKubernetes } from "../src/deploy/kubernetes.ts";
import { type ServiceName, serviceNames, topology } from "../topology.ts";
import { checkManifest, type Manifest } from "./manifests.ts";

const root = join(import.meta.dirname, "../../..");
const directory = join(import.meta.dirname, "../kubernetes");
const read = (file: string) => readFileSync(file, "utf8").replaceAll("\r\n", "\n");
const parseAll = (text: string): Manifest[] => parseAllDocuments(text).map((document) => document.toJS());

const files = new Map(renderKubernetes());
const manifests = [...files].flatMap(([file, text]) => (file.endsWith("/kustomization.yaml") ? [] : parseAll(text)));
const find = (kind: string, name: string) => {
  const found = manifests.find((one) => one.kind === kind && one.metadata.name === name);
  if (!found) throw new Error(`There is no ${kind} ${name}`);
  return JSON.parse(JSON.stringify(found.spec));
};
const servers = serviceNames.filter((name) => topology[name].kind !== "worker");
const withDatabase = serviceNames.filter((name) => topology[name].database);

describe("the manifests", () => {
  it("are what the topology says", () => {
    const there = globSync("packages/stack/kubernetes/base/*", { cwd: root }).map((file) => file.replaceAll("\\", "/"));

    expect(there.sort()).toEqual([...files.keys()].sort());
    for (const [file, text] of files) expect(read(join(root, file))).toBe(text);
  });

  it.each(manifests.map((one): [string, Manifest] => [`${one.kind} ${one.metadata.name}`, one]))(
    "%s is what its schema asks for",
    (_name, manifest) => checkManifest(manifest),
  );

  it.each([
    ["a container without a name", "Deployment", "product", "template.spec.containers.0.name", undefined],
    ["a probe of no port", "Deployment", "product", "template.spec.containers.0.readinessProbe.grpc.port", "grpc"],
    ["a policy for nobody", "NetworkPolicy", "product", "podSelector", undefined],
    ["half an instance", "Cluster", "product-db", "instances", 0.5],
  ])("with %s are refused", async (_what, kind, name, path, value) => {
    const spec = find(kind, name);
    const names = path.split(".");
    const last = names.pop() ?? "";
    names.reduce((inner, key) => inner[key], spec)[last] = value;
    const whole = manifests.find((one) => one.kind === kind && one.metadata.name === name);

    await expect(checkManifest({ ...(whole as Manifest), spec })).rejects.toThrow(`${kind} ${name}: data/spec`);
  });
});

type Container = { readonly image: string; readonly args: readonly string[]; readonly [field: string]: unknown };

/** Every pod that the manifests make. */
const pods = manifests.flatMap(({ kind, metadata, spec }) =>
  ["Deployment", "StatefulSet", "Job"].includes(kind)
    ? [
        [
          `${kind} ${metadata.name}`,
          (spec as { template: { spec: { containers: [Container]; [field: string]: unknown } } }).template.spec,
        ] as const,
      ]
    : [],
);

describe("a pod", () => {
  it.each(pods)("of %s is no root, writes nowhere, and is nobody to the cluster", (_name, pod) => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          resources: {
            requests: { cpu: expect.any(String), memory: expect.any(String) },
            limits: { memory: expect.any(String) },
          },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
        },
      ],
    });
  });

  it("may take as long to leave as the service in it may take to drain", () => {
    for (const [, pod] of pods) {
      const env = pod.containers[0].env as { name: string; value?: string }[];
      const drainMs = Number(env.find(({ name }) => name === "SHUTDOWN_TIMEOUT_MS")?.value);

      expect(drainMs / 1_000 + 5).toBeLessThan(pod.terminationGracePeriodSeconds as number);
    }
  });

  it.each(serviceNames)("of %s is asked how it is in the way of its kind", (name) => {
    const kind = topology[name].kind;
    const [container] = find(kind === "worker" ? "StatefulSet" : "Deployment", name).template.spec.containers;
    const expected = {
      grpc: { grpc: { port: topology[name].port } },
      http: { httpGet: { path: "/readyz", port: "http" } },
      worker: { httpGet: { path: "/readyz", port: "admin" } },
    };

    expect(container.readinessProbe).toMatchObject(expected[kind]);
    expect(container.livenessProbe).toMatchObject({ httpGet: { path: "/livez", port: "admin" } });
  });

  it("gets secrets by reference, as files", () => {
    const [container] = find("Deployment", "shopping-cart").template.spec.containers;

    expect(container.env).toContainEqual({ name: "CLIENT_KEY_FILE", value: "/secrets/CLIENT_KEY" });
    expect(manifests.map(({ kind }) => kind)).not.toContain("Secret");
  });
});

describe("a service", () => {
  it.each(servers)(
    "such as %s is found by a name that stands for each of its pods, of which one at most is away on purpose",
    (name) => {
      expect(find("Service", name)).toMatchObject({ clusterIP: "None", ports: [{ port: topology[name].port }] });
      expect(find("HorizontalPodAutoscaler", name).minReplicas).toBeGreaterThanOrEqual(2);
      expect(find("PodDisruptionBudget", name)).toMatchObject({ maxUnavailable: 1 });
    },
  );

  it("calls a gRPC service by a name that it looks up again: replicas come and go", () => {
    const [container] = find("Deployment", "shopping-cart").template.spec.containers;

    expect(container.env).toContainEqual({ name: "PRODUCT_ADDRESS", value: "dns:///product:50051" });
  });

  it.each(withDatabase)("such as %s has a PostgreSQL of its own, migrated by a job", (name) => {
    const [migration] = find("Job", `${name}-migration`).template.spec.containers;

    expect(find("Cluster", `${name}-db`).bootstrap.initdb).toEqual({
      database: name.replaceAll("-", "_"),
      owner: name.replaceAll("-", "_"),
    });
    expect(migration.args).toEqual([`packages/${name}/src/main.ts`, "--once"]);
  });
});

describe("the network", () => {
  type Peers = readonly { podSelector?: { matchLabels: Record<string, string> }; namespaceSelector?: unknown }[];
  const namesIn = (peers: Peers) =>
    peers.flatMap(({ podSelector }) => podSelector?.matchLabels["app.kubernetes.io/name"] ?? []);

  it("is closed to everybody who is not named", () => {
    expect(find("NetworkPolicy", "default-deny")).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/part-of": "hexmart" } },
      policyTypes: ["Ingress", "Egress"],
    });
    const rules = manifests.flatMap(({ kind, spec }) =>
      kind === "NetworkPolicy"
        ? (((spec as { ingress?: { from?: Peers }[] }).ingress ?? []) as { from?: Peers }[])
        : [],
    );
    // A rule without anybody in it is one for everybody.
    for (const { from } of rules) expect(from?.length).toBeGreaterThan(0);
  });

  it.each(serviceNames)("lets %s talk to those whom it calls, and nobody else to it than those who call it", (name) => {
    const policy: { ingress: { from: Peers; ports: { port: number }[] }[]; egress: { to: Peers }[] } = find(
      "NetworkPolicy",
      name,
    );
    const own = policy.ingress.filter(({ ports }) => ports[0]?.port === topology[name].port);
    const callers = serviceNames.filter((other) => topology[other].calls.includes(name));
    const told: readonly ServiceName[] = name === "identity" ? ["movies-web"] : [];

    expect(new Set(own.flatMap(({ from }) => namesIn(from)))).toEqual(new Set(callers));
    expect(new Set(policy.egress.flatMap(({ to }) => namesIn(to)))).toEqual(
      new Set([...topology[name].calls, ...told]),
    );
  });

  it("has a door to identity, the web client and the gateway, and to nothing behind it", () => {
    const { rules }: { rules: { host: string }[] } = find("Ingress", "door");

    expect(rules.map(({ host }) => host.split(".")[0])).toEqual(["identity", "movies-web", "api-gateway"]);
  });
});

describe("an overlay", () => {
  const overlays = globSync("overlays/*/kustomization.yaml", { cwd: directory });

  it.each(overlays)("%s names files that are there", (overlay) => {
    const { resources = [], patches = [] }: { resources?: string[]; patches?: { path?: string }[] } = parse(
      read(join(directory, overlay)),
    );
    for (const file of [...resources, ...patches.flatMap(({ path }) => path ?? [])]) {
      expect(existsSync(join(directory, dirname(overlay), file))).toBe(true);
    }
  });

  it.each(overlays)("%s makes manifests that are what their schemas ask for", async (overlay) => {
    if (!kustomize()) {
      console.info("NOT CHECKED: what overlays make, since there is no kubectl with kustomize 5");
      return;
    }
    const made = parseAll(
      execFileSync("kubectl", ["kustomize", join(directory, dirname(overlay))], { encoding: "utf8" }),
    );

    for (const manifest of made) await checkManifest(manifest);
    expect(made.filter(({ kind }) => kind === "Deployment")).toHaveLength(servers.length);
    expect(JSON.stringify(made)).not.toContain('"image":"hexmart"');
  });
});

function kustomize(): boolean {
  try {
    return /Kustomize Version: v5/.test(
      execFileSync("kubectl", ["version", "--client"], { encoding: "utf8", stdio: "pipe" }),
    );
  } catch {
    return false;
  }
}
