import type { SigningKey } from "#domain/signing-key.ts";
import { type Command, columns } from "./command.ts";

const list: Command = {
  summary: "Lists the keys that tokens are signed with; the active one signs.",
  options: {},
  async run({ app }) {
    const shown = (await app.listSigningKeys()).map(describe);
    const rows = shown.map((key) => [
      key.kid,
      key.state,
      `created ${key.created_at}`,
      key.activated_at ? `activated ${key.activated_at}` : "",
      key.retired_at ? `retired ${key.retired_at}` : "",
    ]);
    return {
      json: shown,
      text: rows.length > 0 ? columns(rows) : "There is no key yet: identity makes one when it starts.",
    };
  },
};

const rotate: Command = {
  summary: "Publishes the key that is to sign next. Running replicas let it sign when everybody can know it.",
  options: {
    now: {
      type: "boolean",
      help: "for keys that somebody else may have: remove all of them and sign with a new one at once",
    },
  },
  async run({ app, options }) {
    if (options.now === true) {
      const key = await app.replaceSigningKeys();
      const text = `Key ${key.kid} signs from now on, and is the only one. What others signed is refused as soon as services fetch the keys anew: within 10 minutes.`;
      return { json: describe(key), text };
    }
    const key = await app.rotateSigningKey();
    const text = `Key ${key.kid} is published, and signs when it has been so for SIGNING_KEY_LEAD_S: 15 minutes, unless identity was told otherwise. No token and no request fails meanwhile.`;
    return { json: describe(key), text };
  },
};

export const keys = { list, rotate };

/** What may be shown of a key: never its private half. */
function describe(key: SigningKey) {
  return {
    kid: key.kid,
    state: key.state,
    created_at: key.createdAt.toISOString(),
    ...(key.state !== "next" && { activated_at: key.activatedAt.toISOString() }),
    ...(key.state === "retired" && { retired_at: key.retiredAt.toISOString() }),
  };
}
