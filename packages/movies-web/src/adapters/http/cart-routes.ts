import { randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { UseCases } from "#app/index.ts";
import { type Fault, RefusedError } from "#domain/errors.ts";
import type { NewItem, Product } from "#domain/shop.ts";
import { toCartView } from "./cart-view.ts";
import { formatMoney } from "./formats.ts";
import { noticeOf, queryText, textOf } from "./inputs.ts";
import { assertOwnForm, visitOf } from "./visits.ts";

const notices: Readonly<Record<string, string>> = {
  added: "It is in your cart.",
  changed: "The quantity was changed.",
  removed: "It is not in your cart any more.",
};

type ByProduct = { Params: { productId: string } };
type Input = { readonly quantity: string; readonly color: string; readonly discountCode: string };

/** Products, and the cart of whoever is logged in. */
export function addCart(app: FastifyInstance, useCases: UseCases): void {
  app.get("/products", async (request, reply) => {
    const { session } = visitOf(request);
    const pageToken = queryText(request, "page_token");
    const page = await useCases.listProducts(session, pageToken);
    const next = page.nextPageToken && `/products?${new URLSearchParams({ page_token: page.nextPageToken })}`;
    const data = { products: page.products.map(toProductView), next, first: !pageToken };
    return reply.page({ template: "products", title: "Products", data });
  });

  app.get<ByProduct>("/products/:productId", async (request, reply) => {
    const product = await useCases.getProduct(visitOf(request).session, request.params.productId);
    return productPage(request, reply, { product, input: { quantity: "1", color: "", discountCode: "" } });
  });

  app.post<ByProduct>("/products/:productId", async (request, reply) => {
    assertOwnForm(request);
    const { session } = visitOf(request);
    const { productId } = request.params;
    const input = readInput(request);
    const item = { ...input, requestId: textOf(request, "requestId"), productId, quantity: Number(input.quantity) };
    const faults = await add(item);
    if (faults === undefined) return reply.redirect("/cart?done=added", 303);
    const product = await useCases.getProduct(session, productId);
    return productPage(request, reply.code(422), { product, input, faults });

    async function add(item: NewItem): Promise<readonly Fault[] | undefined> {
      if (!isQuantity(item.quantity, 10_000))
        return [{ field: "quantity", message: "Enter a quantity from 1 to 10,000" }];
      try {
        await useCases.addToCart(session, item);
        return undefined;
      } catch (error) {
        return faultsOf(error);
      }
    }
  });

  app.get("/cart", async (request, reply) => cartPage(request, reply, { notice: noticeOf(request, notices) }));

  app.post<ByProduct>("/cart/items/:productId", async (request, reply) => {
    assertOwnForm(request);
    const key = { productId: request.params.productId, color: textOf(request, "color") };
    const quantity = Number(textOf(request, "quantity"));
    if (!isQuantity(quantity, 50_000)) {
      return cartPage(request, reply.code(422), { errors: [{ message: "Enter a quantity from 1 to 50,000" }] });
    }
    try {
      await useCases.setQuantity(visitOf(request).session, key, quantity);
    } catch (error) {
      return cartPage(request, reply.code(422), { errors: faultsOf(error) });
    }
    return reply.redirect("/cart?done=changed", 303);
  });

  app.post<ByProduct>("/cart/items/:productId/remove", async (request, reply) => {
    assertOwnForm(request);
    const key = { productId: request.params.productId, color: textOf(request, "color") };
    await useCases.removeFromCart(visitOf(request).session, key);
    return reply.redirect("/cart?done=removed", 303);
  });

  async function cartPage(request: FastifyRequest, reply: FastifyReply, more: object): Promise<FastifyReply> {
    const { session, csrf } = visitOf(request);
    const data = { ...more, cart: toCartView(await useCases.getCart(session)), csrf };
    return reply.page({ template: "cart", title: "My cart", data, scripts: ["cart.js"] });
  }
}

type ProductPage = { readonly product: Product; readonly input: Input; readonly faults?: readonly Fault[] };

async function productPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { product, input, faults = [] }: ProductPage,
): Promise<FastifyReply> {
  const field = (name: keyof Input, more: object) => ({
    name,
    value: input[name],
    error: faults.find((fault) => fault.field === name)?.message,
    ...more,
  });
  const fields = [
    field("quantity", {
      label: "Quantity",
      type: "number",
      required: true,
      attributes: { min: 1, max: 10_000, inputmode: "numeric" },
    }),
    field("color", { label: "Colour", attributes: { maxlength: 64 } }),
    field("discountCode", {
      label: "Discount code",
      hint: "Such as CODE_100",
      attributes: { maxlength: 32, autocapitalize: "characters", autocomplete: "off" },
    }),
  ];
  // Another one only for a form that was refused: what was sent twice by accident is added once.
  const data = {
    product: toProductView(product),
    fields,
    errors: faults,
    requestId: randomUUID(),
    csrf: visitOf(request).csrf,
  };
  return reply.page({ template: "product", title: product.name, data });
}

/** What a person can mend; anything else is thrown on. */
function faultsOf(error: unknown): readonly Fault[] {
  if (!(error instanceof RefusedError && error.code === "INVALID")) throw error;
  return error.faults.length > 0 ? error.faults : [{ message: error.message }];
}

function isQuantity(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}

function readInput(request: FastifyRequest): Input {
  const discountCode = textOf(request, "discountCode").trim().toUpperCase();
  return { quantity: textOf(request, "quantity").trim(), color: textOf(request, "color").trim(), discountCode };
}

function toProductView(product: Product) {
  return { ...product, price: formatMoney(product.price) };
}
