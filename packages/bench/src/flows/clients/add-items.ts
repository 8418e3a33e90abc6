import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { connect } from "@hexmart/grpc";
import { v7 as newId } from "uuid";
import { chunks } from "../products.ts";
import { moveRows } from "./job.ts";
import { productIds } from "./product-ids.ts";

/** The items of one message, as the cart worker sends them. */
const chunkSize = 100;

// Items into a new cart, each a product of its own with a discount.
await moveRows(async (rows, { address, token, databaseUrl, name }) => {
  const ids = await productIds(databaseUrl, rows);
  const carts = connect(ShoppingCartService, { address, accessToken: async () => token });
  await carts.createShoppingCart({ username: name });
  async function* requests() {
    for (const chunk of chunks(ids, chunkSize)) {
      const items = chunk.map((productId) => ({
        requestId: newId(),
        productId,
        quantity: 1,
        discountCode: "CODE_100",
      }));
      yield { username: name, items };
    }
  }
  const { addedCount } = await carts.addItems(requests());
  carts[Symbol.dispose]();
  return Number(addedCount);
});
