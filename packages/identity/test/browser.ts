import { type Answer, ask } from "./in-memory-identity.ts";

type Cookie = { readonly value: string; readonly path: string; readonly lasting: boolean };

/** What a browser shows in the end; `url` may be another site's, which it does not visit. */
export type Visit = {
  readonly url: URL;
  readonly status: number;
  readonly html: string;
  readonly headers: Answer["headers"];
};

type Site = { readonly issuer: string; address(): string | Promise<string> };

/**
 * As much of a browser without scripts as a login needs: cookies by path, redirects, forms with the fields and the
 * action that the page gives them, and Origin with each. `address` says at each step which replica answers.
 */
export function createBrowser({ issuer, address }: Site) {
  const cookies = new Map<string, Cookie>();
  const { origin, host } = new URL(issuer);

  function keep(headers: Answer["headers"]): void {
    for (const line of [headers["set-cookie"] ?? []].flat().map(String)) {
      const [pair = "", ...attributes] = line.split("; ");
      const [name = "", value = ""] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
      const attribute = (wanted: string) =>
        attributes.find((one) => one.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
      const expires = attribute("expires");
      const path = attribute("path") ?? "/";
      if (expires !== undefined && Date.parse(expires) <= Date.now()) cookies.delete(`${name} ${path}`);
      else cookies.set(`${name} ${path}`, { value, path, lasting: expires !== undefined });
    }
  }

  const cookieHeader = (pathname: string) =>
    [...cookies]
      .filter(([, { path }]) => path === "/" || pathname === path || pathname.startsWith(`${path}/`))
      .map(([key, { value }]) => `${key.split(" ")[0]}=${value}`)
      .join("; ");

  async function send(url: URL, method: string, form?: URLSearchParams): Promise<Visit> {
    const cookie = cookieHeader(url.pathname);
    const answer = await ask(await address(), url.pathname + url.search, {
      method,
      headers: {
        host,
        accept: "text/html",
        ...(cookie ? { cookie } : {}),
        ...(form ? { origin, "content-type": "application/x-www-form-urlencoded" } : {}),
      },
      ...(form ? { body: form.toString() } : {}),
    });
    keep(answer.headers);
    return { url, status: answer.status, html: answer.body, headers: answer.headers };
  }

  async function follow(visit: Visit): Promise<Visit> {
    const { location } = visit.headers;
    if (typeof location !== "string") return visit;
    const next = new URL(location, visit.url);
    return next.origin === origin ? follow(await send(next, "GET")) : { ...visit, url: next };
  }

  return {
    cookies,
    cookieHeader,
    /** Without following redirects. */
    open: (url: string | URL) => send(new URL(url, issuer), "GET"),
    visit: async (url: string | URL) => follow(await send(new URL(url, issuer), "GET")),
    /** Submits the first form of a page, with the fields that it comes with and those given; undefined takes one out. */
    async submit(page: Visit, fields: Readonly<Record<string, string | undefined>> = {}): Promise<Visit> {
      const { action, form } = formOf(page);
      for (const [name, value] of Object.entries(fields))
        value === undefined ? form.delete(name) : form.set(name, value);
      return follow(await send(action, "POST", form));
    },
  };
}

function formOf({ html, url }: Visit) {
  const [, attributes = "", inside = ""] = /<form([^>]*)>(.*?)<\/form>/s.exec(html) ?? [];
  if (!/method="post"/.test(attributes)) throw new Error(`There is no form in what ${url} shows: ${html}`);
  const action = /action="([^"]*)"/.exec(attributes)?.[1] ?? url.href;
  const form = new URLSearchParams();
  for (const [input] of inside.matchAll(/<input type="hidden"[^>]*>/g)) {
    form.set(/name="([^"]*)"/.exec(input)?.[1] ?? "", /value="([^"]*)"/.exec(input)?.[1] ?? "");
  }
  return { action: new URL(action, url), form };
}
