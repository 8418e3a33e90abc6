import { strict as assert } from "node:assert";
import { create } from "@bufbuild/protobuf";
import { type Client, RpcError } from "@hexmart/grpc";
import {
  type InteropService,
  ResponseStatusSchema,
  type UnimplementedService,
} from "./gen/hexmart/interop/v1/interop_pb.ts";

/** Clients of the two services that the cases call; one of them compresses. */
export type Peer = {
  readonly interop: Client<typeof InteropService>;
  readonly compressing: Client<typeof InteropService>;
  readonly unimplemented: Client<typeof UnimplementedService>;
};

const plain = create(ResponseStatusSchema, { code: 2, message: "test status message" });
const special = create(ResponseStatusSchema, {
  code: 2,
  message: "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n",
});

const ping = { payload: new Uint8Array(27_182), responseSizes: [31_415] };

/** What ping_pong sends and gets, round by round. */
const rounds = [
  ping,
  { payload: new Uint8Array(8), responseSizes: [9] },
  { payload: new Uint8Array(1_828), responseSizes: [2_653] },
  { payload: new Uint8Array(45_904), responseSizes: [58_979] },
];

function assertZeros({ payload }: { payload: Uint8Array }, size: number | undefined): void {
  assert.equal(payload.length, size);
  assert.ok(payload.every((byte) => byte === 0));
}

async function* stream<T>(...messages: readonly T[]): AsyncGenerator<T> {
  yield* messages;
}

/** Sends these messages, and then leaves the server waiting for more. */
async function* streamWithoutEnd<T>(...messages: readonly T[]): AsyncGenerator<T> {
  yield* messages;
  await new Promise(() => {});
}

async function assertFails(call: Promise<unknown>, code: string, message?: string): Promise<void> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof RpcError, `Expected the call to fail with ${code}, but it ended with ${error ?? "OK"}`);
  assert.equal(error.code, code);
  if (message !== undefined) assert.equal(error.message, message);
}

/** What a call is told in header and trailer, and options that find it out. */
function echoes() {
  const headers = {
    "x-grpc-test-echo-initial": "test_initial_metadata_value",
    "x-grpc-test-echo-trailing-bin": Buffer.from([0xab, 0xab, 0xab]).toString("base64"),
  };
  const got: { header?: Headers; trailer?: Headers } = {};
  return {
    options: {
      headers,
      onHeader: (header: Headers) => {
        got.header = header;
      },
      onTrailer: (trailer: Headers) => {
        got.trailer = trailer;
      },
    },
    assertCame() {
      const [initial, trailing] = ["x-grpc-test-echo-initial", "x-grpc-test-echo-trailing-bin"] as const;
      assert.equal(got.header?.get(initial), headers[initial]);
      assert.equal(got.trailer?.get(trailing), headers[trailing]);
    },
  };
}

/**
 * The interop cases of the gRPC project, by its names for them, over a client of the kit. Sizes and texts are those of
 * https://github.com/grpc/grpc/blob/master/doc/interop-test-descriptions.md. Each rejects when the server is at fault.
 */
