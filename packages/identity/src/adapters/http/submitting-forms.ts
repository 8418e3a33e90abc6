import type { Page } from "@hexmart/pages";
import type { KoaContextWithOIDC, Provider } from "oidc-provider";
import { clientName, originOf, show } from "./provider-pages.ts";

type Form = { readonly action: string; readonly fields: Readonly<Record<string, string>> };

/**
 * In a few places oidc-provider answers with a form that a script submits, which a strict policy and a browser without
 * scripts do not do. There a button says what comes next.
 */
export function replaceSubmittingForms(provider: Provider): void {
  provider.use(async (koa, next) => {
    await next();
    const context = koa as unknown as KoaContextWithOIDC;
    const html = String(context.body ?? "");
    if (!html.includes("document.forms[0].submit()")) return;
    const form = formIn(html);
    show(context, { template: "continue", ...explain(context, form) });
  });
}

/** The library writes every such form in one way. */
function formIn(html: string): Form {
  const action = /<form method="post" action="([^"]*)">/.exec(html)?.[1];
  if (action === undefined) throw new Error("Cannot show a form of oidc-provider: it is not as it used to be");
  const inputs = html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"\/>/g);
  const fields = [...inputs].map(([, name = "", value = ""]) => [name, unescaped(value)] as const);
  return { action: unescaped(action), fields: Object.fromEntries(fields) };
}

const CHARACTERS: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
const unescaped = (escaped: string) => escaped.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => CHARACTERS[name] ?? "");

function explain(context: KoaContextWithOIDC, { action, fields }: Form): Pick<Page, "title" | "data" | "formAction"> {
  const { oidc } = context;
  if (action === oidc.urlFor("end_session_confirm")) {
    if (oidc.route === "end_session") {
      const text = "Nobody is logged in here any more.";
      const formAction = originOf(oidc.params?.post_logout_redirect_uri);
      return { title: "You are logged out", data: { action, fields, text }, formAction };
    }
    const text = "Somebody else was logged in here. They will be logged out, and you go on as yourself.";
    const formAction = originOf(oidc.entities.Interaction?.params.redirect_uri);
    return { title: "Another account", data: { action, fields, text }, formAction };
  }
  if (oidc.route === "code_verification") {
    return { title: "Connect a device", data: { action, fields, text: `Your device shows ${fields.user_code}?` } };
  }
  // What is left is response_mode=form_post, which goes to the client.
  const text = `Go back to ${clientName(context) ?? "where you came from"}.`;
  return { title: "Back to the application", data: { action, fields, text }, formAction: originOf(action) };
}
