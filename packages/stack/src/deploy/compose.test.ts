import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { serviceNames, topology } from "../../topology.ts";
import { renderCompose } from "./compose.ts";

type Service = {
  readonly environment?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly cap_drop: readonly string[];
  readonly networks?: { readonly default: { readonly aliases: readonly string[] } };
} & Readonly<Record<string, unknown>>;

const text = renderCompose();
const { services, volumes }: { services: Record<string, Service>; volumes: object } = parse(text, { merge: true });
const all = Object.entries(services);
const service = (name: string): Service => services[name] ?? { cap_drop: [] };

describe("compose.yaml", () => {
  it("is what the topology says", () => {
    expect(readFileSync(join(import.meta.dirname, "../../../../compose.yaml"), "utf8").replaceAll("\r\n", "\n")).toBe(
      text,
    );
  });

  it("runs every service of the topology", () => {
    for (const name of serviceNames) expect(service(name).command).toEqual([`packages/${name}/src/main.ts`]);
    expect(Object.keys(services)).toHaveLength(serviceNames.length + 3);
  });

  it.each(all)("lets %s write only into its volumes, and gives it no right that it does not need", (_name, one) => {
    expect(one).toMatchObject({ read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] });
  });

  it("publishes every port to this machine alone", () => {
    const ports = all.flatMap(([, { ports: own = [] }]) => own);

    expect(ports).toHaveLength(serviceNames.filter((name) => topology[name].port).length);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
  });

  it("holds no secret: each is a file in a volume that only its service sees", () => {
    expect(service("shopping-cart").environment).toMatchObject({
      DATABASE_URL_FILE: "/secrets/DATABASE_URL",
      CLIENT_KEY_FILE: "/secrets/CLIENT_KEY",
    });
    expect(service("shopping-cart").volumes).toEqual(["shopping-cart-secrets:/secrets:ro"]);
    expect(text).not.toMatch(/postgres:\/\/|"kty"|password:/i);
  });

  it("keeps what a worker has to find again, and knows every volume that is mounted", () => {
    const mounted = all.flatMap(([, { volumes: own = [] }]) => own.map((volume) => volume.split(":")[0]));

    expect(service("product-worker").volumes).toContain("product-worker-state:/var/lib/hexmart");
    expect(new Set(mounted)).toEqual(new Set(Object.keys(volumes)));
  });

  it("calls identity the same inside as outside", () => {
    expect(service("product").environment?.ISSUER).toBe("http://identity.localhost:5005");
    expect(service("identity").networks?.default.aliases).toEqual(["identity.localhost"]);
    expect(service("identity").ports).toEqual(["127.0.0.1:5005:5005"]);
  });

  it("means the same to those who read YAML 1.1", () => {
    expect(parse(text, { version: "1.1" })).toEqual(parse(text, { merge: true }));
  });
});
