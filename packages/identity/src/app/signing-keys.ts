import { dueStep, type NextKey, type RotationPolicy, type RotationStep, type SigningKey } from "#domain/signing-key.ts";
import type { Clock } from "#ports/clock.ts";
import type { SigningKeyGenerator, SigningKeyRepository } from "#ports/signing-keys.ts";

type Ports = {
  readonly signingKeys: SigningKeyRepository;
  readonly generateSigningKey: SigningKeyGenerator;
  readonly clock: Clock;
};

/** Does what is due to the keys, and answers them and what this caller did. Replicas may call it at the same time. */
export async function keepSigningKeys(
  ports: Ports,
  policy: RotationPolicy,
): Promise<{ keys: readonly SigningKey[]; done: readonly RotationStep[] }> {
  const done: RotationStep[] = [];
  for (;;) {
    const keys = await ports.signingKeys.list();
    const step = dueStep(keys, ports.clock.now(), policy);
    if (step === undefined) return { keys, done };
    // Whoever loses a race finds that it is no longer due.
    if (await take(ports, step)) done.push(step);
  }
}

async function take({ signingKeys, generateSigningKey, clock }: Ports, step: RotationStep): Promise<boolean> {
  const now = clock.now();
  switch (step.do) {
    case "add_first":
      return signingKeys.addFirst({
        ...(await generateSigningKey()),
        createdAt: now,
        state: "active",
        activatedAt: now,
      });
    case "add_next":
      return signingKeys.addNext({ ...(await generateSigningKey()), createdAt: now, state: "next" });
    case "activate":
      return signingKeys.activate(step.kid, now);
    case "remove_retired":
      return (await signingKeys.removeRetired(step.retiredBefore)) > 0;
    default:
      return step satisfies never;
  }
}

/** Publishes the key that is to sign next, unless there is one, and answers it. It signs when it has been published for long enough. */
export async function rotateSigningKey({ signingKeys, generateSigningKey, clock }: Ports): Promise<NextKey> {
  const key: NextKey = { ...(await generateSigningKey()), createdAt: clock.now(), state: "next" };
  if (await signingKeys.addNext(key)) return key;
  const next = (await signingKeys.list()).find((one) => one.state === "next");
  // The one that was there has begun to sign in between, so another may be next.
  return next ?? rotateSigningKey({ signingKeys, generateSigningKey, clock });
}

/** Puts a new key in the place of all others: for keys that somebody else may have. What they signed is then refused. */
export async function replaceSigningKeys({ signingKeys, generateSigningKey, clock }: Ports): Promise<SigningKey> {
  const now = clock.now();
  const key = { ...(await generateSigningKey()), createdAt: now, state: "active", activatedAt: now } as const;
  await signingKeys.replaceAll(key);
  return key;
}
