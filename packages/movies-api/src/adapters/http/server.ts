import { addDocuments, type HttpServer, type ServeHttpOptions, serveHttp } from "@hexmart/http";
import { toProblem } from "./errors.ts";
import { operationsOf } from "./openapi.ts";
import { addOperations, type RouteOptions } from "./routes.ts";

export type ServerOptions = Omit<RouteOptions, "operations"> &
  Omit<ServeHttpOptions, "routes" | "toProblem"> & {
    /** The OpenAPI document. */
    readonly document: { readonly info: { readonly title: string }; readonly paths: object };
  };

/** Serves an OpenAPI document and its documentation over HTTP. */
export async function startServer(options: ServerOptions): Promise<HttpServer> {
  const { document, handlers, bearer, ...others } = options;
  return serveHttp({
    ...others,
    toProblem,
    routes(app) {
      app.removeAllContentTypeParsers();
      const types = ["application/json", "application/merge-patch+json"];
      app.addContentTypeParser(types, { parseAs: "string" }, app.getDefaultJsonParser("error", "error"));
      app.addHook("onRequest", async (_request, reply) => {
        reply.header("cache-control", "private, no-cache");
      });
      addOperations(app, { handlers, bearer, operations: operationsOf(document) });
      addDocuments(app, document);
    },
  });
}
