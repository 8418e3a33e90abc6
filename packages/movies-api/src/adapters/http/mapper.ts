import type { Principal } from "@hexmart/auth";
import type { components } from "@hexmart/contracts/openapi/movies.v1";
import type { Caller } from "#domain/access.ts";
import type { Movie, MovieChanges, MovieContent } from "#domain/movie.ts";

type Schemas = components["schemas"];

/** A movie as the contract sends it. */
export function toMessage({ imageUrl, createTime, updateTime, ...movie }: Movie): Schemas["Movie"] {
  return {
    ...movie,
    ...(imageUrl !== undefined && { imageUrl }),
    createTime: createTime.toISOString(),
    updateTime: updateTime.toISOString(),
  };
}

/** What is missing in a whole is not there; what is missing in a patch stays. */
export function toContent({ imageUrl, ...content }: Schemas["MovieContent"]): MovieContent {
  return { ...content, imageUrl };
}

export function toChanges({ imageUrl, ...changes }: Schemas["MoviePatch"]): MovieChanges {
  return { ...changes, ...(imageUrl !== undefined && { imageUrl: imageUrl ?? undefined }) };
}

export function toCaller({ username, roles = [] }: Principal): Caller {
  return { username, roles };
}

export function toCallerMessage({ subject, clientId, username, roles = [], scopes }: Principal): Schemas["Caller"] {
  return { subject, clientId, ...(username !== undefined && { username }), roles: [...roles], scopes: [...scopes] };
}
