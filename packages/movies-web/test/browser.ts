/** What a page of the site answered. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where the browser is sent; empty for nowhere. */
  readonly location: string;
};

type Sent = { readonly headers?: Readonly<Record<string, string>>; readonly form?: Readonly<Record<string, string>> };

/** A browser as far as this site can tell: it keeps cookies, wants pages, and sends forms. It follows nothing by itself. */
export function openBrowser(address: string, { accept = "text/html" } = {}) {
  const cookies = new Map<string, string>();

  async function ask(path: string, { headers = {}, form }: Sent = {}): Promise<Answer> {
    const response = await fetch(`http://${address}${path}`, {
      redirect: "manual",
      method: form ? "POST" : "GET",
      headers: { accept, cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "), ...headers },
      ...(form && { body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "" || /Expires=Thu, 01 Jan 1970/.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get("location") ?? "";
    return { status: response.status, headers: response.headers, text: await response.text(), location };
  }

  const browser = {
    cookies,
    get: (path: string, headers: Readonly<Record<string, string>> = {}) => ask(path, { headers }),
    post: (path: string, form: Readonly<Record<string, string>> = {}) => ask(path, { form }),
    /** Sends the form of a page that leads to `action`, with its hidden fields. */
    async submit(page: string, action: string, form: Readonly<Record<string, string>> = {}) {
      const { text } = await browser.get(page);
      return ask(action, { form: { ...hiddenOf(text, action), ...form } });
    },
    /** To the issuer and back; resolves to what the site answered to that. */
    async logIn(returnTo = "/") {
      const begun = await browser.get(`/login?return_to=${encodeURIComponent(returnTo)}`);
      return browser.comeBack(await fromIssuer(begun.location));
    },
    comeBack: (url: string) => browser.get(pathOf(url)),
  };
  return browser;
}

export type Browser = ReturnType<typeof openBrowser>;

/** Where the issuer sends the browser. */
export async function fromIssuer(url: string): Promise<string> {
  return (await fetch(url, { redirect: "manual" })).headers.get("location") ?? "";
}

export function pathOf(url: string): string {
  const { pathname, search } = new URL(url, "http://site.test");
  return `${pathname}${search}`;
}

/** The hidden fields of the first form that leads to `action`. */
export function hiddenOf(html: string, action: string): Record<string, string> {
  const start = html.indexOf(`action="${action}"`);
  if (start < 0) throw new Error(`The page has no form that leads to ${action}`);
  const form = html.slice(start, html.indexOf("</form>", start));
  const fields = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  return Object.fromEntries(fields.map(([, name = "", value = ""]) => [name, value]));
}
