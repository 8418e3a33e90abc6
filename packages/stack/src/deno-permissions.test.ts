import { describe, expect, it } from "@jest/globals";
import { denoFlags, denoPermissions } from "./deno-permissions.ts";

const flagsFor = (...about: Parameters<typeof denoPermissions>) => denoFlags(denoPermissions(...about));

describe("what Deno lets a service do", () => {
  const permissions = flagsFor({
    GRPC_ADDRESS: "127.0.0.1:50052",
    PRODUCT_ADDRESS: "127.0.0.1:50051",
    DATABASE_URL: "postgres://user:password@127.0.0.1:5432/shopping_cart",
    ISSUER: "http://127.0.0.1:5005",
    CLIENT_KEY: "{}",
    ADMIN_ADDRESS: "127.0.0.1:9464",
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318",
    OTEL_SERVICE_NAME: "",
  });

  it("opens the network to the addresses that the service was told, and no other", () => {
    expect(permissions).toContain(
      "--allow-net=127.0.0.1:50052,127.0.0.1:50051,127.0.0.1:5432,127.0.0.1:5005,127.0.0.1:9464,127.0.0.1:4318",
    );
  });

  it("opens it to every server that an address stands for, by any name that it may have", () => {
    expect(flagsFor({ A_ADDRESS: "dns:///product:50051", B_ADDRESS: "ipv4:10.0.0.1:1,10.0.0.2:2" })).toContain(
      "--allow-net=product:50051,10.0.0.1:1,10.0.0.2:2",
    );
  });

  it("opens it to the clients that identity tells of a logout", () => {
    const clients = [
      { client_id: "a" },
      { client_id: "b", backchannel_logout_uri: "http://web:5002/backchannel-logout" },
    ];

    expect(flagsFor({ CLIENTS: JSON.stringify(clients) })).toContain("--allow-net=web:5002");
  });

  it("lets it read the files that it was told of", () => {
    expect(flagsFor({ TLS_CA_FILE: "/run/ca.crt", TLS_KEY_FILE: "/run/tls.key" })).toContain(
      "--allow-read=/run/ca.crt,/run/tls.key",
    );
  });

  it("lets it read the folders that its pages are made from", () => {
    expect(flagsFor({}, ["/code/pages"])).toContain("--allow-read=/code/pages");
  });

  it("lets it read and write its own state, where it has any", () => {
    const ofWorker = flagsFor({ STATE_DIRECTORY: "/state/product-worker" });

    expect(ofWorker).toEqual(
      expect.arrayContaining(["--allow-read=/state/product-worker", "--allow-write=/state/product-worker"]),
    );
  });

  it("lets it read, write and run nothing, and keeps the password off the command line", () => {
    expect(permissions.filter((flag) => /read|write|run|ffi|all$/.test(flag))).toEqual([]);
    expect(permissions.join(" ")).not.toContain("password");
  });
});
