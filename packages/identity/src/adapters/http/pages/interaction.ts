import type { FastifyReply, FastifyRequest } from "fastify";
import type { Provider } from "oidc-provider";
import { errors } from "../oidc-provider.ts";
import { wayOn } from "./way-on.ts";

/** What the provider waits for, if the browser that asks is the one that it was begun in; else a page says so. */
export async function interactionOf(
  provider: Provider,
  request: FastifyRequest<{ Params: { uid: string } }>,
  reply: FastifyReply,
  prompt: string,
) {
  try {
    const interaction = await provider.interactionDetails(request.raw, reply.raw);
    if (interaction.uid === request.params.uid && interaction.prompt.name === prompt) return interaction;
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) throw error;
  }
  await reply.code(400).page({
    template: "message",
    title: "This login has ended",
    data: {
      heading: "This login has ended",
      text: "It was finished before, or took too long. Go back to where you came from, and log in again.",
      wayOn: wayOn(),
    },
  });
  return undefined;
}

export type Interaction = NonNullable<Awaited<ReturnType<typeof interactionOf>>>;

/** Chromium applies form-action to every redirect after a form, so the client's own origin must be allowed too. */
export function clientOrigin({ params }: Interaction): string[] {
  const uri = params.redirect_uri;
  return typeof uri === "string" ? [new URL(uri).origin] : [];
}

/** The user does not want to: the client is told access_denied. */
export const cancel = (provider: Provider, request: FastifyRequest, reply: FastifyReply): Promise<string> =>
  provider.interactionResult(
    request.raw,
    reply.raw,
    { error: "access_denied", error_description: "the user has cancelled" },
    { mergeWithLastSubmission: false },
  );

/** 303, so that the browser asks by GET and does not send the form along. */
export const seeOther = (reply: FastifyReply, location: string) => reply.code(303).header("location", location).send();
