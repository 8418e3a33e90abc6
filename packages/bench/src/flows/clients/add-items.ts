import { ShoppingCartService } from "@hexmart/contracts/shopping_cart/v1/shopping_cart";
import { connect } from "@hexmart/grpc";
import { v7 as newId } from "uuid";
import { chunkSize, chunks, storedIds } from "../products.ts";
import { moveRows } from "./job.ts";

// Items into a new cart, each a product of its own with a discount, as the cart worker sends them.
await moveRows(async (rows, { address, token, name }) => {
  const carts = connect(ShoppingCartService, { address, accessToken: async () => token });
  await carts.createShoppingCart({ username: name });
  async function* requests() {
    for (const ids of chunks(storedIds(rows), chunkSize)) {
      const items = ids.map((productId) => ({
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
