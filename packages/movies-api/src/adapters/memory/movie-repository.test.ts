import { describeMovieRepository } from "../../../test/movie-repository.contract.ts";
import { createMemoryMovieRepository } from "./movie-repository.ts";

describeMovieRepository("memory", async () => ({
  repository: createMemoryMovieRepository(),
  async [Symbol.asyncDispose]() {},
}));
