import { type DescMethod, getOption } from "@bufbuild/protobuf";
import { policy } from "@hexmart/contracts/auth/v1/policy";
import { findCallers, type Grants } from "./callers.ts";
import { type Rpc, shortName } from "./rpcs.ts";

const arrows = {
  unary: "one → one",
  server_streaming: "one → stream",
  client_streaming: "stream → one",
  bidi_streaming: "stream → stream",
} as const;

/** A row for each rpc: its name, what goes in and out, what its contract asks of callers, and who may call it. */
export function listRpcs(rpcs: readonly Rpc[], audienceOf: (rpc: Rpc) => string, grants: Grants): string[][] {
  return [
    ["rpc", "messages", "scopes", "clients that may"],
    ...rpcs.map((rpc) => {
      const callers = findCallers(rpc.method, audienceOf(rpc), grants).map(({ client }) => client);
      return [
        shortName(rpc),
        arrows[rpc.method.methodKind],
        scopesText(rpc.method),
        callers.join(", ") || "none of this system",
      ];
    }),
  ];
}

function scopesText(method: DescMethod): string {
  const { public: open, scopes, owner, anyOwnerScope } = getOption(method, policy);
  if (open) return "anybody";
  const others = anyOwnerScope && `, or ${anyOwnerScope}`;
  return `${scopes.join(" ") || "any token"}${owner && ` (own ${owner}${others})`}`;
}
