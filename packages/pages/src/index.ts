/**
 * What server-rendered pages have in common: `pages`, a Fastify plugin that lays them out, and their policy.
 *
 * @module
 */

export { type ContentSecurityPolicyOptions, contentSecurityPolicy } from "./content-security-policy.ts";
export type { Frame, Link, Person } from "./frame.ts";
export { type Page, type PagesOptions, pages } from "./pages.ts";
