import { type Logger, startLoop } from "@hexmart/runtime";
import type { UseCases } from "#app/index.ts";
import { inSigningOrder, type RotationPolicy, type SigningKey } from "#domain/signing-key.ts";
import type { SigningKeyChanges } from "#ports/signing-keys.ts";

type Options = {
  app: Pick<UseCases, "keepSigningKeys">;
  changes: SigningKeyChanges;
  policy: RotationPolicy;
  /** Told the keys to publish, of which the first signs: before this resolves, and whenever they have changed. */
  onKeys(keys: readonly SigningKey[]): void;
  logger: Logger;
};

/**
 * Does what is due to the keys, now, at every change that any replica announces, and from time to time. That is often
 * enough that a key is published here in time even if its announcement is lost.
 */
export async function followSigningKeys({
  app,
  changes,
  policy,
  onKeys,
  logger,
}: Options): Promise<{ stop(): Promise<void> }> {
  let shown = "";
  async function keep(): Promise<void> {
    const { keys, done } = await app.keepSigningKeys(policy);
    for (const step of done) logger.info({ event: "signing_keys.changed", step: step.do }, sentences[step.do]);
    const ordered = inSigningOrder(keys);
    const ring = JSON.stringify(ordered.map(({ kid, state }) => [kid, state]));
    if (ring === shown) return;
    onKeys(ordered);
    shown = ring;
    const fields = { event: "signing_keys.used", kid: ordered[0]?.kid, published: ordered.length };
    logger.info(fields, "signs with this key, and publishes all");
  }

  let due = true;
  let keeping: Promise<void> | undefined;
  async function keepWhileDue(): Promise<void> {
    try {
      while (due) {
        due = false;
        await keep();
      }
    } finally {
      keeping = undefined;
    }
  }
  /** One at a time; what is announced meanwhile is looked at after it. */
  function wake(): Promise<void> {
    due = true;
    keeping ??= keepWhileDue();
    return keeping;
  }
  const wakeOrWarn = () =>
    wake().catch((error: unknown) => {
      logger.warn(
        { event: "signing_keys.unknown", err: error },
        "could not read the signing keys; those known are used",
      );
    });

  const unsubscribe = changes.subscribe(() => void wakeOrWarn());
  await wake();
  const loop = startLoop({ intervalMs: policy.leadMs / 10 }, wakeOrWarn);
  return {
    async stop() {
      unsubscribe();
      await loop.stop();
      await keeping?.catch(() => {});
    },
  };
}

const sentences = {
  add_first: "generated the first signing key",
  add_next: "published the signing key that is next",
  activate: "the next signing key signs now",
  remove_retired: "retired signing keys are no longer published",
};
