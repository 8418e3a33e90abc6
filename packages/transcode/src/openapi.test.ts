import { describe, expect, it } from "@jest/globals";
import { SampleService } from "../gen/hexmart/transcode/testing/v1/testing_pb.ts";
import { describeRoutes } from "./openapi.ts";
import { compileRoutes } from "./routes.ts";

const routes = compileRoutes([SampleService]);
const { paths, schemas } = describeRoutes(routes);
const operations = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

describe("describeRoutes()", () => {
  it("has every route but those for any method, under a name of its own", () => {
    const known = routes.filter(({ httpMethod }) => httpMethod !== "*");

    expect(operations).toHaveLength(known.length);
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(known.length);
  });

  it("declares each variable of a path as a parameter, and nothing twice", () => {
    for (const { path, operation } of operations) {
      const parameters = operation.parameters as { name: string; in: string; required?: boolean }[];
      const variables = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);

      expect(parameters.filter((one) => one.in === "path").map(({ name }) => name)).toEqual(variables);
      expect(new Set(parameters.map(({ name }) => name)).size).toBe(parameters.length);
    }
  });

  it("refers to no schema that is not there", () => {
    const references = [...JSON.stringify({ paths, schemas }).matchAll(/#\/components\/schemas\/([\w.]+)/g)];

    expect(references.length).toBeGreaterThan(10);
    expect(references.filter(([, name = ""]) => !(name in schemas))).toEqual([]);
  });

  it("says what a stream is: lines, or events", () => {
    const streams = operations.filter(({ operation }) => JSON.stringify(operation.responses).includes("x-ndjson"));

    expect(streams.length).toBeGreaterThan(0);
    expect(JSON.stringify(streams[0]?.operation.responses)).toContain("text/event-stream");
  });

  it("has no body where the annotation has none, and no field both in path and body", () => {
    for (const { path, method, operation } of operations) {
      if (method === "get") expect(operation).not.toHaveProperty("requestBody");
      const body = JSON.stringify(operation.requestBody ?? {});
      for (const [, name] of path.matchAll(/\{(\w+)\}/g)) expect(body).not.toContain(`"${name}":{"type"`);
    }
  });

  it("says of a method what its contract says, and who may call it", () => {
    const described = describeRoutes(routes, {
      describe: (name) => (name.endsWith(".GetSample") ? "Answers a sample. NOT_FOUND otherwise." : undefined),
      securityOf: () => [{ oauth2: ["sample.read"] }],
    });

    expect(described.paths["/v1/samples/{name}"]?.get).toMatchObject({
      summary: "Answers a sample",
      description: "Answers a sample. NOT_FOUND otherwise.",
      security: [{ oauth2: ["sample.read"] }],
    });
  });
});
