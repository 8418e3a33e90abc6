export { type FakeClock, fakeClock } from "./clock.ts";
export { type TestDatabase, testDatabase } from "./database.ts";
export { createTestIssuer, type MintOptions, type TestIssuer, type TestIssuerOptions } from "./issuer.ts";
export { type Relay, startRelay } from "./relay.ts";
export { silentLogger } from "./silent-logger.ts";
