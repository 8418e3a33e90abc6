export { type FakeClock, fakeClock } from "./clock.ts";
export { type TestDatabase, testDatabase } from "./database.ts";
export { createClientKey, createTestIdentity, type IssuedToken, type TestIdentity } from "./identity.ts";
export { createTestIssuer, type MintOptions, type TestIssuer, type TestIssuerOptions } from "./issuer.ts";
export { type LogLine, type RecordingLogger, recordingLogger } from "./recording-logger.ts";
export { type Relay, startRelay } from "./relay.ts";
export { type Restartable, startRestartable } from "./restartable.ts";
export { silentLogger } from "./silent-logger.ts";
