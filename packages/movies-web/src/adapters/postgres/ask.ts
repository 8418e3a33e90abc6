import { askDatabase, type Database } from "@hexmart/postgres";
import { UnavailableError } from "#domain/errors.ts";

type EntityManager = ReturnType<Database["em"]>;

/** A database that is away is not a bug: the caller may ask again. */
export const ask = <Answer>(database: Database, question: (em: EntityManager) => Promise<Answer>): Promise<Answer> =>
  askDatabase(UnavailableError, () => question(database.em()));
