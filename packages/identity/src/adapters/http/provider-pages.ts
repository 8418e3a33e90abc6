import type { IncomingMessage } from "node:http";
import type { Page } from "@hexmart/pages";
import type { ErrorOut, KoaContextWithOIDC } from "oidc-provider";
import { wayOn } from "./pages/way-on.ts";

export type PendingPage = ProviderPage & { readonly status: number };

/** `isWrongCode` where somebody has entered a code that no device shows now: it may be a guess. */
type ProviderPage = Page & { readonly isWrongCode?: boolean };

// oidc-provider knows Koa and pages are Fastify's: what shall be shown is left here, for whoever asked the provider.
const pending = new WeakMap<IncomingMessage, PendingPage>();

/** The page that the provider wants to be shown in answer to a request, if any. */
export const pageFor = (request: IncomingMessage): PendingPage | undefined => pending.get(request);

/** Shows a page in the place of what the provider would answer. */
export function show(context: KoaContextWithOIDC, page: ProviderPage): void {
  pending.set(context.req, { ...page, status: context.status });
  context.respond = false;
  for (const header of ["content-type", "content-length", "content-security-policy"]) context.res.removeHeader(header);
}

const secretOf = ({ oidc }: KoaContextWithOIDC) => String(oidc.session?.state?.secret ?? "");
export const originOf = (uri: unknown): string[] => (typeof uri === "string" ? [new URL(uri).origin] : []);
export const clientName = ({ oidc }: KoaContextWithOIDC) => oidc.client?.clientName ?? oidc.client?.clientId;

export function showLogout(context: KoaContextWithOIDC): void {
  const { oidc } = context;
  show(context, {
    template: "logout",
    title: "Log out",
    data: { action: oidc.urlFor("end_session_confirm"), xsrf: secretOf(context), client: clientName(context) },
    formAction: originOf(oidc.params?.post_logout_redirect_uri),
  });
}

export function showLoggedOut(context: KoaContextWithOIDC): void {
  context.status = 200;
  const again = { href: "/account/login", text: "Log in again" };
  const data = {
    heading: "You are logged out",
    text: "You can close this page.",
    wayOn: wayOn(context.oidc.client, again),
  };
  show(context, { template: "message", title: "You are logged out", data });
}

export function showError(context: KoaContextWithOIDC, { error, error_description: description }: ErrorOut): void {
  // Of a fault the library says "oops".
  const said = error === "server_error" ? undefined : description;
  const data = { error, description: said, wayOn: wayOn(context.oidc?.client) };
  show(context, { template: "error", title: "This did not work", data });
}

const DEVICE_PROBLEMS: Readonly<Record<string, string>> = {
  NoCodeError: "Enter the code that your device shows.",
  NotFoundError: "There is no such code. Compare it with the one that your device shows.",
  ExpiredError: "This code has expired. Ask your device for a new one.",
  AlreadyUsedError: "This code has been used. Ask your device for a new one.",
  AbortedError: "The device was not connected, as you asked.",
};

const WRONG_CODES = new Set(["NotFoundError", "ExpiredError", "AlreadyUsedError"]);

type DeviceError = Error & { readonly userCode?: string };

export function showUserCodeInput(context: KoaContextWithOIDC, _form: string, _out?: ErrorOut, error?: DeviceError) {
  const message = error && (DEVICE_PROBLEMS[error.name] ?? "The device could not be connected. Try again.");
  show(context, {
    template: "device",
    title: "Connect a device",
    isWrongCode: error !== undefined && WRONG_CODES.has(error.name),
    data: {
      action: context.oidc.urlFor("code_verification"),
      xsrf: secretOf(context),
      code: error?.userCode ?? "",
      errors: message ? [{ field: "user_code", message }] : [],
    },
  });
}

export function showUserCodeConfirm(
  context: KoaContextWithOIDC,
  _form: string,
  _c: unknown,
  _d: unknown,
  code: string,
) {
  const action = context.oidc.urlFor("code_verification");
  const client = clientName(context);
  const data = { action, xsrf: secretOf(context), code, client };
  show(context, { template: "device-confirm", title: "Connect this device?", data });
}

export function showDeviceConnected(context: KoaContextWithOIDC): void {
  const text = `${clientName(context) ?? "The device"} is connected. You can close this page and go on there.`;
  context.status = 200;
  const data = { heading: "Device connected", text, wayOn: wayOn() };
  show(context, { template: "message", title: "Device connected", data });
}
