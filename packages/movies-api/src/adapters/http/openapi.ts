import type { Fault } from "@hexmart/http";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

type Part = Fault["in"];

export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

/** An operation of an OpenAPI document, ready to be served. */
export type Operation = {
  readonly id: string;
  /** In capitals. */
  readonly method: string;
  /** With parameters in braces. */
  readonly path: string;
  /** All of them are needed. */
  readonly scopes: readonly string[];
  /** What its body may be; empty where it has none. */
  readonly mediaTypes: readonly string[];
  /** Makes numbers of texts in path, query and header where the contract says so. */
  checkRequest(request: Readonly<Record<Part, unknown>>): Fault[];
  /** What of an answer the contract does not say, one sentence each. */
  checkAnswer(answer: Answer): string[];
};

type Node = Readonly<Record<string, unknown>>;
/** A part of the document: where it is, and what it was called where it was referred to. */
type Place = { readonly name: string; readonly node: Node; readonly pointer: string };

const methods = ["get", "post", "put", "patch", "delete"];

/**
 * The operations of an OpenAPI 3.1 document that refers only to itself. Its schemas are JSON Schema 2020-12, so a
 * validator takes them as they are.
 *
 * @throws TypeError for an operation that does not say who may call it
 */
export function operationsOf(document: object): Operation[] {
  const root = document as Node;
  // Texts become numbers where a URL or a header has nothing but texts; never in a body.
  const ofText = validator(root, { coerceTypes: true });
  const ofJson = validator(root, {});
  return Object.keys(root.paths as Node).flatMap((path) => {
    const item = follow(root, `#/paths/${escaped(path)}`);
    return methods
      .filter((method) => method in item.node)
      .map((method) => compile(root, { ofText, ofJson }, { path, method, item }));
  });
}

type Validators = { readonly ofText: Ajv2020; readonly ofJson: Ajv2020 };

function compile(
  root: Node,
  { ofText, ofJson }: Validators,
  at: { path: string; method: string; item: Place },
): Operation {
  const place = follow(root, `${at.item.pointer}/${at.method}`);
  const { node, pointer } = place;
  const id = String(node.operationId);
  const parameters = [...placesIn(root, at.item, "parameters"), ...placesIn(root, place, "parameters")];
  const parts = (["path", "query", "header"] as const).map((part) => {
    const own = parameters.filter((parameter) => parameter.node.in === part);
    return { part, names: own.map((one) => String(one.node.name)), check: ofText.compile(objectOf(own)) };
  });
  const body = contentOf(root, node.requestBody ? follow(root, `${pointer}/requestBody`) : undefined, ofJson);
  const responses = new Map(
    Object.keys(node.responses as Node).map((status) => {
      const response = follow(root, `${pointer}/responses/${status}`);
      const headers = placesIn(root, response, "headers");
      return [status, { content: contentOf(root, response, ofJson), headers: ofJson.compile(objectOf(headers)) }];
    }),
  );

  return {
    id,
    method: at.method.toUpperCase(),
    path: at.path,
    scopes: scopesOf(id, node.security),
    mediaTypes: [...body.keys()],

    checkRequest(request) {
      const faults = parts.flatMap(({ part, names, check }) => {
        // Whoever sends a request adds headers on the way; the contract names those that mean something here.
        const value = part === "header" ? pick(request.header as Node, names) : request[part];
        return faultsOf(part, value, check);
      });
      const [check] = body.values();
      return [...faults, ...(check ? faultsOf("body", request.body, check) : [])];
    },

    checkAnswer({ status, headers = {}, body: content }) {
      const response = responses.get(String(status));
      if (response === undefined) return [`status ${status} is not in the contract`];
      const [check] = response.content.values();
      if (check === undefined && content !== undefined) return [`status ${status} has no body`];
      return [
        ...faultsOf("header", { ...headers }, response.headers),
        ...(check ? faultsOf("body", content, check) : []),
      ].map((fault) => `${fault.in} ${fault.pointer} ${fault.detail}`);
    },
  };
}

