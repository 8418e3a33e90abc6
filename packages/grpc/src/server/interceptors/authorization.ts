import type { Message } from "@bufbuild/protobuf";
import { errorDomain } from "../../error-domain.ts";
import { RpcError } from "../../rpc-error.ts";
import type { InboundCall } from "../inbound-call.ts";
import type { Interceptor } from "../interceptor.ts";
import type { MethodPolicy } from "../policy.ts";

function notOwner(owner: string): RpcError {
  return new RpcError(
    "PERMISSION_DENIED",
    `Only the owner may do this: "${owner}" must be the user of the access token`,
    {
      details: { errorInfo: { reason: "NOT_OWNER", domain: errorDomain, metadata: { field: owner } } },
    },
  );
}

function mayActForAnyOwner(call: InboundCall, policy: MethodPolicy): boolean {
  return policy.anyOwnerScope !== "" && call.principal?.scopes.includes(policy.anyOwnerScope) === true;
}

/** Lets through only who has every scope of the method's policy, and to what they own where it names an owner. */
export function authorization(policy: MethodPolicy): Interceptor {
  const { scopes, owner } = policy;
  return {
    start(call) {
      const granted = call.principal?.scopes ?? [];
      const missing = scopes.filter((scope) => !granted.includes(scope));
      if (missing.length > 0) {
        throw new RpcError("PERMISSION_DENIED", `The access token lacks scope ${missing.join(" ")}`, {
          details: {
            errorInfo: { reason: "SCOPE_MISSING", domain: errorDomain, metadata: { scope: missing.join(" ") } },
          },
        });
      }
      // No message can be theirs, so none needs to be read.
      if (owner !== undefined && call.principal?.username === undefined && !mayActForAnyOwner(call, policy)) {
        throw notOwner(owner.name);
      }
    },
    ...(owner === undefined
      ? {}
      : {
          message(call: InboundCall, message: Message) {
            const named: unknown = Reflect.get(message, owner.localName);
            const { username } = call.principal ?? {};
            const owns = username !== undefined && username !== "" && named === username;
            if (!owns && !mayActForAnyOwner(call, policy)) {
              throw notOwner(owner.name);
            }
          },
        }),
  };
}
