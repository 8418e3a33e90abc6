import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { audiences, clients, logins, type ServiceName, topology, type Wiring } from "../topology.ts";

const packages = join(import.meta.dirname, "../..");
const names = Object.keys(topology) as ServiceName[];

describe("the topology", () => {
  it("names every service of the repository, and nothing else", () => {
    const services = readdirSync(packages).filter(
      (name) => JSON.parse(readFileSync(join(packages, name, "turbo.json"), "utf8")).tags?.[0] === "service",
    );

    expect(new Set(names)).toEqual(new Set(services));
  });

  it("gives every listener a port of its own, and a worker none", () => {
    const ports = names.flatMap((name) => topology[name].port ?? []);

    expect(new Set(ports).size).toBe(ports.length);
    expect(names.filter((name) => topology[name].port === undefined)).toEqual(
      names.filter((name) => topology[name].kind === "worker"),
    );
  });

  it.each(names)("tells %s the addresses of those it calls, and of nobody else", (name) => {
    const asked = new Set<ServiceName>();
    const wiring: Wiring = {
      listen: "127.0.0.1:1",
      stateDirectory: "/state",
      databaseUrl: "postgres://127.0.0.1/x",
      issuer: "http://127.0.0.1:2",
      origin: (service) => `http://${service}.localhost:1`,
      clients: "[]",
      users: "[]",
      clientKey: () => "{}",
      address(service) {
        asked.add(service);
        return "127.0.0.1:3";
      },
    };

    topology[name].environment(wiring);

    expect(asked).toEqual(new Set(topology[name].calls.filter((called) => called !== "identity")));
  });

  it("sends people back to where a browser reaches the web client, and tells it of a logout where identity does", () => {
    const metadata = logins["movies-web"]?.({ origin: () => "http://web.localhost:1", address: () => "web:2" });

    expect(metadata).toMatchObject({
      redirect_uris: ["http://web.localhost:1/signin-oidc"],
      post_logout_redirect_uris: ["http://web.localhost:1/signout-callback-oidc"],
      backchannel_logout_uri: "http://web:2/backchannel-logout",
    });
  });

  it("lets a client ask only for audiences that exist", () => {
    const asked = Object.values(clients).flatMap((grants) => Object.keys(grants));

    expect(Object.values(audiences)).toEqual(expect.arrayContaining([...new Set(asked)]));
  });
});
