import { GrantOverError, LoginRequiredError, TokenRefusedError } from "#domain/errors.ts";
import { type AccessToken, isFresh, isUsable, type Resource, type Session } from "#domain/session.ts";
import type { Issuer } from "#ports/issuer.ts";
import type { Sessions } from "#ports/sessions.ts";

type Ports = { readonly sessions: Sessions; readonly issuer: Issuer; readonly now: () => Date };

/** Gives a session its access tokens, one for each resource, and replaces them before they end. */
export function createAccess({ sessions, issuer, now }: Ports) {
  const underWay = new Map<string, Promise<string>>();

  /** Whoever waits for the lock finds the token that the one before has got, and asks for no other. */
  async function refresh({ id }: Session, resource: Resource): Promise<string> {
    let token: AccessToken | undefined;
    const renewed = await sessions.renew(id, async ({ tokens, refreshToken }) => {
      token = tokens[resource];
      if (token !== undefined && isFresh(token, now())) return undefined;
      try {
        if (refreshToken === undefined) throw new GrantOverError("The issuer gave no refresh token");
        const refreshed = await issuer.refresh(refreshToken, resource);
        token = refreshed.token;
        return {
          tokens: { ...tokens, [resource]: refreshed.token },
          refreshToken: refreshed.refreshToken ?? refreshToken,
        };
      } catch (error) {
        // An issuer that is away for a while costs nobody their work while the token is good.
        if (token !== undefined && isUsable(token, now()) && !(error instanceof GrantOverError)) return undefined;
        throw error;
      }
    });
    if (renewed === undefined || token === undefined) throw new LoginRequiredError("The session is over");
    return token.value;
  }

  /** One wait for the lock a process, however many requests of a session come at once. */
  async function tokenFor(session: Session, resource: Resource): Promise<string> {
    const token = session.tokens[resource];
    if (token !== undefined && isFresh(token, now())) return token.value;
    const key = `${resource} ${session.id}`;
    const waiting = underWay.get(key) ?? refresh(session, resource).finally(() => underWay.delete(key));
    underWay.set(key, waiting);
    return waiting;
  }

  /**
   * Calls with an access token. A login that is over ends the session.
   *
   * @throws LoginRequiredError
   */
  return async function access<T>(
    session: Session,
    resource: Resource,
    call: (token: string) => Promise<T>,
  ): Promise<T> {
    try {
      return await call(await tokenFor(session, resource));
    } catch (error) {
      if (!(error instanceof GrantOverError || error instanceof TokenRefusedError)) throw error;
      await sessions.remove(session.id);
      throw new LoginRequiredError("The login is over", { cause: error });
    }
  };
}
