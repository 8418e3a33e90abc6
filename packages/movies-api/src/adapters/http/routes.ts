import type { Principal } from "@hexmart/auth";
import type { operations } from "@hexmart/contracts/openapi/movies.v1";
import { addMethodNotAllowed, type Bearer, type ProblemError } from "@hexmart/http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Answer, Operation } from "./openapi.ts";
import { problem } from "./problems.ts";

type Given<T> = [T] extends [undefined] ? Record<never, never> : NonNullable<T>;
type BodyOf<O> = O extends { requestBody: { content: infer Content } } ? Content[keyof Content] : undefined;
type RequestOf<O extends { parameters: { query?: unknown; header?: unknown; path?: unknown } }> = {
  readonly path: Given<O["parameters"]["path"]>;
  readonly query: Given<O["parameters"]["query"]>;
  readonly header: Given<O["parameters"]["header"]>;
  readonly body: BodyOf<O>;
};

type Success = 200 | 201 | 204 | 304;
/** Every answer of an operation that is not a problem. The request id is the server's to add. */
type AnswerOf<O extends { responses: object }> = {
  [Status in keyof O["responses"] & Success]: { readonly status: Status } & HeadersOf<O["responses"][Status]> &
    ContentOf<O["responses"][Status]>;
}[keyof O["responses"] & Success];

type HeadersOf<R> = R extends { headers: infer Headers }
  ? OwnHeaders<Exclude<NamesOf<Headers>, "X-Request-Id">>
  : never;
type OwnHeaders<Name extends PropertyKey> = [Name] extends [never]
  ? object
  : { readonly headers: { readonly [Key in Name]: string } };
/** Without the index signature, which lets any other header pass. */
type NamesOf<T> = keyof { [Key in keyof T as string extends Key ? never : number extends Key ? never : Key]: T[Key] };
type ContentOf<R> = R extends { content: { "application/json": infer Body } } ? { readonly body: Body } : object;

/** One handler for each operation of the contract: it gets what is valid, and answers what the contract says. */
export type Handlers = {
  readonly [Id in keyof operations]: (
    request: RequestOf<operations[Id]>,
    principal: Principal,
  ) => Promise<AnswerOf<operations[Id]>>;
};

export type RouteOptions = {
  readonly operations: readonly Operation[];
  readonly handlers: Handlers;
  readonly bearer: Bearer;
};

/** Serves each operation: who may call it, what it takes and what it answers is as the contract says. */
export function addOperations(app: FastifyInstance, { operations, handlers, bearer }: RouteOptions): void {
  for (const operation of operations) {
    const handle = handlers[operation.id as keyof Handlers] as
      | ((request: object, principal: Principal) => Promise<Answer>)
      | undefined;
    if (handle === undefined) throw new TypeError(`Cannot serve ${operation.id}: it has no handler`);
    app.route({
      method: operation.method,
      url: urlOf(operation.path),
      // #region serve
      // Before the body is read: nobody unknown may make the server take it.
      async onRequest(request) {
        await bearer(request, operation.scopes);
        assertMediaType(request, operation);
      },
      async handler(request, reply) {
        const { principal } = request;
        if (principal === undefined) throw new TypeError(`Cannot serve ${operation.id}: nobody looked who calls`);
        const { params: path, query, headers: header, body } = request;
        const parts = { path, query, header, body } as const;
        const errors = operation.checkRequest(parts);
        if (errors.length > 0) throw invalid(errors);
        const answer = await handle(parts, principal);
        const headers = { ...answer.headers, "X-Request-Id": request.id };
        assertContract(operation, { ...answer, headers });
        reply.code(answer.status).headers(headers);
        if (answer.body === undefined) return reply.send();
        return reply.type("application/json; charset=utf-8").send(JSON.stringify(answer.body));
      },
      // #endregion serve
    });
  }
  for (const [path, own] of Map.groupBy(operations, ({ path }) => path)) {
    const allowed = own.map(({ method }) => method);
    addMethodNotAllowed(app, urlOf(path), allowed);
  }
}

function urlOf(path: string): string {
  return path.replace(/\{(\w+)\}/g, ":$1");
}

function assertMediaType(request: FastifyRequest, { mediaTypes }: Operation): void {
  const [type = ""] = (request.headers["content-type"] ?? "").split(";");
  if (mediaTypes.length === 0 || mediaTypes.includes(type.trim().toLowerCase())) return;
  const accept = mediaTypes.join(", ");
  throw problem("unsupported-media-type", `Send the body as ${accept}`, { headers: { accept } });
}

function invalid(errors: ReturnType<Operation["checkRequest"]>): ProblemError {
  const [first] = errors;
  const message = `The ${first?.in} is not what the contract says: ${first?.pointer} ${first?.detail}`;
  return problem("invalid-request", message, { errors });
}

/** A client was promised what the contract says; anything else is a fault of the server, and is logged as one. */
function assertContract({ id, checkAnswer }: Operation, answer: Answer): void {
  const broken = checkAnswer(answer);
  if (broken.length > 0) throw new TypeError(`Cannot answer ${id}: it breaks the contract: ${broken.join("; ")}`);
}
