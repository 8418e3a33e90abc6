import pg from "pg";

/**
 * Writes values in the place of $1, $2, … for COPY, which takes no parameters: PostgreSQL gives a quoted value its type
 * just as it does to a parameter.
 */
export function quoteValues(sql: string, values: readonly (string | number)[]): string {
  return sql.replace(/\$(\d+)/g, (_, number) => pg.escapeLiteral(String(values[Number(number) - 1])));
}
