import { create, type Message } from "@bufbuild/protobuf";
import { createValidator } from "@bufbuild/protovalidate";
import * as products from "@hexmart/contracts/product/v1/product";
import * as carts from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { fromParts, money, multiply, subtract, toParts } from "@hexmart/money";
import { type Call, createTranscoder, TranscodeError } from "@hexmart/transcode";

type StoredItem = { productId: string; color: string; quantity: number; discountCode: string };

const validate = createValidator();

export const productId = (n: number) => `01910000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const dollars = (decimal: string) => toParts(money("USD", decimal));

/** Products and carts behind the gateway, out of memory, transcoded. A message that breaks the contract is refused. */
export function createFakeShop() {
  const { IN_STOCK, LOW, OUT_OF_STOCK } = products.ProductStatus;
  const catalogue = [
    { id: productId(1), name: "Mi10T", description: "New Xiaomi Phone Mi10T", price: dollars("699"), status: IN_STOCK },
    { id: productId(2), name: "P40", description: "New Huawei Phone P40", price: dollars("899"), status: LOW },
    {
      id: productId(3),
      name: "A50",
      description: "New Samsung Phone A50",
      price: dollars("399.5"),
      status: OUT_OF_STOCK,
    },
  ].map((one) => create(products.ProductSchema, one));
  const stored = new Map<string, StoredItem[]>();
  const applied = new Set<string>();
  const watchers = new Set<() => void>();
  const changed = () => {
    for (const wake of watchers) wake();
  };

  function cartOf(username: string): carts.ShoppingCart {
    const items = stored.get(username);
    if (items === undefined) throw new TranscodeError("NOT_FOUND", `User "${username}" has no cart`);
    const priced = items.map((item) => {
      const product = catalogue.find(({ id }) => id === item.productId);
      const listPrice = fromParts(product?.price ?? dollars("0"));
      const discount = money("USD", item.discountCode === "CODE_100" ? "100" : "0");
      const total = multiply(subtract(listPrice, discount), item.quantity);
      return { ...item, productName: product?.name ?? "", listPrice, discount, total };
    });
    const sum = (amounts: bigint[]) =>
      toParts({ currencyCode: "USD", billionths: amounts.reduce((a, b) => a + b, 0n) });
    const totals = {
      listTotal: sum(priced.map(({ listPrice, quantity }) => multiply(listPrice, quantity).billionths)),
      discountTotal: sum(priced.map(({ discount, quantity }) => multiply(discount, quantity).billionths)),
      total: sum(priced.map(({ total }) => total.billionths)),
    };
    return create(carts.ShoppingCartSchema, {
      username,
      items: priced.map((item) => ({
        ...item,
        listPrice: toParts(item.listPrice),
        discount: toParts(item.discount),
        total: toParts(item.total),
      })),
      totals: items.length > 0 ? [totals] : [],
      itemCount: BigInt(items.length),
    });
  }

  function addItem(username: string, { requestId, ...item }: carts.NewItem) {
    const unknown = !["", "CODE_100"].includes(item.discountCode);
    if (unknown) {
      const outcome = carts.ItemOutcome.DISCOUNT_NOT_FOUND;
      return { requestId, outcome, message: `Discount "${item.discountCode}" does not exist` };
    }
    if (applied.has(requestId)) return undefined;
    applied.add(requestId);
    const items = stored.get(username) ?? [];
    const same = items.find(({ productId, color }) => productId === item.productId && color === item.color);
    if (same) same.quantity += item.quantity;
    else
      items.push({
        productId: item.productId,
        color: item.color,
        quantity: item.quantity,
        discountCode: item.discountCode,
      });
    return undefined;
  }

  const isItem = (key: { productId: string; color: string }) => (item: StoredItem) =>
    item.productId === key.productId && item.color === key.color;

  async function unary(name: string, request: Message): Promise<Message> {
    switch (name) {
      case "ListProducts":
        return create(products.ListProductsResponseSchema, { products: catalogue });
      case "GetProduct": {
        const product = catalogue.find(({ id }) => id === (request as products.GetProductRequest).id);
        if (product === undefined) throw new TranscodeError("NOT_FOUND", "There is no such product");
        return create(products.GetProductResponseSchema, { product });
      }
      case "CreateShoppingCart": {
        const { username } = request as carts.CreateShoppingCartRequest;
        if (stored.has(username)) throw new TranscodeError("ALREADY_EXISTS", "The user has a cart");
        stored.set(username, []);
        return create(carts.CreateShoppingCartResponseSchema, { shoppingCart: cartOf(username) });
      }
      case "GetShoppingCart": {
        const { username } = request as carts.GetShoppingCartRequest;
        return create(carts.GetShoppingCartResponseSchema, { shoppingCart: cartOf(username) });
      }
      case "UpdateQuantity": {
        const { username, quantity, ...key } = request as carts.UpdateQuantityRequest;
        const item = stored.get(username)?.find(isItem(key));
        if (item === undefined) throw new TranscodeError("NOT_FOUND", "The cart does not hold the item");
        item.quantity = quantity;
        changed();
        return create(carts.UpdateQuantityResponseSchema, { shoppingCart: cartOf(username) });
      }
      case "RemoveItem": {
        const { username, ...key } = request as carts.RemoveItemRequest;
        const items = stored.get(username) ?? [];
        stored.set(
          username,
          items.filter((item) => !isItem(key)(item)),
        );
        changed();
        return create(carts.RemoveItemResponseSchema, { shoppingCart: cartOf(username) });
      }
      default:
        throw new TranscodeError("UNIMPLEMENTED", `The fake does not know ${name}`);
    }
  }

  async function* watch(username: string, signal: AbortSignal) {
    for (;;) {
      yield create(carts.WatchShoppingCartResponseSchema, { shoppingCart: cartOf(username) });
      await new Promise<void>((resolve, reject) => {
        const wake = () => {
          watchers.delete(wake);
          resolve();
        };
        watchers.add(wake);
        signal.addEventListener("abort", () => {
          watchers.delete(wake);
          reject(signal.reason);
        });
      });
    }
  }

  function checked<T extends Message>(schema: Parameters<typeof validate.validate>[0], request: T): T {
    const result = validate.validate(schema, request);
    if (result.kind !== "valid") throw new TranscodeError("INVALID_ARGUMENT", String(result.error));
    return request;
  }

  const call: Call = (method, request, { signal }) => {
    if (method.name === "WatchShoppingCart") return watch((request as carts.WatchShoppingCartRequest).username, signal);
    if (method.name === "AddItems") return addItems(request as AsyncIterable<carts.AddItemsRequest>);
    return Promise.resolve().then(() => unary(method.name, checked(method.input, request as Message)));
  };

  async function addItems(requests: AsyncIterable<carts.AddItemsRequest>): Promise<Message> {
    const results = [];
    for await (const request of requests) {
      const { username, items } = checked(carts.AddItemsRequestSchema, request);
      cartOf(username);
      results.push(...items.map((item) => addItem(username, item)).filter((result) => result !== undefined));
    }
    changed();
    return create(carts.AddItemsResponseSchema, { results, refusedCount: BigInt(results.length) });
  }

  const transcoder = createTranscoder({ services: [products.ProductService, carts.ShoppingCartService], call });

  return { carts: stored, changed, watching: () => watchers.size, handle: transcoder.handle };
}
