import type { IncomingMessage, ServerResponse } from "node:http";
import type { Provider } from "oidc-provider";
import type { SigningKey } from "#domain/signing-key.ts";

/** The provider that new requests go to. One that is replaced finishes the requests that it has. */
export type CurrentProvider = {
  get(): Provider;
  /** oidc-provider takes its keys once, when it is made: other keys need another provider. */
  useKeys(keys: readonly SigningKey[]): void;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
};

/** Has no provider until it is told the keys. */
export function createCurrentProvider(create: (keys: readonly SigningKey[]) => Provider): CurrentProvider {
  let current: { provider: Provider; callback: ReturnType<Provider["callback"]> } | undefined;
  function known() {
    if (!current) throw new Error("Cannot serve the protocol: the signing keys are not known yet");
    return current;
  }
  return {
    get: () => known().provider,
    useKeys(keys) {
      const provider = create(keys);
      current = { provider, callback: provider.callback() };
    },
    handle: (request, response) => known().callback(request, response),
  };
}
