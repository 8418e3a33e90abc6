import type { DescMessage, Message } from "@bufbuild/protobuf";
import { create, hasOption } from "@bufbuild/protobuf";
import { pathToString } from "@bufbuild/protobuf/reflect";
import type { Validator, Violation } from "@bufbuild/protovalidate";
import { createValidator } from "@bufbuild/protovalidate";
import * as rules from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { RpcError } from "../../rpc-error.ts";
import type { Interceptor } from "../interceptor.ts";

/** More would help nobody, and an error has to fit into a header. */
const maxViolations = 20;

function hasRules(message: DescMessage, seen = new Set<DescMessage>()): boolean {
  if (seen.has(message)) {
    return false;
  }
  seen.add(message);
  return (
    hasOption(message, rules.message) ||
    message.oneofs.some((oneof) => hasOption(oneof, rules.oneof)) ||
    message.fields.some(
      (field) => hasOption(field, rules.field) || (field.message !== undefined && hasRules(field.message, seen)),
    )
  );
}

function toError(violations: readonly Violation[]): RpcError {
  const fieldViolations = violations.slice(0, maxViolations).map((violation) => ({
    field: pathToString(violation.field),
    description: violation.message,
    reason: violation.ruleId,
  }));
  const said = fieldViolations.map(({ field, description }) =>
    field === "" ? description : `${field}: ${description}`,
  );
  const more = violations.length - fieldViolations.length;
  return new RpcError(
    "INVALID_ARGUMENT",
    `The request is not valid: ${said.join("; ")}${more > 0 ? `; and ${more} more` : ""}`,
    {
      details: { badRequest: { fieldViolations } },
    },
  );
}

/** Makes one validator for all methods, since it compiles each rule once. */
export function createValidation(): (input: DescMessage) => Interceptor | undefined {
  const patterns = new Map<string, RegExp>();
  const validator = createValidator({ regexMatch: (pattern, against) => compiled(patterns, pattern).test(against) });
  return (input) => validation(validator, input);
}

/**
 * Checks every request message against the rules of its contract; nothing for a type that has none. The rules are
 * compiled here, at start-up: the first compilation takes some 80 ms, and a rule that does not compile throws at once.
 */
function validation(validator: Validator, input: DescMessage): Interceptor | undefined {
  if (!hasRules(input)) {
    return undefined;
  }
  const { kind, error } = validator.validate(input, create(input));
  if (kind === "error") {
    throw new Error(`Cannot serve: the validation rules of ${input.typeName} do not compile`, { cause: error });
  }
  return {
    message(_call, message: Message) {
      const result = validator.validate(input, message);
      if (result.kind === "invalid") {
        throw toError(result.violations);
      }
      if (result.kind === "error") {
        throw result.error;
      }
    },
  };
}

/**
 * Patterns by the platform's own engine, several times as fast as protovalidate's RE2 in JavaScript. Only that one is
 * safe from patterns that backtrack for ever, which strangers may make; these are the contract's own.
 */
function compiled(patterns: Map<string, RegExp>, pattern: string): RegExp {
  let regExp = patterns.get(pattern);
  if (regExp === undefined) {
    regExp = new RegExp(pattern, "u");
    patterns.set(pattern, regExp);
  }
  return regExp;
}
