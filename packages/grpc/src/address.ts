/** A host and a port. */
export type Address = { readonly host: string; readonly port: number };

/** Reads "host:port" ("[::1]:50051" for IPv6); undefined for anything else. */
export function parseAddress(address: string): Address | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s[\]:/]+)):(\d{1,5})$/.exec(address);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port > 65_535 ? undefined : { host, port };
}
