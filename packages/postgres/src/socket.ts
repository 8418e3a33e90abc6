import { Socket } from "node:net";

/**
 * A socket that ends after a silence in which PostgreSQL would have cancelled the statement. Where a network swallows
 * packets nobody says that the server is gone, and the operating system goes on trying for a quarter of an hour.
 */
export function createSocket(longestSilenceMs: number): Socket {
  const socket = new Socket();
  socket.setTimeout(longestSilenceMs, () => {
    socket.destroy(new Error(`Connection terminated: PostgreSQL was silent for ${longestSilenceMs} ms`));
  });
  return socket;
}
