import type { DescField, DescMethod, DescService, Message } from "@bufbuild/protobuf";
import { getOption, hasOption, ScalarType } from "@bufbuild/protobuf";
import type { GenExtension } from "@bufbuild/protobuf/codegenv2";
import type { MethodOptions } from "@bufbuild/protobuf/wkt";

/** The message of a policy option: any that has these four fields, whoever defines it. */
export type PolicyMessage = Message & {
  public: boolean;
  scopes: string[];
  owner: string;
  anyOwnerScope: string;
};

/** A method option that states who may call, for example `policy` of hexmart/auth/v1/policy.proto. */
export type PolicyOption = GenExtension<MethodOptions, PolicyMessage>;

/** Who may call a method that is not public. */
export type MethodPolicy = {
  readonly scopes: readonly string[];
  readonly owner: DescField | undefined;
  readonly anyOwnerScope: string;
};

function contradictions(method: DescMethod, policy: PolicyMessage): string[] {
  const name = method.name;
  if (policy.public) {
    return policy.scopes.length > 0 || policy.owner !== "" || policy.anyOwnerScope !== ""
      ? [`${name} is public, and yet its policy names scopes or an owner`]
      : [];
  }
  const problems: string[] = [];
  if (policy.owner !== "") {
    const field = method.input.fields.find((field) => field.name === policy.owner);
    if (field === undefined) {
      problems.push(`${name} names owner "${policy.owner}", which ${method.input.typeName} does not have`);
    } else if (field.fieldKind !== "scalar" || field.scalar !== ScalarType.STRING) {
      problems.push(`${name} names owner "${policy.owner}", which is not a string`);
    }
  } else if (policy.anyOwnerScope !== "") {
    problems.push(`${name} lifts an owner rule with "${policy.anyOwnerScope}", but names no owner`);
  }
  if (policy.scopes.includes("")) {
    problems.push(`${name} names an empty scope`);
  }
  return problems;
}

/** What is wrong with the policies of a service, each with the method's name; empty when a server may start with them. */
export function findPolicyProblems(service: DescService, option: PolicyOption): string[] {
  return service.methods.flatMap((method) =>
    hasOption(method, option) ? contradictions(method, getOption(method, option)) : [`${method.name} has no policy`],
  );
}

/** The policy of a method, of which findPolicyProblems() found nothing wrong; undefined for a public one. */
export function readPolicy(method: DescMethod, option: PolicyOption): MethodPolicy | undefined {
  const policy = getOption(method, option);
  return policy.public
    ? undefined
    : {
        scopes: policy.scopes,
        owner: method.input.fields.find((field) => field.name === policy.owner),
        anyOwnerScope: policy.anyOwnerScope,
      };
}