export const cases: Readonly<Record<string, (peer: Peer) => Promise<void>>> = {
  async empty_unary({ interop }) {
    await interop.emptyCall({});
  },

  async large_unary({ interop }) {
    assertZeros(await interop.unaryCall({ responseSize: 314_159, payload: new Uint8Array(271_828) }), 314_159);
  },

  async client_compressed_unary({ interop, compressing }) {
    const request = { responseSize: 314_159, payload: new Uint8Array(271_828) };
    assertZeros(await compressing.unaryCall({ ...request, expectCompressed: true }), 314_159);
    assertZeros(await interop.unaryCall(request), 314_159);
  },

  async server_compressed_unary({ interop, compressing }) {
    const request = { responseSize: 314_159, payload: new Uint8Array(271_828) };
    assertZeros(await compressing.unaryCall({ ...request, responseCompressed: true }), 314_159);
    assertZeros(await interop.unaryCall(request), 314_159);
  },

  async client_streaming({ interop }) {
    const requests = [27_182, 8, 1_828, 45_904].map((size) => ({ payload: new Uint8Array(size) }));
    const { aggregatedPayloadSize } = await interop.streamingInputCall(stream(...requests));
    assert.equal(aggregatedPayloadSize, 74_922);
  },

  async client_compressed_streaming({ compressing }) {
    const requests = [27_182, 45_904].map((size) => ({ payload: new Uint8Array(size), expectCompressed: true }));
    const { aggregatedPayloadSize } = await compressing.streamingInputCall(stream(...requests));
    assert.equal(aggregatedPayloadSize, 73_086);
  },

  async server_streaming({ interop }) {
    const responseSizes = [31_415, 9, 2_653, 58_979];
    const responses = await Array.fromAsync(interop.streamingOutputCall({ responseSizes }));
    assert.equal(responses.length, 4);
    for (const [index, response] of responses.entries()) assertZeros(response, responseSizes[index]);
  },

  async server_compressed_streaming({ compressing }) {
    const responseSizes = [31_415, 92_653];
    const request = { responseSizes, responseCompressed: true };
    const responses = await Array.fromAsync(compressing.streamingOutputCall(request));
    assert.equal(responses.length, 2);
    for (const [index, response] of responses.entries()) assertZeros(response, responseSizes[index]);
  },

  async ping_pong({ interop }) {
    let answer = Promise.withResolvers<void>();
    async function* requests() {
      for (const round of rounds) {
        yield round;
        await answer.promise;
        answer = Promise.withResolvers();
      }
    }
    let count = 0;
    for await (const response of interop.fullDuplexCall(requests())) {
      assertZeros(response, rounds[count]?.responseSizes[0]);
      count += 1;
      answer.resolve();
    }
    assert.equal(count, rounds.length);
  },

  async empty_stream({ interop }) {
    assert.deepEqual(await Array.fromAsync(interop.fullDuplexCall(stream())), []);
  },

  async custom_metadata({ interop }) {
    const request = { responseSize: 314_159, payload: new Uint8Array(271_828) };
    const unary = echoes();
    assertZeros(await interop.unaryCall(request, unary.options), 314_159);
    unary.assertCame();
    const duplex = echoes();
    const requests = stream({ payload: request.payload, responseSizes: [request.responseSize] });
    const responses = await Array.fromAsync(interop.fullDuplexCall(requests, duplex.options));
    assert.equal(responses.length, 1);
    for (const response of responses) assertZeros(response, 314_159);
    duplex.assertCame();
  },

  async status_code_and_message({ interop }) {
    const request = { responseStatus: plain };
    await assertFails(interop.unaryCall(request), "UNKNOWN", plain.message);
    await assertFails(Array.fromAsync(interop.fullDuplexCall(stream(request))), "UNKNOWN", plain.message);
  },

  async special_status_message({ interop }) {
    await assertFails(interop.unaryCall({ responseStatus: special }), "UNKNOWN", special.message);
  },

  async unimplemented_method({ interop }) {
    await assertFails(interop.unimplementedCall({}), "UNIMPLEMENTED");
  },

  async unimplemented_service({ unimplemented }) {
    await assertFails(unimplemented.anyCall({}), "UNIMPLEMENTED");
  },

  async cancel_after_begin({ interop }) {
    const cancel = new AbortController();
    const response = interop.streamingInputCall(streamWithoutEnd(), { signal: cancel.signal });
    cancel.abort();
    await assertFails(response, "CANCELLED");
  },

  async cancel_after_first_response({ interop }) {
    const cancel = new AbortController();
    const requests = streamWithoutEnd(ping);
    const responses = interop.fullDuplexCall(requests, { signal: cancel.signal })[Symbol.asyncIterator]();
    const first = await responses.next();
    assert.ok(first.done !== true);
    assertZeros(first.value, 31_415);
    cancel.abort();
    await assertFails(responses.next(), "CANCELLED");
  },

  async timeout_on_sleeping_server({ interop }) {
    // After 1 ms, as described, few calls have reached the server; after 200 ms it is asleep.
    for (const timeoutMs of [1, 200]) {
      const requests = streamWithoutEnd({ ...ping, delayMs: 60_000 });
      await assertFails(Array.fromAsync(interop.fullDuplexCall(requests, { timeoutMs })), "DEADLINE_EXCEEDED");
    }
  },
};
