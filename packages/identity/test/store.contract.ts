import type { Store } from "#ports/store.ts";
import { describeAccountRepository } from "./account-repository.contract.ts";
import { describeArtifactRepository } from "./artifact-repository.contract.ts";
import { describeClientRepository } from "./client-repository.contract.ts";
import { describeLoginAttemptRepository } from "./login-attempt-repository.contract.ts";

/** What every store must do. `open` answers an empty one. */
export function describeStore(name: string, open: () => Promise<{ store: Store } & AsyncDisposable>): void {
  const openOne = <Name extends keyof Store>(repository: Name) => {
    return async () => {
      const { store, [Symbol.asyncDispose]: close } = await open();
      return { repository: store[repository], [Symbol.asyncDispose]: close };
    };
  };
  describeArtifactRepository(name, openOne("artifacts"));
  describeClientRepository(name, openOne("clients"));
  describeAccountRepository(name, openOne("accounts"));
  describeLoginAttemptRepository(name, openOne("loginAttempts"));
}
