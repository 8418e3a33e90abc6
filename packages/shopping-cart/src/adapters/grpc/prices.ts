import type { DescService } from "@bufbuild/protobuf";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { AuthError, type TokenSource } from "@hexmart/auth";
import {
  type Discount as DiscountMessage,
  DiscountService,
  DiscountState,
} from "@hexmart/contracts/discount/v1/discount";
import { ProductService } from "@hexmart/contracts/product/v1/product";
import { type Client, connect, RpcError } from "@hexmart/grpc";
import type { ClientSecurity } from "@hexmart/grpc/config";
import { fromParts, type MoneyParts } from "@hexmart/money";
import { UnavailableError } from "#domain/errors.ts";
import type { Discount, Reduction, Validity } from "#domain/prices.ts";
import type { Catalog, Discounts } from "#ports/prices.ts";

/** Where another service is, and the tokens it accepts from this one. */
type Place = { readonly address: string; readonly tokens: TokenSource; readonly security?: ClientSecurity };

/** All that is read of a product. */
const readMask = { paths: ["id", "name", "price"] };

export function connectCatalog(place: Place): Catalog & Disposable {
  const { ask, [Symbol.dispose]: dispose } = connectTo(ProductService, "product", place);
  return {
    async findByIds(ids) {
      const { products } = await ask((client) => client.batchGetProducts({ ids: [...ids], readMask }));
      return products.map(({ id, name, price }) => ({ id, name, price: amount(price, `product "${id}"`) }));
    },
    [Symbol.dispose]: dispose,
  };
}

export function connectDiscounts(place: Place): Discounts & Disposable {
  const { ask, [Symbol.dispose]: dispose } = connectTo(DiscountService, "discount", place);
  return {
    // #region discounts
    async findByCodes(codes) {
      const answers = await Promise.all(
        inBatches(codes).map((batch) => ask((client) => client.batchGetDiscounts({ codes: batch }))),
      );
      return answers.flatMap(({ discounts }) => discounts.map(toDiscount));
    },
    // #endregion discounts
    [Symbol.dispose]: dispose,
  };
}

/** As many as a call may ask for, by the contract. */
const BATCH_SIZE = 1_000;

function inBatches(codes: readonly string[]): string[][] {
  const count = Math.ceil(codes.length / BATCH_SIZE);
  return Array.from({ length: count }, (_, at) => codes.slice(at * BATCH_SIZE, (at + 1) * BATCH_SIZE));
}

/** What is left of the caller's time, its cancelling and its request id go along with each call by themselves. */
function connectTo<S extends DescService>(service: S, name: string, { address, tokens, security }: Place) {
  const client = connect(service, { address, accessToken: tokens, ...security });

  async function ask<Answer>(call: (client: Client<S>) => Promise<Answer>): Promise<Answer> {
    try {
      return await call(client);
    } catch (error) {
      throw translated(name, error);
    }
  }

  return { ask, [Symbol.dispose]: () => client[Symbol.dispose]() };
}

/**
 * The caller is told to wait for a service that is away or has too much to do, and that its own time is over. Whatever
 * else another service refuses is between that service and this one: a bug or a wrong setting, never the caller's fault.
 */
function translated(service: string, error: unknown): unknown {
  if (!(error instanceof RpcError)) return error;
  const { code, cause } = error;
  const away = (why: string) =>
    new UnavailableError(`Cannot ask the ${service} service for prices: ${why}; try again`, { cause: error });
  switch (code) {
    case "DEADLINE_EXCEEDED":
    case "CANCELLED":
      return error;
    case "UNAVAILABLE": {
      const noToken = cause instanceof AuthError;
      return away(noToken ? "the identity server gives no access token for it" : "it cannot be reached");
    }
    case "RESOURCE_EXHAUSTED":
      return away("it has too much to do");
    default:
      return new Error(`Cannot ask the ${service} service for prices: ${code}`, { cause: error });
  }
}

function toDiscount(message: DiscountMessage): Discount {
  return { code: message.code, reduction: toReduction(message), validity: toValidity(message) };
}

/** The discount service may be newer than this one: a reduction that it does not know must not become no reduction. */
function toReduction({ code, reduction }: DiscountMessage): Reduction {
  switch (reduction.case) {
    case "amountOff":
      return { kind: "amountOff", amount: amount(reduction.value, `discount "${code}"`) };
    case "percentOff":
      return { kind: "percentOff", basisPoints: reduction.value.basisPoints };
    default:
      throw nonsense(`no reduction that is known for discount "${code}"`);
  }
}

function toValidity({ code, state, startTime, endTime }: DiscountMessage): Validity {
  if (state === DiscountState.ACTIVE) return { kind: "valid" };
  if (state === DiscountState.SCHEDULED && startTime)
    return { kind: "notYetValid", startTime: timestampDate(startTime) };
  if (state === DiscountState.EXPIRED && endTime) return { kind: "expired", endTime: timestampDate(endTime) };
  throw nonsense(`no state with its time for discount "${code}"`);
}

function amount(money: MoneyParts | undefined, of: string) {
  if (money === undefined) throw nonsense(`no amount for ${of}`);
  return fromParts(money);
}

const nonsense = (missing: string) => new Error(`Cannot price the items: the answer names ${missing}`);
