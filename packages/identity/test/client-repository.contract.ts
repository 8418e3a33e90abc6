import { describe, expect, it } from "@jest/globals";
import type { Client } from "#domain/client.ts";
import type { ClientRepository } from "#ports/store.ts";

const clientOf = (clientId: string, scope = "product.read"): Client => ({
  clientId,
  jwks: { keys: [{ kty: "EC", crv: "P-256", x: "x", y: "y", kid: "1" }] },
  resources: { "urn:hexmart:product": [scope] },
});

/** What every client repository must do. `open` answers an empty one. */
export function describeClientRepository(
  name: string,
  open: () => Promise<{ repository: ClientRepository } & AsyncDisposable>,
): void {
  describe(`ClientRepository (${name})`, () => {
    it("finds what was saved, whole, and nothing else", async () => {
      await using opened = await open();
      await opened.repository.save([clientOf("one"), clientOf("two")]);
      expect(await opened.repository.find("two")).toEqual(clientOf("two"));
      expect(await opened.repository.find("TWO")).toBeUndefined();
    });

    it("keeps a client of every kind whole", async () => {
      await using opened = await open();
      const relying: Client = {
        clientId: "foreign",
        clientName: "Foreign",
        authMethod: "client_secret_basic",
        secretHash: "hash",
        grantTypes: ["authorization_code", "refresh_token"],
        redirectUris: ["https://foreign.example/callback"],
        postLogoutRedirectUris: ["https://foreign.example/"],
        backchannelLogoutUri: "https://foreign.example/logout",
        scopes: ["openid"],
        resources: {},
      };
      const device: Client = {
        clientId: "device",
        authMethod: "none",
        grantTypes: ["urn:ietf:params:oauth:grant-type:device_code"],
        resources: {},
      };
      await opened.repository.save([relying, device, clientOf("one")]);
      expect(await opened.repository.find("foreign")).toEqual(relying);
      expect(await opened.repository.find("device")).toEqual(device);
    });

    it("replaces a client that is saved again, and leaves the others", async () => {
      await using opened = await open();
      await opened.repository.save([clientOf("one"), clientOf("two")]);
      await opened.repository.save([clientOf("one", "product.write")]);
      expect(await opened.repository.find("one")).toEqual(clientOf("one", "product.write"));
      expect(await opened.repository.find("two")).toEqual(clientOf("two"));
    });

    it("lets one of 12 add a client, and replaces none", async () => {
      await using opened = await open();
      const tries = Array.from({ length: 12 }, () => opened.repository.add(clientOf("one")));
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
      expect(await opened.repository.add(clientOf("one", "product.write"))).toBe(false);
      expect(await opened.repository.find("one")).toEqual(clientOf("one"));
    });

    it("does not find a client that is disabled, until it is enabled again", async () => {
      await using opened = await open();
      await opened.repository.save([clientOf("one"), clientOf("two")]);
      expect(await opened.repository.setDisabled("one", true)).toBe(true);
      expect(await opened.repository.find("one")).toBeUndefined();
      expect(await opened.repository.find("two")).toEqual(clientOf("two"));
      expect(await opened.repository.setDisabled("one", false)).toBe(true);
      expect(await opened.repository.find("one")).toEqual(clientOf("one"));
      expect(await opened.repository.setDisabled("nobody", true)).toBe(false);
    });

    it("keeps a client disabled that is saved again, as every start does", async () => {
      await using opened = await open();
      await opened.repository.save([clientOf("one")]);
      await opened.repository.setDisabled("one", true);
      await opened.repository.save([clientOf("one", "product.write"), clientOf("two")]);
      expect(await opened.repository.list({ limit: 10 })).toEqual([
        { client: clientOf("one", "product.write"), disabled: true },
        { client: clientOf("two"), disabled: false },
      ]);
    });

    it("lists clients by their ids, page by page", async () => {
      await using opened = await open();
      await opened.repository.save(["c", "a", "d", "b"].map((id) => clientOf(id)));
      const idsOf = async (page: { after?: string; limit: number }) =>
        (await opened.repository.list(page)).map(({ client }) => client.clientId);
      expect(await idsOf({ limit: 3 })).toEqual(["a", "b", "c"]);
      expect(await idsOf({ after: "c", limit: 3 })).toEqual(["d"]);
    });

    it("lets replicas save at the same time", async () => {
      await using opened = await open();
      const clients = ["a", "b", "c", "d"].map((id) => clientOf(id));
      const orders = Array.from({ length: 8 }, (_, i) => (i % 2 ? clients : clients.toReversed()));
      await Promise.all(orders.map((order) => opened.repository.save(order)));
      expect(await opened.repository.find("d")).toEqual(clientOf("d"));
    });
  });
}
