import type { Options } from "./arguments.ts";
import { type Plan, touched } from "./plan.ts";

/** What whoever has made a package does with it. */
export function nextSteps({ name, port }: Pick<Plan, "name" | "port">, { source }: Pick<Options, "source">): string {
  const [contract] = source.contracts;
  const kind = contract === undefined ? "" : contract.endsWith(".proto") ? "proto" : "OpenAPI document";
  const steps = [
    ...(contract === undefined ? [] : [`Change its contract, the new ${kind} in contracts/, then: npm run generate`]),
    "Change its domain, test first, then ports, app and adapters. npm run rooms shows where the walls are",
    ...(contract === undefined
      ? []
      : [`Say in packages/stack/topology.ts (clients) and packages/identity/src/domain/resources.ts who may call it`]),
    ...(source.kind === "worker" ? ["Say in packages/stack/topology.ts (clients) what it may do"] : []),
    "Write its first journey in e2e/journeys",
    "Commit what git status shows; docs/how-to/add-a-service.md has the rest",
  ];
  return [
    "",
    `packages/${name} is there${port === undefined ? "" : `, on port ${port}`}, and part of npm start.`,
    ...steps.map((step, index) => `  ${index + 1}. ${step}`),
    `To take it back: git checkout -- ${touched.join(" ")} &&`,
    `  git clean -d --force contracts docs packages/stack packages/${name} && rm node_modules/@hexmart/${name}`,
  ].join("\n");
}

/** The same for a repository of its own. */
export const stepsElsewhere = (folder: string): string => `
${folder} is a repository of its own, and its tests pass.
  1. cd ${folder} && git init
  2. Change the contract in contracts/, if it has one, then: npm run generate
  3. Change the domain, test first, then ports, app and adapters; npm test
  4. npm start -- --help says what it is told; it needs an issuer of tokens, such as npm start here runs`;
