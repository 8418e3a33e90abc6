import { describeArtifactRepository } from "../../../test/artifact-repository.contract.ts";
import { createMemoryArtifactRepository } from "./artifact-repository.ts";

describeArtifactRepository("memory", async () => ({
  repository: createMemoryArtifactRepository(),
  async [Symbol.asyncDispose]() {},
}));
