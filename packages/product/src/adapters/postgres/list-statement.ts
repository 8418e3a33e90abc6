import { toDecimal } from "@hexmart/money";
import type { ProductPosition, ProductQuery, SortKey } from "#ports/product-repository.ts";
import { COLUMNS } from "./schema.ts";

type SortBy = { readonly columns: readonly string[]; values(position: ProductPosition): readonly string[] };

/** What is compared with what; the columns are those that an index begins with, and the id ends each. */
const sorts: Readonly<Record<SortKey, SortBy>> = {
  name: { columns: ["name", "id"], values: ({ name, id }) => [name, id] },
  price: {
    columns: ["currency_code", "price", "id"],
    values: ({ price, id }) => [price.currencyCode, toDecimal(price), id],
  },
  createTime: { columns: ["create_time", "id"], values: ({ createTime, id }) => [createTime.toISOString(), id] },
};

/**
 * The next products along an index, which is read from the place of the last one, forwards or backwards: `(name, id) >
 * ($1, $2)` compares rows, name first.
 */
export function listStatement({ status, sortBy, descending, after, limit }: ProductQuery) {
  const { columns, values: valuesOf } = sorts[sortBy];
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  // #region along-an-index
  const behind = after && valuesOf(after).map(parameter).join(", ");
  const conditions = [
    ...(behind ? [`(${columns.join(", ")}) ${descending ? "<" : ">"} (${behind})`] : []),
    ...(status ? [`status = ${parameter(status)}`] : []),
  ];
  const where = conditions.length > 0 ? `where ${conditions.join(" and ")} ` : "";
  const orderBy = columns.map((column) => `${column} ${descending ? "desc" : "asc"}`).join(", ");
  const text = `select ${COLUMNS} from products ${where}order by ${orderBy} limit ${parameter(limit)}`;
  // #endregion along-an-index
  const name = ["products.list", sortBy, descending && "desc", after && "after", status && "of"].filter(Boolean);
  return { name: name.join("."), text, values };
}
