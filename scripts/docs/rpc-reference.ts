import type { Contract, EnumType, MessageType, Rpc, Service } from "./contract.ts";
import type { Options } from "./descriptor.ts";
import { anchor, code, prose, table } from "./markdown.ts";

type Policy = { public?: boolean; scopes?: readonly string[]; owner?: string; anyOwnerScope?: string };

const policyOption = "[hexmart.auth.v1.policy]";
const httpOption = "[google.api.http]";

type HttpRule = {
  readonly custom?: { readonly kind: string; readonly path: string };
  readonly body?: string;
  readonly responseBody?: string;
  readonly additionalBindings?: readonly HttpRule[];
} & { readonly [verb in (typeof httpMethods)[number]]?: string };

const httpMethods = ["get", "post", "put", "patch", "delete"] as const;

/** Every service, message and enum of the contracts, as `docs/reference/rpc.md`. `folder` is where the protos lie. */
export function rpcReference(contracts: readonly Contract[], folder: string): string {
  const link = linkTo(contracts);
  const services = contracts.flatMap((contract) => contract.services);
  return [
    "# RPC",
    `Written by \`npm run docs:generate\` from the protos in [${folder}](../../${folder}): change it there.`,
    "A call needs an access token with the scopes of its method. An owner rule says which field of the request names the user whose things are reached: it must be the user of the token, unless the token has the scope for any owner. A request that breaks a rule of its message is refused with INVALID_ARGUMENT, and a `BadRequest` names every field. [errors.md](errors.md) has what else may come back.",
    "Over HTTP, a method is called as JSON with what its line says: fields in braces are in the path, the body holds the field that is named or all that are left, and the query holds the rest. [transcoding.md](transcoding.md) has the rules.",
    "Every service also answers `grpc.health.v1.Health` and gRPC reflection, without a token.",
    table(
      ["rpc", "HTTP", "kind", "scopes", "owner rule", "any owner", "to repeat it"],
      services.flatMap(({ name, rpcs }) =>
        rpcs.map((rpc) => [
          `[${short(name)}.${rpc.name}](#${anchor(headingOf(name, rpc))})`,
          bindings(rpc)
            .map(({ call }) => code(call))
            .join(" ") || "–",
          kindOf(rpc),
          ...access(rpc),
        ]),
      ),
    ),
    ...contracts.flatMap((contract) => contractText(contract, folder, link)),
  ]
    .filter((paragraph) => paragraph !== "")
    .join("\n\n")
    .concat("\n");
}

type Link = (type: string) => string;

/** A type by its last name, linked where this document has it. */
function linkTo(contracts: readonly Contract[]): Link {
  const known = new Set(contracts.flatMap(({ messages, enums }) => [...messages, ...enums]).map(({ name }) => name));
  return (type) => (known.has(type) ? `[${code(short(type))}](#${anchor(type)})` : code(type));
}

function contractText(contract: Contract, folder: string, link: Link): string[] {
  return [
    `## Package ${contract.package}`,
    `[${contract.file}](../../${folder}/${contract.file})`,
    ...contract.services.flatMap((service) => serviceText(service, link)),
    ...contract.messages.flatMap((message) => messageText(message, link)),
    ...contract.enums.flatMap(enumText),
  ];
}

function serviceText({ name, comment, rpcs }: Service, link: Link): string[] {
  return [
    `### ${name}`,
    prose(comment),
    ...rpcs.flatMap((rpc) => [`#### ${headingOf(name, rpc)}`, prose(rpc.comment), rpcText(rpc, link)]),
  ];
}

