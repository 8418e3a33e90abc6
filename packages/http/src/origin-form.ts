const START_OF_URL = /^https?:\/\/[^/?#]+(?=[/?]|$)/i;

/**
 * The path and query of what a request asks for, byte for byte, also where it asks by a whole URL, as a proxy may (RFC
 * 9112, 3.2.2). So the routes see the same on every runtime: fastify's own reading of URLs fails on Deno.
 */
export function originForm(target: string): string {
  const rest = target.replace(START_OF_URL, "");
  return rest === target || rest.startsWith("/") ? rest : `/${rest}`;
}
