/** A path that every server reads alike, or why it may be read in two ways. */
export type Normalized = { readonly path: string } | { readonly problem: string };

const unreserved = /[A-Za-z0-9\-._~]/;

/**
 * Reads the path of a request target. Letters and digits that were encoded without need are decoded (RFC 3986 § 6.2.2);
 * what one server could take for a separator, a step or an end, and another for a part of a name, is refused: whoever
 * checks a path and whoever serves it must see the same one.
 */
export function normalizePath(raw: string): Normalized {
  if (!raw.startsWith("/")) return { problem: "the target must be a path" };
  if (!/^[!-~]+$/.test(raw)) return { problem: "a path is printable ASCII; encode everything else" };
  if (/[\\#?]/.test(raw)) return { problem: "a backslash must be encoded, and is not served then either" };
  if (/%(?![0-9A-Fa-f]{2})/.test(raw)) return { problem: "a percent sign encodes nothing" };
  if (/%(2F|5C)/i.test(raw)) return { problem: "it has an encoded slash" };
  if (/%25(2F|5C|2E)/i.test(raw)) return { problem: "it is encoded twice" };
  if (/%([01][0-9A-F]|7F)/i.test(raw)) return { problem: "it has an encoded control character" };
  if (!isUtf8(raw)) return { problem: "it is not percent-encoded UTF-8" };

  const path = raw.replaceAll(/%[0-9A-Fa-f]{2}/g, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return unreserved.test(character) ? character : code.toUpperCase();
  });
  const segments = path.slice(1).split("/");
  // Some servers cut off what stands behind a semicolon before they look for steps.
  if (segments.some((segment) => /^\.{1,2}(;|%3B|$)/.test(segment))) return { problem: "it has a dot segment" };
  if (path !== "/" && segments.includes("")) return { problem: "it has an empty segment" };
  return { path };
}

function isUtf8(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
