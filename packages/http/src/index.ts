/**
 * What HTTP servers have in common: `serveHttp` for their life, `createBearer` for who calls, `defineProblems` for how
 * they say no.
 *
 * @module
 */

export type { StreamedBody } from "./arrival.ts";
export { type Bearer, type BearerOptions, createBearer, type ScopesNeeded } from "./bearer.ts";
export { addDocuments } from "./documents.ts";
export { addMethodNotAllowed } from "./method-not-allowed.ts";
export {
  defineProblems,
  type Fault,
  type ProblemBody,
  ProblemError,
  type ProblemTable,
  type StandardProblem,
  toBody,
  unavailable,
} from "./problems.ts";
export { type HttpServer, type ServeHttpOptions, serveHttp } from "./serve-http.ts";
