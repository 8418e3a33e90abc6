export { fakeClock } from "./clock.ts";
export { type TestDatabase, testDatabase } from "./database.ts";
export { createClientKey, createTestIdentity, type TestIdentity } from "./identity.ts";
export { createTestIssuer, type MintOptions, type TestIssuer } from "./issuer.ts";
export { type RecordingLogger, recordingLogger } from "./recording-logger.ts";
export { type Relay, startRelay } from "./relay.ts";
export { startRestartable } from "./restartable.ts";
export { silentLogger } from "./silent-logger.ts";
