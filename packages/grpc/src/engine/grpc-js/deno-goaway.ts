import type { Http2Session } from "node:http2";
import http2 from "node:http2";

/**
 * Deno aborts, rarely, when an HTTP/2 session is closed from within the handling of a GOAWAY frame, whoever sent it: an
 * assertion of nghttp2 fails, or the process is gone without a word (denoland/deno#36788; seen with 2.9.3 to 2.9.6).
 * Closed a moment later, it does not. Elsewhere nothing is touched.
 */
const isDeno = "Deno" in globalThis;

// #region close-later
/** Makes the session close outside of whatever is being handled. A close with a callback is left as it is. */
export function closeLater(session: Http2Session): void {
  if (!isDeno) {
    return;
  }
  const close = session.close.bind(session);
  session.close = (callback?: () => void) => {
    if (callback === undefined) {
      setImmediate(close);
    } else {
      close(callback);
    }
  };
}
// #endregion close-later

/** grpc-js dials by http2.connect() and keeps the session to itself, so there is no other place to reach it. */
function guardConnect(): void {
  const connect: (...args: never[]) => Http2Session = http2.connect;
  Reflect.set(http2, "connect", (...args: never[]) => {
    const session = connect.apply(http2, args);
    closeLater(session);
    return session;
  });
}

if (isDeno) {
  guardConnect();
}
