// #region resources
/** The resource servers of hexmart, by the audience of their tokens, and the scopes that each understands. */
export const resources: Readonly<Record<string, readonly string[]>> = {
  "urn:hexmart:movies-api": ["movies.read", "movies.write"],
  "urn:hexmart:product": ["product.read", "product.write"],
  "urn:hexmart:shopping-cart": ["cart.read", "cart.write", "cart.any_owner"],
  "urn:hexmart:discount": ["discount.read", "discount.write"],
};
// #endregion resources

/** The scopes of a resource, or undefined when there is no such resource. */
export function scopesOf(resource: string): readonly string[] | undefined {
  return Object.hasOwn(resources, resource) ? resources[resource] : undefined;
}

/** The scopes of OpenID Connect, and `roles`, which tells an application what its user may do. */
export const openIdScopes = ["openid", "profile", "email", "address", "phone", "roles", "offline_access"] as const;

export const isOpenIdScope = (scope: string): boolean => openIdScopes.some((known) => known === scope);
