import type { Logger } from "@hexmart/runtime";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Provider } from "oidc-provider";
import * as z from "zod";
import type { UseCases } from "#app/index.ts";
import { type Account, normalizeUsername } from "#domain/account.ts";
import type { AccountRepository } from "#ports/accounts.ts";
import { PASSWORD_ACR } from "../provider.ts";
import { cancel, clientOrigin, type Interaction, interactionOf, seeOther } from "./interaction.ts";
import { beginSession } from "./session.ts";
import { inMinutes } from "./words.ts";

export type LoginOptions = {
  readonly provider: () => Provider;
  readonly app: Pick<UseCases, "logIn">;
  readonly accounts: AccountRepository;
  readonly logger: Logger;
};

const form = z.object({
  username: z.string().max(100).default(""),
  password: z.string().max(256).default(""),
  remember: z.literal("on").optional(),
  cancel: z.string().optional(),
});

type Form = z.infer<typeof form>;
type Problem = { status: number; message: string; field?: string; retryAfterSeconds?: number };
type Shown = { username?: string; remember?: boolean; client?: string; formAction?: string[]; problem?: Problem };

const login = { acr: PASSWORD_ACR, amr: ["pwd"] };

/** The login page: for a client that asked for it, or for the pages of this server. */
export function addLogin(scope: FastifyInstance, options: LoginOptions): void {
  const { provider } = options;

  scope.get<{ Params: { uid: string } }>("/account/login/:uid", async (request, reply) => {
    const interaction = await interactionOf(provider(), request, reply, "login");
    if (!interaction) return reply;
    const hint = interaction.params.login_hint;
    return show(reply, { ...(await about(interaction)), ...(typeof hint === "string" ? { username: hint } : {}) });
  });

  scope.post<{ Params: { uid: string } }>("/account/login/:uid", async (request, reply) => {
    const interaction = await interactionOf(provider(), request, reply, "login");
    if (!interaction) return reply;
    const sent = form.safeParse(request.body);
    if (sent.data?.cancel !== undefined) return seeOther(reply, await cancel(provider(), request, reply));
    const clientId = String(interaction.params.client_id);
    const checked = await check(options, request, sent.data, clientId);
    if ("message" in checked) {
      return show(reply, { ...(await about(interaction)), ...repeat(sent.data), problem: checked });
    }
    const result = { login: { accountId: checked.id, remember: sent.data?.remember === "on", ...login } };
    return seeOther(reply, await provider().interactionResult(request.raw, reply.raw, result));
  });

  scope.get("/account/login", async (_request, reply) => show(reply, {}));

  scope.post("/account/login", async (request, reply) => {
    const sent = form.safeParse(request.body);
    if (sent.data?.cancel !== undefined) return seeOther(reply, "/account/login");
    const checked = await check(options, request, sent.data);
    if ("message" in checked) return show(reply, { ...repeat(sent.data), problem: checked });
    const remember = sent.data?.remember === "on";
    await beginSession(provider(), request, reply, { accountId: checked.id, remember, ...login });
    return seeOther(reply, "/grants");
  });

  async function about(interaction: Interaction): Promise<Shown> {
    const client = await provider().Client.find(String(interaction.params.client_id));
    const name = client?.clientName ?? client?.clientId;
    return { ...(name === undefined ? {} : { client: name }), formAction: clientOrigin(interaction) };
  }
}

const repeat = (sent: Form | undefined): Shown =>
  sent ? { username: sent.username, remember: sent.remember === "on" } : {};

async function check(
  { app, accounts, logger }: LoginOptions,
  request: FastifyRequest,
  sent: Form | undefined,
  clientId?: string,
): Promise<Account | Problem> {
  if (!sent?.username) return { status: 422, field: "username", message: "Enter your username." };
  if (!sent.password) return { status: 422, field: "password", message: "Enter your password." };
  const outcome = await app.logIn({ username: sent.username, password: sent.password, address: request.ip });
  if (outcome.outcome === "accepted") {
    const { username } = outcome.account;
    logger.info({ event: "login.succeeded", username, ...(clientId ? { clientId } : {}) }, "somebody has logged in");
    return outcome.account;
  }
  // What was typed into the wrong field may be a password, so only the name of an account is logged.
  const known = await accounts.findByUsername(normalizeUsername(sent.username));
  const named = known ? { username: known.username } : {};
  logger.warn({ event: "login.failed", ...named, reason: outcome.outcome }, "a login was refused");
  switch (outcome.outcome) {
    case "refused":
      return { status: 422, field: "username", message: "There is no such user with this password." };
    case "disabled":
      return { status: 403, message: "This account is disabled. Ask whoever runs this site." };
    case "throttled": {
      const { retryAfterSeconds } = outcome;
      const message = `There were too many attempts. Try again ${inMinutes(retryAfterSeconds)}.`;
      return { status: 429, message, retryAfterSeconds };
    }
    default:
      return outcome satisfies never;
  }
}

function show(reply: FastifyReply, { problem, formAction = [], ...data }: Shown) {
  if (problem?.retryAfterSeconds !== undefined) reply.header("retry-after", String(problem.retryAfterSeconds));
  const errors = problem ? [{ field: problem.field, message: problem.message }] : [];
  return reply.code(problem?.status ?? 200).page({
    template: "login",
    title: problem ? "Error: log in" : "Log in",
    data: { username: "", remember: false, client: undefined, ...data, errors },
    formAction,
  });
}
