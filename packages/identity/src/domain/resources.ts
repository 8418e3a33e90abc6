/** The resource servers of hexmart, by the audience of their tokens, and the scopes that each understands. */
export const resources: Readonly<Record<string, readonly string[]>> = {
  "urn:hexmart:product": ["product.read", "product.write"],
  "urn:hexmart:shopping-cart": ["cart.read", "cart.write", "cart.any_owner"],
  "urn:hexmart:discount": ["discount.read", "discount.write"],
};

/** The scopes of a resource, or undefined when there is no such resource. */
export function scopesOf(resource: string): readonly string[] | undefined {
  return Object.hasOwn(resources, resource) ? resources[resource] : undefined;
}
