export type { Call, CallOptions, Transcoder, TranscoderOptions } from "./options.ts";
export { readRequest } from "./request.ts";
export type { Match, Route } from "./routes.ts";
export { compileRoutes, matchRoute } from "./routes.ts";
export type { StatusCode } from "./status.ts";
export { httpStatusOf, TranscodeError } from "./status.ts";
export type { Template } from "./template.ts";
export { parseTemplate } from "./template.ts";
export { createTranscoder } from "./transcoder.ts";
