export { createTestIssuer, type MintOptions, type TestIssuer, type TestIssuerOptions } from "./issuer.ts";
export { silentLogger } from "./silent-logger.ts";
