import type { Message } from "@bufbuild/protobuf";
import { connect, implement, RpcError, serve } from "@hexmart/grpc";
import { ShelfService } from "../gen/hexmart/transcode/testing/v1/shelf_pb.ts";
import { SampleService } from "../gen/hexmart/transcode/testing/v1/testing_pb.ts";
import type { Call } from "../src/index.ts";

const samples = implement(SampleService, {
  async getSample({ name, sample }, context) {
    if (name === "missing") {
      throw new RpcError("NOT_FOUND", 'Sample "missing" does not exist', {
        details: { resourceInfo: { resourceType: "Sample", resourceName: name } },
      });
    }
    if (name === "slow") {
      await new Promise((_, reject) => context.signal.addEventListener("abort", () => reject(context.signal.reason)));
    }
    return { name, ...(sample && { sample }) };
  },
  createSample: async ({ sample, requestId }) => ({ requestId, ...(sample && { sample }) }),
  updateSample: async ({ sample, updateMask }) => ({ ...(sample && { sample }), ...(updateMask && { updateMask }) }),
  replaceSample: async ({ sample, etag }) => ({ etag, ...(sample && { sample }) }),
  deleteSample: async ({ name, etag }) => ({ name, etag }),
  archiveSample: async ({ name }) => ({ name }),
  findFile: async ({ path }) => ({ path }),
  async *countSamples({ to, failWith }) {
    for (let number = 1; number <= to; number += 1) yield { number };
    if (failWith !== 0) throw new RpcError("ABORTED", "Counted enough");
  },
  async collectSamples(requests) {
    const all = await Array.fromAsync(requests);
    return { shelves: all.map(({ shelf }) => shelf), names: all.map(({ name }) => name) };
  },
  async *chat(requests) {
    for await (const { text } of requests) yield { text: text.toUpperCase() };
  },
});

const shelves = implement(ShelfService, {
  async fill(requests) {
    const all = await Array.fromAsync(requests);
    return { shelves: all.map(({ shelf }) => shelf), names: all.map(({ name }) => name) };
  },
});

type Method = (request: Message | AsyncIterable<Message>, options: object) => ReturnType<Call>;

/** Says nothing: what the server thinks of a call is no part of these tests. */
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** The services of the testing contract over a real gRPC socket, and a call that reaches them. */
export async function serveSamples(): Promise<{ readonly address: string; readonly call: Call } & AsyncDisposable> {
  const server = await serve({ address: "127.0.0.1:0", services: [samples, shelves], auth: "none", logger: silent });
  const clients = {
    [SampleService.typeName]: connect(SampleService, { address: server.address }),
    [ShelfService.typeName]: connect(ShelfService, { address: server.address }),
  };
  return {
    address: server.address,
    call(method, request, options) {
      const client = clients[method.parent.typeName] as unknown as Record<string, Method>;
      const invoke = client[method.localName];
      if (invoke === undefined) throw new Error(`There is no client for ${method}`);
      return invoke(request, options);
    },
    async [Symbol.asyncDispose]() {
      for (const client of Object.values(clients)) client[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
