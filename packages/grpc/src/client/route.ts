import type { EngineChannel } from "../engine/port.ts";
import type { AccessTokens } from "./access-tokens.ts";
import type { Observe } from "./observe.ts";
import type { Retries } from "./retries.ts";

/** Where calls go, and what all of them have in common. */
export type Route = {
  readonly channel: EngineChannel;
  readonly accessToken: AccessTokens | undefined;
  /** In milliseconds, for calls that name no other. */
  readonly timeoutMs: number;
  /** Undefined where a call is made once, whatever comes of it. */
  readonly retries: Retries | undefined;
  /** Undefined where nobody takes spans or measurements. */
  readonly observe: Observe | undefined;
};