function validator(root: Node, options: { coerceTypes?: boolean }): Ajv2020 {
  const ajv = new Ajv2020({ ...options, allErrors: false, strict: true });
  addFormats.default(ajv);
  // The document is a schema too, to the validator: one that says nothing but what is below it.
  ajv.addVocabulary(Object.keys(root));
  return ajv.addSchema(root, "document", undefined, false);
}

/** A schema of an object that has these parameters or headers, and no other. */
function objectOf(places: readonly Place[]): object {
  // A parameter has its name in it; a header is called as its key.
  const nameOf = ({ node, name }: Place) => (typeof node.name === "string" ? node.name : name);
  return {
    type: "object",
    additionalProperties: false,
    required: places.filter(({ node }) => node.required === true).map(nameOf),
    properties: Object.fromEntries(places.map((place) => [nameOf(place), { $ref: `document${place.pointer}/schema` }])),
  };
}

function scopesOf(id: string, security: unknown): readonly string[] {
  const [first, ...others] = Array.isArray(security) ? (security as Readonly<Record<string, string[]>>[]) : [];
  const scopes = first?.oauth2;
  if (scopes === undefined || others.length > 0) {
    throw new TypeError(`Cannot serve ${id}: its "security" is not one list of scopes; name those of oauth2, or none`);
  }
  return scopes;
}

/** The validators of a body, by media type. */
function contentOf(root: Node, place: Place | undefined, ajv: Ajv2020): Map<string, ValidateFunction> {
  const types = Object.keys((place?.node.content as Node | undefined) ?? {});
  return new Map(
    types.map((type) => {
      const { pointer } = follow(root, `${place?.pointer}/content/${escaped(type)}`);
      return [type, ajv.compile({ $ref: `document${pointer}/schema` })];
    }),
  );
}

function faultsOf(part: Part, value: unknown, check: ValidateFunction): Fault[] {
  if (value === undefined) return [{ in: part, pointer: "", detail: "is missing" }];
  if (check(value)) return [];
  return (check.errors ?? []).map((error) => ({ in: part, pointer: pointerOf(error), detail: detailOf(error) }));
}

function pointerOf({ instancePath, keyword, params }: ErrorObject): string {
  const property = keyword === "additionalProperties" ? params.additionalProperty : params.missingProperty;
  const name = String(property ?? "")
    .replaceAll("~", "~0")
    .replaceAll("/", "~1");
  return property === undefined ? instancePath : `${instancePath}/${name}`;
}

function detailOf({ keyword, message = "is not valid", params }: ErrorObject): string {
  if (keyword === "additionalProperties") return "is not a field of the contract";
  if (keyword === "required") return "is missing";
  return keyword === "enum" ? `${message}: ${params.allowedValues.join(", ")}` : message;
}

function pick(node: Node, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => node[name] !== undefined).map((name) => [name, node[name]]));
}

/** The parts below one, be it a list or an object of them. */
function placesIn(root: Node, { node, pointer }: Place, name: string): Place[] {
  return Object.keys(node[name] ?? {}).map((key) => follow(root, `${pointer}/${name}/${escaped(key)}`));
}

/** The part at a pointer into the document, or the one that it refers to. */
function follow(root: Node, pointer: string, calledAs?: string): Place {
  const names = pointer.slice(2).split("/").map(unescaped);
  const name = calledAs ?? names.at(-1) ?? "";
  const node = names.reduce<unknown>((parent, key) => (parent as Node | undefined)?.[key], root);
  if (typeof node !== "object" || node === null) throw new TypeError(`Cannot read the contract: it has no ${pointer}`);
  const { $ref } = node as Node;
  return typeof $ref === "string" ? follow(root, $ref, name) : { name, node: node as Node, pointer };
}

/** A name within a pointer that stands behind the "#" of a URI. */
function escaped(name: string): string {
  return encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));
}

function unescaped(name: string): string {
  return decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~");
}
