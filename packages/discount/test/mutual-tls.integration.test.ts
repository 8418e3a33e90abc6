import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DiscountService } from "@hexmart/contracts/discount/v1/discount";
import { connect } from "@hexmart/grpc";
import { clientSecurity } from "@hexmart/grpc/config";
import { readConfig } from "@hexmart/runtime";
import { createTestIssuer, silentLogger, testDatabase } from "@hexmart/testing";
import { createAuthority } from "@hexmart/testing/certificates";
import { expect, it } from "@jest/globals";
import { compose } from "#compose";
import { config } from "#config";

const authority = createAuthority();

/** A certificate of the authority with its key and the authority itself, in files. */
async function writeCertificates(folder: string, name: string) {
  const { certificate, key } = authority.issue();
  const file = async (extension: string, pem: string) => {
    const path = join(folder, `${name}.${extension}`);
    await writeFile(path, pem);
    return path;
  };
  return {
    own: { TLS_CERTIFICATE_FILE: await file("crt", certificate), TLS_KEY_FILE: await file("key", key) },
    authority: await file("ca", authority.certificate),
  };
}

it("the discount service answers over mutual TLS, by its environment alone, and nobody without a certificate", async () => {
  const folder = await mkdtemp(join(tmpdir(), "hexmart-discount-"));
  await using opened = new AsyncDisposableStack();
  opened.defer(() => rm(folder, { recursive: true }));
  const issuer = createTestIssuer();
  const database = opened.use(await testDatabase());
  const server = await writeCertificates(folder, "discount");
  const read = readConfig(config, {
    GRPC_ADDRESS: "127.0.0.1:0",
    DATABASE_URL: database.url,
    ISSUER: issuer.issuer,
    TLS_CLIENT_CA_FILE: server.authority,
    ...server.own,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const service = await compose(read.values, { logger: silentLogger, fetch: issuer.fetch });
  opened.defer(() => service.drain());

  const audience = "urn:hexmart:discount";
  const call = {
    address: `${service.address}`,
    accessToken: () => issuer.mint({ clientId: "shopping-cart", scopes: ["discount.read"], audience }),
  };
  const client = await writeCertificates(folder, "shopping-cart");
  const security = { TLS_CA_FILE: client.authority };
  using known = connect(DiscountService, { ...call, ...clientSecurity({ ...security, ...client.own }) });
  expect((await known.getDiscount({ code: "CODE_100" })).discount?.code).toBe("CODE_100");

  using nameless = connect(DiscountService, { ...call, ...clientSecurity(security), retries: "none" });
  await expect(nameless.getDiscount({ code: "CODE_100" })).rejects.toMatchObject({ code: "UNAVAILABLE" });
  using plain = connect(DiscountService, { ...call, retries: "none" });
  await expect(plain.getDiscount({ code: "CODE_100" })).rejects.toMatchObject({ code: "UNAVAILABLE" });
});
