import { type HTMLElement, parse } from "node-html-parser";
import { CookieJar } from "tough-cookie";

/** What a user agent shows. */
export type Page = {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly html: HTMLElement;
};

/** A browser without JavaScript: it keeps cookies, follows redirects, and fills in forms. */
export type UserAgent = {
  readonly cookies: CookieJar;
  /** Follows redirects until there is a page, or an address of `stopAt`, which is not asked any more. */
  open(url: string | URL, init?: RequestInit): Promise<Page>;
  /** Sends a form of a page: the only one, or that whose action ends so. Fields replace what is filled in already. */
  submit(page: Page, fields?: Readonly<Record<string, string>>, action?: string): Promise<Page>;
};

export type UserAgentOptions = {
  /** Addresses at which nobody listens, such as the redirect URI of a client that the test plays itself. */
  readonly stopAt?: readonly string[];
  readonly fetch?: typeof globalThis.fetch;
};

const MAX_REDIRECTS = 20;

export function createUserAgent({ stopAt = [], fetch = globalThis.fetch }: UserAgentOptions = {}): UserAgent {
  const cookies = new CookieJar();

  async function open(start: string | URL, init: RequestInit = {}): Promise<Page> {
    let url = new URL(start);
    let request = init;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      if (stopAt.some((address) => url.href.startsWith(address))) return pageOf(url, new Response(null), "");
      const headers = new Headers(request.headers);
      headers.set("accept", "text/html");
      const cookie = await cookies.getCookieString(url.href);
      if (cookie) headers.set("cookie", cookie);
      const response = await fetch(url, { ...request, headers, redirect: "manual" });
      for (const value of response.headers.getSetCookie()) await cookies.setCookie(value, url.href);
      const location = response.headers.get("location");
      if (response.status < 300 || response.status > 399 || location === null) {
        return pageOf(url, response, await response.text());
      }
      await response.body?.cancel();
      url = new URL(location, url);
      // As browsers do: 307 and 308 send the same again, all others ask for a page.
      if (response.status !== 307 && response.status !== 308) request = {};
    }
    throw new Error(`Cannot open ${start}: there are more than ${MAX_REDIRECTS} redirects`);
  }

  return {
    cookies,
    open,
    async submit(page, fields = {}, action = "") {
      const form = formOf(page, action);
      const filled = new URLSearchParams();
      for (const input of form.querySelectorAll("input[name]")) {
        const { type, name = "", value = "" } = input.attributes;
        const sent =
          !/^(submit|button|image)$/.test(type ?? "") &&
          (!/^(checkbox|radio)$/.test(type ?? "") || "checked" in input.attributes);
        if (sent) filled.append(name, value || (type === "checkbox" ? "on" : ""));
      }
      // Who presses Enter presses the first button.
      const button = form.querySelector("button");
      if (button?.attributes.name) filled.append(button.attributes.name, button.attributes.value ?? "");
      for (const [name, value] of Object.entries(fields)) filled.set(name, value);
      const url = new URL(form.getAttribute("action") ?? "", page.url);
      if (form.getAttribute("method")?.toLowerCase() === "post") {
        return open(url, { method: "POST", body: filled, headers: { origin: page.url.origin } });
      }
      url.search = filled.toString();
      return open(url);
    },
  };
}

function formOf({ html, url, status }: Page, action: string): HTMLElement {
  const forms = html.querySelectorAll("form").filter((form) => (form.getAttribute("action") ?? "").endsWith(action));
  const [form, another] = forms;
  if (form && !another) return form;
  const count = forms.length === 0 ? "no form" : `${forms.length} forms`;
  throw new Error(`Cannot send a form of ${url.pathname} (${status}): it has ${count} with the action "${action}"`);
}

function pageOf(url: URL, { status, headers }: Response, text: string): Page {
  return { url, status, headers, text, html: parse(text) };
}
