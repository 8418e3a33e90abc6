import { create, type Message } from "@bufbuild/protobuf";
import { EmptySchema } from "@bufbuild/protobuf/wkt";
import { RpcError } from "@hexmart/grpc";
import { describe, expect, it } from "@jest/globals";
import { guardedStream, guardedUnary } from "#adapters/grpc/guarded.ts";
import { UpstreamError } from "#domain/errors.ts";
import { createFakeGuard } from "./fake-guard.ts";

const never = new AbortController().signal;
const message = create(EmptySchema);
const toError = (error: unknown) => error;
const onLost = (error: unknown) => {
  throw new Error("Nothing was lost", { cause: error });
};
const refused = (reason: string) => ({ code: "UNAVAILABLE", details: { errorInfo: { reason } } });

async function drain(messages: AsyncIterable<Message>): Promise<number> {
  let count = 0;
  for await (const _ of messages) count += 1;
  return count;
}

describe("guardedUnary()", () => {
  it("holds its place for as long as the call takes", async () => {
    const guard = createFakeGuard();
    const answer = Promise.withResolvers<Message>();
    const called = Promise.withResolvers<void>();
    const call = () => {
      called.resolve();
      return answer.promise;
    };
    const done = guardedUnary(guard, never, { call, toError, onLost });
    await called.promise;
    expect(guard.taken()).toBe(1);

    answer.resolve(message);

    await expect(done).resolves.toBe(message);
    expect(guard.taken()).toBe(0);
  });

  it("gives its place back when the call fails, and fails as that", async () => {
    const guard = createFakeGuard();
    const error = new RpcError("NOT_FOUND", "There is none");

    await expect(guardedUnary(guard, never, { call: () => Promise.reject(error), toError, onLost })).rejects.toBe(
      error,
    );

    expect(guard.taken()).toBe(0);
  });

  it("says that a service cannot be reached, and only to the gateway where and why", async () => {
    const lost = new RpcError("UNAVAILABLE", "No connection established: connect ECONNREFUSED 10.0.0.7:50051");
    const call = () => Promise.reject(lost);
    const heard: unknown[] = [];
    const hears = (error: unknown) => heard.push(error);

    await expect(guardedUnary(createFakeGuard(), never, { call, toError, onLost: hears })).rejects.toMatchObject({
      ...refused("UPSTREAM_UNREACHABLE"),
      message: "The service cannot be reached: try again later",
      cause: lost,
    });
    expect(heard).toEqual([lost]);
  });

  it("hands on what a service itself says of when to come back", async () => {
    const busy = new RpcError("UNAVAILABLE", "The database is away", {
      details: { retryInfo: { retryDelay: { seconds: 2n } } },
    });

    await expect(
      guardedUnary(createFakeGuard(), never, { call: () => Promise.reject(busy), toError, onLost }),
    ).rejects.toBe(busy);
  });

  it("makes no call without a place, or to a service that is left alone", async () => {
    let calls = 0;
    const call = async () => {
      calls += 1;
      return message;
    };
    const resting = createFakeGuard();
    await resting.attempt(() => Promise.reject(new UpstreamError("TIMED_OUT", "Late"))).catch(() => undefined);

    await expect(guardedUnary(createFakeGuard({ places: 0 }), never, { call, toError, onLost })).rejects.toMatchObject(
      refused("UPSTREAM_OVERLOADED"),
    );
    await expect(guardedUnary(resting, never, { call, toError, onLost })).rejects.toMatchObject(
      refused("UPSTREAM_RESTING"),
    );
    await expect(
      guardedUnary(createFakeGuard(), AbortSignal.abort("gone"), { call, toError, onLost }),
    ).rejects.toMatchObject({
      code: "CANCELLED",
    });
    expect([calls, resting.taken()]).toEqual([0, 0]);
  });
});

describe("guardedStream()", () => {
  it("holds its place until the last message", async () => {
    const guard = createFakeGuard();
    const taken: number[] = [];
    const call = async function* () {
      for (const _ of [1, 2]) {
        taken.push(guard.taken());
        yield message;
      }
    };

    expect(await drain(guardedStream(guard, never, { call, toError, onLost }))).toBe(2);

    expect([taken, guard.taken()]).toEqual([[1, 1], 0]);
  });

  it.each([0, 1])("gives its place back when the call fails after %i messages", async (count) => {
    const guard = createFakeGuard();
    const error = new RpcError("ABORTED", "It has broken off");
    const call = async function* () {
      for (let sent = 0; sent < count; sent += 1) yield message;
      throw error;
    };

    await expect(drain(guardedStream(guard, never, { call, toError, onLost }))).rejects.toBe(error);

    expect(guard.taken()).toBe(0);
  });

  it("gives its place back when its reader leaves, and ends the call", async () => {
    const guard = createFakeGuard();
    let ended = false;
    const call = async function* () {
      try {
        for (;;) yield message;
      } finally {
        ended = true;
      }
    };

    for await (const _ of guardedStream(guard, never, { call, toError, onLost })) break;

    expect([ended, guard.taken()]).toEqual([true, 0]);
  });

  it.each([0, 1])("tells the gateway once of a service that is lost after %i messages", async (count) => {
    const lost = new RpcError("UNAVAILABLE", "Connection dropped: 10.0.0.7:50051");
    const call = async function* () {
      for (let sent = 0; sent < count; sent += 1) yield message;
      throw lost;
    };
    const heard: unknown[] = [];
    const hears = (error: unknown) => heard.push(error);

    await expect(
      drain(guardedStream(createFakeGuard(), never, { call, toError, onLost: hears })),
    ).rejects.toMatchObject(refused("UPSTREAM_UNREACHABLE"));

    expect(heard).toEqual([lost]);
  });
});
