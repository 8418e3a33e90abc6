import { describe, expect, it } from "@jest/globals";
import {
  ContradictoryService,
  EchoService,
  rule,
  UnruledService,
} from "../../gen/hexmart/grpc/testing/v1/testing_pb.ts";
import { findPolicyProblems, readPolicy } from "./policy.ts";

describe("findPolicyProblems()", () => {
  it("finds none in a service whose methods all say who may call", () => {
    expect(findPolicyProblems(EchoService, rule)).toEqual([]);
  });

  it("names the method without a policy, and only that", () => {
    expect(findPolicyProblems(UnruledService, rule)).toEqual(["Forget has no policy"]);
  });

  it("names each contradiction", () => {
    expect(findPolicyProblems(ContradictoryService, rule)).toEqual([
      "PublicWithScope is public, and yet its policy names scopes or an owner",
      'UnknownOwner names owner "nobody", which hexmart.grpc.testing.v1.UnknownOwnerRequest does not have',
      'NumericOwner names owner "number", which is not a string',
      'AnyOwnerOfNothing lifts an owner rule with "echo.any_owner", but names no owner',
    ]);
  });
});

describe("readPolicy()", () => {
  it("is nothing for a public method", () => {
    expect(readPolicy(EchoService.method.echo, rule)).toBeUndefined();
  });

  it("holds scopes, the owner's field and the scope that lifts the rule", () => {
    expect(readPolicy(EchoService.method.collect, rule)).toMatchObject({
      scopes: ["echo.write"],
      owner: { name: "username" },
      anyOwnerScope: "echo.any_owner",
    });
  });
});
