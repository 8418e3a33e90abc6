import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import helmet from "@fastify/helmet";
import { Eta } from "eta";
import type { FastifyReply, FastifyRequest } from "fastify";
import plugin from "fastify-plugin";
import { serveAssets } from "./assets.ts";
import { contentSecurityPolicy } from "./content-security-policy.ts";
import type { Frame } from "./frame.ts";

export type PagesOptions = {
  /** The folder of the service's own templates, `<name>.eta`. */
  readonly templates: string;
  /** A folder of files of the service's own, such as scripts. */
  readonly assets?: string;
  /** What is around every page; asked for each. */
  readonly frame: (request: FastifyRequest) => Frame | Promise<Frame>;
};

export type Page = {
  /** The name of a template, without its ending. */
  readonly template: string;
  readonly title: string;
  /** What the template sees as `it`. All that it writes by `<%= %>` is escaped. */
  readonly data?: object;
  /** Origins that forms of this page may lead to besides this site. */
  readonly formAction?: readonly string[];
  /** Names of files among the assets. They run when the page has been read. */
  readonly scripts?: readonly string[];
};

declare module "fastify" {
  interface FastifyReply {
    /** Answers with a page that nobody keeps. */
    page(page: Page): Promise<FastifyReply>;
  }
  interface FastifyInstance {
    /** A part of a page by its template, such as for a script to show in the place of an older one. */
    renderPart(template: string, data: object): string;
  }
}

const own = (folder: string) => fileURLToPath(new URL(`../${folder}`, import.meta.url));

/**
 * Adds `reply.page()`, the stylesheet, and the headers that browsers protect a site by.
 *
 * ```ts
 * await app.register(pages, { templates: fileURLToPath(new URL("templates", import.meta.url)), frame: () => ({ site: "Shop", home: "/" }) });
 * app.get("/", (_request, reply) => reply.page({ template: "home", title: "Welcome", data: { name: "Ann" } }));
 * ```
 *
 * @throws Error when a folder cannot be read
 */
export const pages = plugin(
  async (app, { templates, assets: ownAssets, frame }: PagesOptions) => {
    const eta = new Eta({ views: templates, cache: true, autoEscape: true });
    for (const file of readdirSync(own("templates"))) {
      eta.loadTemplate(`@${file.replace(/\.eta$/, "")}`, readFileSync(join(own("templates"), file), "utf8"));
    }

    await app.register(helmet, {
      contentSecurityPolicy: false, // depends on the page, and is set with it
      referrerPolicy: { policy: "same-origin" }, // without any, browsers would send "Origin: null" with forms
      xFrameOptions: { action: "deny" },
    });
    app.addHook("onRequest", async (_request, reply) => {
      reply.header("content-security-policy", contentSecurityPolicy());
    });
    const assets = serveAssets(app, [own("assets"), ...(ownAssets === undefined ? [] : [ownAssets])]);

    const asset = (name: string) => assets.url(name);
    app.decorate("renderPart", (template: string, data: object) => eta.render(template, { ...data, asset }));
    app.decorateReply(
      "page",
      async function page(this: FastifyReply, { template, title, data = {}, ...options }: Page) {
        const { formAction = [], scripts = [] } = options;
        const body = app.renderPart(template, data);
        const outside = await frame(this.request);
        const around = { frame: outside, title, body, scripts, asset };
        const leadsTo = [...formAction, ...(outside.person?.logout?.leadsTo ?? [])];
        return this.headers({
          "content-security-policy": contentSecurityPolicy({ formAction: leadsTo, scripts: scripts.length > 0 }),
          "cache-control": "no-store",
        })
          .type("text/html; charset=utf-8")
          .send(eta.render("@layout", around));
      },
    );
  },
  { name: "@hexmart/pages", fastify: "5.x" },
);
