export { createDatabase } from "./create-database.ts";
export { dropDatabase } from "./drop-database.ts";
export { removeEmbeddedPostgres } from "./embedded/remove.ts";
export { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from "./embedded/start.ts";
export { DatabaseUnavailableError, isDatabaseUnavailable } from "./errors.ts";
export type { Logger } from "./logger.ts";
export type { Migrations } from "./migrate.ts";
export { type Database, type OpenDatabaseOptions, openDatabase } from "./open-database.ts";
export { transact } from "./transact.ts";
