/** The `domain` of every ErrorInfo that the library itself answers with. */
export const errorDomain = "hexmart.dev";
