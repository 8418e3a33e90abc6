import { isIP } from "node:net";

/** A host and a port. */
export type Address = { readonly host: string; readonly port: number };

/** Reads "host:port" ("[::1]:50051" for IPv6); undefined for anything else. */
export function parseAddress(address: string): Address | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s[\]:/,]+)):(\d{1,5})$/.exec(address);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port > 65_535 ? undefined : { host, port };
}

/**
 * Reads where a client's calls go, in gRPC's own notation: "host:port" or "dns:///host:port", a name that may stand for
 * several servers; "ipv4:" or "ipv6:" before one or more addresses, with commas between them. Undefined for anything else.
 */
export function parseTarget(target: string): readonly Address[] | undefined {
  const match = /^(ipv4|ipv6):(.+)$/.exec(target);
  if (match === null) {
    const address = parseAddress(target.replace(/^dns:\/\/\//, ""));
    return address && [address];
  }
  const family = match[1] === "ipv4" ? 4 : 6;
  const addresses = (match[2] ?? "").split(",").map(parseAddress);
  return addresses.every((address) => address !== undefined && isIP(address.host) === family)
    ? addresses.filter((address) => address !== undefined)
    : undefined;
}

/** Whether a host is this machine to itself, so that nobody else can listen in: by its address, or by the one sure name. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(host);
}