function rpcText(rpc: Rpc, link: Link): string {
  const [scopes, owner, anyOwner, repeat] = access(rpc);
  const others = otherOptions(rpc.options);
  const facts = [
    `- ${rpc.clientStreams ? "stream of " : ""}${link(rpc.request)} → ${rpc.serverStreams ? "stream of " : ""}${link(rpc.response)} (${kindOf(rpc)})`,
    `- scopes: ${scopes}${owner === "–" ? "" : `; owner: ${owner}, or any with ${anyOwner}`}`,
    `- to repeat it: ${repeat}`,
    ...bindings(rpc).map(({ call, rule }) => `- HTTP: ${code(call)}${bodies(rule)}`),
    ...(others === "" ? [] : [`- options: ${others}`]),
  ];
  return facts.join("\n");
}

function kindOf({ clientStreams, serverStreams }: Rpc): string {
  if (clientStreams && serverStreams) return "bidi stream";
  return clientStreams ? "client stream" : serverStreams ? "server stream" : "unary";
}

/** Scopes, owner rule, scope for any owner, and whether the call may be repeated. */
function access({ options }: Rpc): [string, string, string, string] {
  const policy = (options[policyOption] ?? {}) as Policy;
  return [
    policy.public ? "none, it is public" : (policy.scopes ?? []).map(code).join(" ") || "any token",
    policy.owner ? code(policy.owner) : "–",
    policy.anyOwnerScope ? code(policy.anyOwnerScope) : "–",
    idempotencies[String(options.idempotencyLevel)] ?? "not declared safe",
  ];
}

const idempotencies: Readonly<Record<string, string>> = {
  NO_SIDE_EFFECTS: "safe, it only reads",
  IDEMPOTENT: "safe as its comment says",
};

/** The ways to call it over HTTP, the first one first. */
function bindings({ options }: Rpc): { readonly call: string; readonly rule: HttpRule }[] {
  const first = options[httpOption] as HttpRule | undefined;
  return [first, ...(first?.additionalBindings ?? [])].flatMap((rule) => {
    if (rule === undefined) return [];
    const verb = httpMethods.find((name) => rule[name] !== undefined);
    const call =
      verb === undefined ? `${rule.custom?.kind} ${rule.custom?.path}` : `${verb.toUpperCase()} ${rule[verb]}`;
    return [{ call, rule }];
  });
}

function bodies({ body, responseBody }: HttpRule): string {
  const request = body === undefined ? "" : body === "*" ? ", the body is the request" : `, the body is ${code(body)}`;
  return request + (responseBody === undefined ? "" : `, the answer is ${code(responseBody)}`);
}

/** Nothing that a proto says of a method may be missing only because there are no words for it. */
function otherOptions({ idempotencyLevel: _, [policyOption]: __, [httpOption]: ___, ...others }: Options): string {
  return Object.entries(others)
    .map(([name, value]) => code(`${name}: ${JSON.stringify(value)}`))
    .join(", ");
}

function messageText({ name, comment, rule, fields, oneofs }: MessageType, link: Link): string[] {
  return [
    `### ${name}`,
    prose(comment),
    ...(rule === "" ? [] : [`Rule: ${rule}.`]),
    ...(fields.length === 0
      ? ["It has no fields."]
      : [
          table(
            ["field", "type", "rule", "what it is"],
            fields.map((field) => [
              code(field.name),
              `${field.label} ${link(field.type)}`.trim(),
              field.rule || "–",
              prose(field.comment),
            ]),
          ),
        ]),
    ...oneofs.map(
      (oneof) =>
        `${oneof.rule === "required" ? "Exactly" : "At most"} one of ${oneof.fields.map(code).join(", ")} (${code(oneof.name)}): ${prose(oneof.comment)}`,
    ),
  ];
}

function enumText({ name, comment, values }: EnumType): string[] {
  return [
    `### ${name}`,
    prose(comment),
    table(
      ["value", "number", "what it is"],
      values.map((value) => [code(value.name), String(value.number), prose(value.comment)]),
    ),
  ];
}

/** The name by which gRPC calls it, and grpcurl. */
function headingOf(service: string, rpc: Rpc): string {
  return `${service}/${rpc.name}`;
}

function short(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
