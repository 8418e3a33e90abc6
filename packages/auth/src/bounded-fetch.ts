/** The part of the global `fetch` that this package uses, so that a test can serve it from memory. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

const MAX_BYTES = 256 * 1024;

/**
 * A `fetch` that always ends: by an answer that is wholly read, by the deadline, or by a body over the bound.
 * It follows no redirect, since the address of an issuer is configuration and not something to be told on the way.
 */
export function boundedFetch(fetch: Fetch, timeoutMs: number): Fetch {
  return async (url, init) => {
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = init?.signal ? AbortSignal.any([deadline, init.signal]) : deadline;
    const response = await fetch(url, { ...init, signal, redirect: "manual" });
    const body = await readAtMost(MAX_BYTES, response, url);
    if (response.status < 200) throw new Error(`${url} answered with status ${response.status}`);
    const bodyless = response.status === 204 || response.status === 205 || response.status === 304;
    return new Response(bodyless ? null : body, { status: response.status, headers: response.headers });
  };
}

async function readAtMost(maxBytes: number, response: Response, url: string): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop cancels the stream, so the rest is never downloaded.
    if (size > maxBytes) throw new Error(`${url} answered with more than ${maxBytes} bytes`);
    chunks.push(new Uint8Array(chunk));
  }
  return new Blob(chunks);
}
