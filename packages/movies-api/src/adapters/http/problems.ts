import type { components } from "@hexmart/contracts/openapi/movies.v1";
import { defineProblems, type ProblemTable, type StandardProblem } from "@hexmart/http";

type Problem = components["schemas"]["Problem"];

/** The types of problems, as the contract lists them, without what all begin with. */
export type ProblemName = Problem["type"] extends `urn:hexmart:problem:${infer Name}` ? Name : never;

/** Makes a problem of the contract: one of these, or one that every server has. */
export const problem = defineProblems({
  "user-required": [403, "Only a user can do this"],
  "not-owner": [403, "The movie belongs to another user"],
  "movie-not-found": [404, "The movie does not exist"],
  "movie-already-exists": [409, "Another movie has the id"],
  "movie-changed": [412, "The movie has changed"],
  "if-match-required": [428, "If-Match is required"],
} satisfies Record<Exclude<ProblemName, StandardProblem>, ProblemTable[string]>);
