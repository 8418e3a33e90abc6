import { money } from "@hexmart/money";
import { expect, it } from "@jest/globals";
import { v4 as uuidv4, v7 as uuidv7 } from "uuid";
import type { Product } from "#domain/product.ts";
import type { CreationRequest } from "#ports/product-repository.ts";
import type { OpenRepository } from "./product-repository.contract.ts";
import { product } from "./products.ts";

const now = new Date("2026-07-02T12:00:00.456Z");
const before = (milliseconds: number) => new Date(now.getTime() - milliseconds);
const since = before(1_000);

const requestFor = ({ id: productId }: Product, more: Partial<CreationRequest> = {}): CreationRequest => ({
  id: uuidv4(),
  content: `a product with "quotes" and 🛒`,
  productId,
  time: now,
  ...more,
});

/** What changes, deletions and remembered requests must do; part of the suite of every product repository. */
export function describeProductChanges(open: OpenRepository): void {
  it("replaces all of a product but its id, and no other", async () => {
    await using opened = await open();
    const [stored, other] = [product(), product()];
    await opened.repository.addMissing([stored, other]);
    const revised: Product = {
      id: stored.id,
      name: "Mi11",
      description: "",
      price: money("EUR", "0.000000001"),
      status: "outOfStock",
      etag: "second",
      createTime: stored.createTime,
      updateTime: now,
    };

    expect(await opened.repository.replace(stored, revised)).toBe(true);

    expect(await opened.repository.findByIds([stored.id])).toEqual([revised]);
    expect(await opened.repository.findByIds([other.id])).toEqual([other]);
  });

  it("replaces nothing that has changed or gone meanwhile, and so lets exactly one of racing writers win", async () => {
    await using opened = await open();
    const stored = product();
    await opened.repository.addMissing([stored]);

    const won = await Promise.all(
      Array.from({ length: 8 }, (_, at) => opened.repository.replace(stored, { ...stored, etag: `etag ${at}` })),
    );

    expect(won.filter((success) => success)).toHaveLength(1);
    const [kept] = await opened.repository.findByIds([stored.id]);
    expect(kept?.etag).toBe(`etag ${won.indexOf(true)}`);
    expect(await opened.repository.replace(product(), product())).toBe(false);
  });

  it("removes a product that has not changed, once, and no other", async () => {
    await using opened = await open();
    const [one, other] = [product(), product()];
    await opened.repository.addMissing([one, other]);

    expect(await opened.repository.remove({ ...one, etag: "older" })).toBe(false);
    expect(await opened.repository.remove(one)).toBe(true);
    expect(await opened.repository.remove(one)).toBe(false);

    expect(await opened.repository.findByIds([one.id, other.id])).toEqual([other]);
  });

  it("stores a requested product, and remembers the request", async () => {
    await using opened = await open();
    const requested = product();
    const request = requestFor(requested);

    expect(await opened.repository.addRequested(requested, request, since)).toBe(true);

    expect(await opened.repository.findByIds([requested.id])).toEqual([requested]);
    expect(await opened.repository.findRequest(request.id, since)).toEqual(request);
    expect(await opened.repository.findRequest(uuidv4(), since)).toBeUndefined();
  });

  it("stores nothing for a request that it remembers, be the first product gone or not", async () => {
    await using opened = await open();
    const [requested, again] = [product(), product()];
    const request = requestFor(requested);
    await opened.repository.addRequested(requested, request, since);
    await opened.repository.remove(requested);

    expect(await opened.repository.addRequested(again, { ...request, productId: again.id }, since)).toBe(false);

    expect(await opened.repository.findByIds([again.id])).toEqual([]);
    expect(await opened.repository.findRequest(request.id, since)).toEqual(request);
  });

  it("remembers no request whose product has an id that is taken, and leaves the one that has it", async () => {
    await using opened = await open();
    const stored = product();
    await opened.repository.addMissing([stored]);
    const request = requestFor(stored);

    expect(await opened.repository.addRequested({ ...stored, name: "Other" }, request, since)).toBe(false);

    expect(await opened.repository.findByIds([stored.id])).toEqual([stored]);
    expect(await opened.repository.findRequest(request.id, since)).toBeUndefined();
  });

  it("stores one product, however many calls with one request race", async () => {
    await using opened = await open();
    const candidates = Array.from({ length: 8 }, () => product());
    const id = uuidv4();

    const added = await Promise.all(
      candidates.map((one) => opened.repository.addRequested(one, requestFor(one, { id }), since)),
    );

    expect(added.filter((success) => success)).toHaveLength(1);
    const won = candidates[added.indexOf(true)];
    expect(await opened.repository.findByIds(candidates.map((one) => one.id))).toEqual([won]);
    expect(await opened.repository.findRequest(id, since)).toMatchObject({ productId: won?.id });
  });

  it("remembers a request until it is too old, and then takes its id for a new one", async () => {
    await using opened = await open();
    const [old, recent] = [product(), product()];
    const request = requestFor(old, { time: since });
    await opened.repository.addRequested(old, request, before(2_000));

    expect(await opened.repository.findRequest(request.id, since)).toEqual(request);
    const later = new Date(since.getTime() + 1);
    expect(await opened.repository.findRequest(request.id, later)).toBeUndefined();

    const again = requestFor(recent, { id: request.id, content: "another one" });
    expect(await opened.repository.addRequested(recent, again, later)).toBe(true);
    expect(await opened.repository.findRequest(request.id, later)).toEqual(again);
  });

  it("forgets old requests faster than new ones come, so that they take a bounded room", async () => {
    await using opened = await open();
    const old = Array.from({ length: 4 }, () => requestFor(product(), { id: uuidv7(), time: before(5_000) }));
    for (const request of old) {
      await opened.repository.addRequested(product({ id: request.productId }), request, before(10_000));
    }

    for (const _ of [1, 2]) {
      const requested = product();
      await opened.repository.addRequested(requested, requestFor(requested), since);
    }

    const remembered = await Promise.all(old.map(({ id }) => opened.repository.findRequest(id, before(10_000))));
    expect(remembered.filter((request) => request !== undefined)).toEqual([]);
  });
}
