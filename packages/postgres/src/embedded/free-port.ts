import { createServer } from "node:net";

/** A port of 127.0.0.1 that nobody listens on: the wanted one, or any. */
export async function freePort(wanted: number | undefined): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const message =
        `Cannot start PostgreSQL at 127.0.0.1:${wanted}: ${cause.code === "EADDRINUSE" ? "the port is taken" : cause.message}. ` +
        "Stop what listens there, or choose another port.";
      reject(Object.assign(new Error(message, { cause }), { code: cause.code, address: "127.0.0.1", port: wanted }));
    });
    server.listen(wanted ?? 0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
