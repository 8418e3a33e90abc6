/** A link, since a page that ends something must not be the end of the way. */
export type WayOn = { readonly href: string; readonly text: string };

type Client = {
  readonly clientId: string;
  readonly clientName?: string | undefined;
  readonly redirectUris?: readonly string[] | undefined;
};

const home: WayOn = { href: "/grants", text: "Go to what you have allowed" };

/** To the application that somebody came from, where the operator has registered it; else to the pages of this server. */
export function wayOn(client?: Client, otherwise: WayOn = home): WayOn {
  const [uri] = client?.redirectUris ?? [];
  if (client === undefined || uri === undefined) return otherwise;
  return { href: new URL("/", uri).href, text: `Go to ${client.clientName ?? client.clientId}` };
}
