import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import type { Logger } from "@hexmart/runtime";
import type { FastifyInstance } from "fastify";
import type { UseCases } from "#app/index.ts";
import { RefusedError } from "#domain/errors.ts";
import type { Session } from "#domain/session.ts";
import { type Cart, emptyCart } from "#domain/shop.ts";
import { toCartView } from "./cart-view.ts";
import { problem } from "./errors.ts";
import { visitOf } from "./visits.ts";

/** A browser keeps few connections to a host; more are no person's tabs. */
const MAX_STREAMS_A_SESSION = 6;
export const MAX_STREAMS = 500;
/** Then the browser asks again, with the session that it has then. */
const MAX_STREAM_MS = 10 * 60_000;
const RETRY_MS = 3_000;
/** How long a stream may outlive the session that it is of. */
const CHECK_MS = 3_000;
/** A cart that is not there yet cannot be watched: it is looked for so often. */
const LOOK_AGAIN_MS = 2_000;

type Options = { readonly useCases: UseCases; readonly logger: Logger };

/** Shows the cart as it changes: each event is the part of the page that shows it, made by the template of the page. */
export function addCartStream(app: FastifyInstance, { useCases, logger }: Options): void {
  const stopping = new AbortController();
  const open = new Map<string, number>();
  app.addHook("preClose", async () => stopping.abort());

  app.get("/cart/events", async (request, reply) => {
    const { session, csrf } = visitOf(request);
    const before = open.get(session.id) ?? 0;
    const all = [...open.values()].reduce((sum, count) => sum + count, 0);
    if (before >= MAX_STREAMS_A_SESSION || all >= MAX_STREAMS) {
      throw problem("too-many-streams", "Close some of them", { headers: { "retry-after": "30" } });
    }
    const gone = new AbortController();
    reply.raw.once("close", () => gone.abort());
    const signal = AbortSignal.any([stopping.signal, gone.signal, AbortSignal.timeout(MAX_STREAM_MS)]);
    open.set(session.id, before + 1);
    const checking = setInterval(async () => {
      // A database that is away says nothing of the session; the stream ends soon enough by itself.
      if (!(await useCases.isLoggedIn(session).catch(() => true))) gone.abort();
    }, CHECK_MS);
    try {
      const carts = watch(session, signal);
      // Before anything is sent, so that a call which fails at once is answered by its error.
      let next = await carts.next();
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-request-id": request.id,
      });
      raw.write(`retry: ${RETRY_MS}\n\n`);
      try {
        for (; !next.done; next = await carts.next()) {
          // Whoever reads slowly is not waited for in memory: the next state is asked for when this one has left.
          if (!raw.write(toEvent(next.value, csrf))) await once(raw, "drain", { signal });
        }
      } catch (error) {
        // The browser asks again by itself, and is told then what is wrong.
        if (!signal.aborted) logger.warn({ err: error, requestId: request.id }, "a stream of a cart broke off");
      } finally {
        await carts.return(undefined);
        raw.end();
      }
    } finally {
      clearInterval(checking);
      const left = (open.get(session.id) ?? 1) - 1;
      if (left > 0) open.set(session.id, left);
      else open.delete(session.id);
    }
    return reply;
  });

  /** The cart as it changes; empty until there is one. */
  async function* watch(session: Session, signal: AbortSignal): AsyncGenerator<Cart, void> {
    for (;;) {
      try {
        yield* await useCases.watchCart(session, signal);
        return;
      } catch (error) {
        if (!(error instanceof RefusedError && error.code === "NOT_FOUND")) throw error;
      }
      yield emptyCart;
      await setTimeout(LOOK_AGAIN_MS, undefined, { signal });
    }
  }

  function toEvent(cart: Cart, csrf: string): string {
    const html = app.renderPart("cart-content", { cart: toCartView(cart), csrf });
    return `${html
      .split(/\r\n|\r|\n/)
      .map((line) => `data: ${line}\n`)
      .join("")}\n`;
  }
}
