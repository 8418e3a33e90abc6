/** The hosts of an address: "host:port", "dns:///host:port", or several as "ipv4:10.0.0.1:50051,10.0.0.2:50051". */
export function partsOf(address: string): readonly { readonly host: string; readonly port: string }[] {
  return address
    .replace(/^(dns:\/\/\/|ipv[46]:)/, "")
    .split(",")
    .map((part) => {
      const colon = part.lastIndexOf(":");
      return { host: part.slice(0, colon).replace(/^\[|\]$/g, ""), port: part.slice(colon + 1) };
    });
}

/** Whether all of an address is this machine by its literal address or as localhost; other names may lead anywhere. */
export function isThisMachine(address: string): boolean {
  return partsOf(address).every(
    ({ host }) => host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host),
  );
}
