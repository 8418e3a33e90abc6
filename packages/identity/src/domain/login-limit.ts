/** How often somebody may try in a while. The while begins with the first try, and what is refused does not prolong it. */
export type LoginLimit = { readonly attempts: number; readonly windowSeconds: number };

/** For one account, from wherever: what makes guessing its password hopeless. */
export const ACCOUNT_LIMIT: LoginLimit = { attempts: 10, windowSeconds: 15 * 60 };

/** For one address, whatever the account: what makes trying one password on everybody hopeless. */
export const ADDRESS_LIMIT: LoginLimit = { attempts: 100, windowSeconds: 15 * 60 };

/** The first half of an IPv6 address is one household's; within it addresses are free to choose. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.toLowerCase().split("::");
  const left = head.split(":").filter(Boolean);
  const right = (tail ?? "").split(":").filter(Boolean);
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  const groups = [...left, ...zeros, ...right].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, "")).join(":")}::/64`;
}
