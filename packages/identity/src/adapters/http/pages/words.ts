/** What a scope lets an application do, as it is said to the user who is asked. */
const words: Readonly<Record<string, string>> = {
  openid: "know that it is you",
  profile: "see your name and what else is in your profile",
  email: "see your email address",
  address: "see your postal address",
  phone: "see your phone number",
  roles: "see your roles",
  offline_access: "act for you while you are not there",
  "movies.read": "see movies",
  "movies.write": "add movies, and change and delete yours",
  "product.read": "see products",
  "product.write": "change products",
  "cart.read": "see your cart",
  "cart.write": "change your cart",
  "cart.any_owner": "see and change the carts of others",
  "discount.read": "see discounts",
  "discount.write": "change discounts",
};

/** The scopes in words, each once; one without words of its own is shown as it is. */
export const inWords = (scopes: readonly string[]): string[] =>
  [...new Set(scopes)].map((scope) => words[scope] ?? scope);

/** When something may be tried again. */
export function inMinutes(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? "in a minute" : `in ${minutes} minutes`;
}
