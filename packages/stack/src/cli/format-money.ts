/** An exact decimal as people write an amount. Since ES2023 `Intl` reads the digits of a string, so none is lost. */
export function formatMoney(currencyCode: string, decimal: string): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency: currencyCode, maximumFractionDigits: 9 });
  return format.format(decimal as Intl.StringNumericLiteral);
}
