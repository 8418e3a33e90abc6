// Generated from contracts/openapi/movies.v1.yaml; do not edit.
export interface paths {
    "/v1/movies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists movies, page by page
         * @description A page goes on after the last movie of the one before, so that nothing is skipped or repeated as movies come and go. There are more as long as there is a `nextPageToken`.
         */
        get: operations["listMovies"];
        put?: never;
        /**
         * Creates a movie that belongs to the caller
         * @description Safe to retry with an `id`: the same movie again is answered as it was stored. Only a user can own a movie; the token of a client that acts for itself is refused.
         */
        post: operations["createMovie"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/movies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the movie. */
                id: components["schemas"]["MovieId"];
            };
            cookie?: never;
        };
        /** Answers a movie */
        get: operations["getMovie"];
        /**
         * Replaces all of a movie that its owner may say
         * @description Safe to retry; a movie that says all this already is answered as it is.
         */
        put: operations["replaceMovie"];
        post?: never;
        /** Deletes a movie */
        delete: operations["deleteMovie"];
        options?: never;
        head?: never;
        /**
         * Changes some of a movie
         * @description A JSON merge patch (RFC 7396); what it does not name stays. Safe to retry.
         */
        patch: operations["updateMovie"];
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Answers who calls, as the access token says it
         * @description Any token for this API will do.
         */
        get: operations["getCaller"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description A UUID of version 7 (RFC 9562), in small letters.
         * @example 01900000-0000-7000-8000-000000000001
         */
        MovieId: string;
        /** @description Any text that PostgreSQL can keep. */
        Title: string;
        /** @example Drama */
        Genre: string;
        /** @example alice */
        Username: string;
        /** @description From 0 to 10. It is rounded to tenths. */
        Rating: number;
        /**
         * Format: date
         * @description The day on which it was first shown; no film is older than cinema.
         * @example 1994-09-23
         */
        ReleaseDate: string;
        /**
         * Format: uri
         * @description Where its poster is.
         */
        ImageUrl: string;
        /** @description All of a movie that its owner may say. */
        MovieContent: {
            title: components["schemas"]["Title"];
            genre: components["schemas"]["Genre"];
            rating: components["schemas"]["Rating"];
            releaseDate: components["schemas"]["ReleaseDate"];
            imageUrl?: components["schemas"]["ImageUrl"];
        };
        /** @description A movie to create. Its owner is the caller; there is no field for that. */
        NewMovie: {
            /** @description Made by the client, so that it can try again; without one the server makes it. */
            id?: components["schemas"]["MovieId"];
            title: components["schemas"]["Title"];
            genre: components["schemas"]["Genre"];
            rating: components["schemas"]["Rating"];
            releaseDate: components["schemas"]["ReleaseDate"];
            imageUrl?: components["schemas"]["ImageUrl"];
        };
        /** @description What to change; null removes the image. */
        MoviePatch: {
            title?: components["schemas"]["Title"];
            genre?: components["schemas"]["Genre"];
            rating?: components["schemas"]["Rating"];
            releaseDate?: components["schemas"]["ReleaseDate"];
            imageUrl?: components["schemas"]["ImageUrl"] | null;
        };
        Movie: {
            id: components["schemas"]["MovieId"];
            title: components["schemas"]["Title"];
            genre: components["schemas"]["Genre"];
            rating: components["schemas"]["Rating"];
            releaseDate: components["schemas"]["ReleaseDate"];
            imageUrl?: components["schemas"]["ImageUrl"];
            /** @description The user who created it. */
            owner: components["schemas"]["Username"];
            /** @description What `ETag` says of it, for one that was read in a list. */
            etag: string;
            /** Format: date-time */
            createTime: string;
            /** Format: date-time */
            updateTime: string;
        };
        MoviePage: {
            movies: components["schemas"]["Movie"][];
            /** @description For the next page; there is none after the last. */
            nextPageToken?: string;
        };
        Caller: {
            /** @description The account, or the client where it acts for itself. */
            subject: string;
            /** @description The application that was given the token. */
            clientId: string;
            /** @description There is none where a client acts for itself. */
            username?: string;
            roles: string[];
            scopes: string[];
        };
        /** @description What went wrong (RFC 9457). */
        Problem: {
            /**
             * @description What a program decides by.
             * @enum {string}
             */
            type: "urn:hexmart:problem:invalid-request" | "urn:hexmart:problem:token-missing" | "urn:hexmart:problem:token-repeated" | "urn:hexmart:problem:token-invalid" | "urn:hexmart:problem:token-in-plaintext" | "urn:hexmart:problem:scope-missing" | "urn:hexmart:problem:user-required" | "urn:hexmart:problem:not-owner" | "urn:hexmart:problem:not-found" | "urn:hexmart:problem:movie-not-found" | "urn:hexmart:problem:movie-already-exists" | "urn:hexmart:problem:movie-changed" | "urn:hexmart:problem:if-match-required" | "urn:hexmart:problem:method-not-allowed" | "urn:hexmart:problem:content-too-large" | "urn:hexmart:problem:unsupported-media-type" | "urn:hexmart:problem:unavailable" | "urn:hexmart:problem:internal";
            title: string;
            status: number;
            /** @description For people. */
            detail: string;
            /** @description What the request is called in the log of the server. */
            requestId: string;
            /** @description What is wrong with the request, in order of its parts. */
            errors?: {
                /** @enum {string} */
                in: "path" | "query" | "header" | "body";
                /** @description A JSON pointer (RFC 6901) into that part; empty for all of it. */
                pointer: string;
                detail: string;
            }[];
        };
    };
    responses: {
        /** @description The movie, as it is now. */
        Changed: {
            headers: {
                ETag: components["headers"]["ETag"];
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Movie"];
            };
        };
        /** @description The request breaks a rule of this document; `errors` says which. */
        Invalid: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no access token, or it is not good here. */
        Unauthorized: {
            headers: {
                "WWW-Authenticate": components["headers"]["Challenge"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The token lacks the scope, or the movie belongs to somebody else. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such movie. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Another movie has the id. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The movie has changed since its `ETag` was read. Read it again, and decide anew. */
        PreconditionFailed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request has no `If-Match`. */
        PreconditionRequired: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Whatever else is in the way. */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /**
         * @description The `ETag` of the movie that the change was decided on, or `*` for any. Without it the answer is 428: two people would undo each other's changes and never know.
         * @example *
         */
        IfMatch: string;
    };
    requestBodies: never;
    headers: {
        /** @description Another one after each change; for `If-Match` and `If-None-Match`. */
        ETag: string;
        /** @description Where the movie is. */
        Location: string;
        /** @description What the request is called in the log, as the caller called it, or by a name of the server's own. */
        RequestId: string;
        /** @description What the token lacks (RFC 6750). */
        Challenge: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listMovies: {
        parameters: {
            query?: {
                /** @description At most this many. More than 100 are 100. */
                page_size?: number;
                /** @description The `nextPageToken` of the page before. All else must be as it was then. */
                page_token?: string;
                /** @description Only movies of this genre, letter by letter. */
                genre?: components["schemas"]["Genre"];
                /** @description Only movies of this user. */
                owner?: components["schemas"]["Username"];
                /** @description The order. Movies that are equal in it come in the order of their ids. */
                order_by?: "title" | "title desc" | "rating" | "rating desc" | "release_date" | "release_date desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of movies. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MoviePage"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Problem"];
        };
    };
    createMovie: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "Seven Samurai",
                 *       "genre": "Drama",
                 *       "rating": 8.6,
                 *       "releaseDate": "1954-04-26"
                 *     }
                 */
                "application/json": components["schemas"]["NewMovie"];
            };
        };
        responses: {
            /** @description The movie, as it is stored. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Movie"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            default: components["responses"]["Problem"];
        };
    };
    getMovie: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of the movie that the caller has; unless it has changed, it is not sent again. */
                "if-none-match"?: string;
            };
            path: {
                /** @description The id of the movie. */
                id: components["schemas"]["MovieId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The movie. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Movie"];
                };
            };
            /** @description The movie is still what the caller has. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    replaceMovie: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the movie that the change was decided on, or `*` for any. Without it the answer is 428: two people would undo each other's changes and never know.
                 * @example *
                 */
                "if-match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description The id of the movie. */
                id: components["schemas"]["MovieId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "Seven Samurai",
                 *       "genre": "Action",
                 *       "rating": 8.6,
                 *       "releaseDate": "1954-04-26"
                 *     }
                 */
                "application/json": components["schemas"]["MovieContent"];
            };
        };
        responses: {
            200: components["responses"]["Changed"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            428: components["responses"]["PreconditionRequired"];
            default: components["responses"]["Problem"];
        };
    };
    deleteMovie: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the movie that the change was decided on, or `*` for any. Without it the answer is 428: two people would undo each other's changes and never know.
                 * @example *
                 */
                "if-match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description The id of the movie. */
                id: components["schemas"]["MovieId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            428: components["responses"]["PreconditionRequired"];
            default: components["responses"]["Problem"];
        };
    };
    updateMovie: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of the movie that the change was decided on, or `*` for any. Without it the answer is 428: two people would undo each other's changes and never know.
                 * @example *
                 */
                "if-match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description The id of the movie. */
                id: components["schemas"]["MovieId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rating": 8.7
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["MoviePatch"];
            };
        };
        responses: {
            200: components["responses"]["Changed"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            412: components["responses"]["PreconditionFailed"];
            428: components["responses"]["PreconditionRequired"];
            default: components["responses"]["Problem"];
        };
    };
    getCaller: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Caller"];
                };
            };
            401: components["responses"]["Unauthorized"];
            default: components["responses"]["Problem"];
        };
    };
}

export const document = {
  "openapi": "3.1.0",
  "info": {
    "title": "hexmart movies",
    "version": "1.0.0",
    "summary": "Movies, each with an owner.",
    "description": "Everybody with the scope `movies.read` sees every movie. With `movies.write`, a user creates movies and changes their\nown; an administrator (the role `admin`) changes any.\n\nEvery write can be sent again: a movie is created under an id that the client makes, and changed on the condition of\nan `ETag` (RFC 9110, section 13). Every error is a problem (RFC 9457): decide by its `type`, never by its text.\n",
    "license": {
      "name": "MIT",
      "identifier": "MIT"
    }
  },
  "servers": [
    {
      "url": "/",
      "description": "This server, or the gateway before it."
    }
  ],
  "tags": [
    {
      "name": "movies",
      "description": "The movies."
    },
    {
      "name": "caller",
      "description": "Whoever calls."
    }
  ],
  "paths": {
    "/v1/movies": {
      "get": {
        "operationId": "listMovies",
        "tags": [
          "movies"
        ],
        "summary": "Lists movies, page by page",
        "description": "A page goes on after the last movie of the one before, so that nothing is skipped or repeated as movies come and go. There are more as long as there is a `nextPageToken`.",
        "security": [
          {
            "oauth2": [
              "movies.read"
            ]
          }
        ],
        "parameters": [
          {
            "name": "page_size",
            "in": "query",
            "description": "At most this many. More than 100 are 100.",
            "schema": {
              "type": "integer",
              "minimum": 1,
              "maximum": 2147483647,
              "default": 20
            }
          },
          {
            "name": "page_token",
            "in": "query",
            "description": "The `nextPageToken` of the page before. All else must be as it was then.",
            "schema": {
              "type": "string",
              "maxLength": 2000
            }
          },
          {
            "name": "genre",
            "in": "query",
            "description": "Only movies of this genre, letter by letter.",
            "schema": {
              "$ref": "#/components/schemas/Genre"
            }
          },
          {
            "name": "owner",
            "in": "query",
            "description": "Only movies of this user.",
            "schema": {
              "$ref": "#/components/schemas/Username"
            }
          },
          {
            "name": "order_by",
            "in": "query",
            "description": "The order. Movies that are equal in it come in the order of their ids.",
            "schema": {
              "type": "string",
              "enum": [
                "title",
                "title desc",
                "rating",
                "rating desc",
                "release_date",
                "release_date desc"
              ],
              "default": "title"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "A page of movies.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/MoviePage"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "default": {
            "$ref": "#/components/responses/Problem"
          }
        }
      },
      "post": {
        "operationId": "createMovie",
        "tags": [
          "movies"
        ],
        "summary": "Creates a movie that belongs to the caller",
        "description": "Safe to retry with an `id`: the same movie again is answered as it was stored. Only a user can own a movie; the token of a client that acts for itself is refused.",
        "security": [
          {
            "oauth2": [
              "movies.write"
            ]
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/NewMovie"
              },
              "example": {
                "title": "Seven Samurai",
                "genre": "Drama",
                "rating": 8.6,
                "releaseDate": "1954-04-26"
              }
            }
          }
        },
        "responses": {
          "201": {
            "description": "The movie, as it is stored.",
            "headers": {
              "ETag": {
                "$ref": "#/components/headers/ETag"
              },
              "Location": {
                "$ref": "#/components/headers/Location"
              },
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Movie"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "default": {
            "$ref": "#/components/responses/Problem"
          }
        }
      }
    },
    "/v1/movies/{id}": {
      "parameters": [
        {
          "name": "id",
          "in": "path",
          "required": true,
          "description": "The id of the movie.",
          "schema": {
            "$ref": "#/components/schemas/MovieId"
          }
        }
      ],
      "get": {
        "operationId": "getMovie",
        "tags": [
          "movies"
        ],
        "summary": "Answers a movie",
        "security": [
          {
            "oauth2": [
              "movies.read"
            ]
          }
        ],
        "parameters": [
          {
            "name": "if-none-match",
            "in": "header",
            "description": "The `ETag` of the movie that the caller has; unless it has changed, it is not sent again.",
            "schema": {
              "type": "string",
              "maxLength": 1000
            }
          }
        ],
        "responses": {
          "200": {
            "description": "The movie.",
            "headers": {
              "ETag": {
                "$ref": "#/components/headers/ETag"
              },
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Movie"
                }
              }
            }
          },
          "304": {
            "description": "The movie is still what the caller has.",
            "headers": {
              "ETag": {
                "$ref": "#/components/headers/ETag"
              },
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "default": {
            "$ref": "#/components/responses/Problem"
          }
        }
      },
      "put": {
        "operationId": "replaceMovie",
        "tags": [
          "movies"
        ],
        "summary": "Replaces all of a movie that its owner may say",
        "description": "Safe to retry; a movie that says all this already is answered as it is.",
        "security": [
          {
            "oauth2": [
              "movies.write"
            ]
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/IfMatch"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/MovieContent"
              },
              "example": {
                "title": "Seven Samurai",
                "genre": "Action",
                "rating": 8.6,
                "releaseDate": "1954-04-26"
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Changed"
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "412": {
            "$ref": "#/components/responses/PreconditionFailed"
          },
          "428": {
            "$ref": "#/components/responses/PreconditionRequired"
          },
          "default": {
            "$ref": "#/components/responses/Problem"
          }
        }
      },
      "patch": {
        "operationId": "updateMovie",
        "tags": [
          "movies"
        ],
        "summary": "Changes some of a movie",
        "description": "A JSON merge patch (RFC 7396); what it does not name stays. Safe to retry.",
        "security": [
          {
            "oauth2": [
              "movies.write"
            ]
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/IfMatch"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/merge-patch+json": {
              "schema": {
                "$ref": "#/components/schemas/MoviePatch"
              },
              "example": {
                "rating": 8.7
              }
            }
          }
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Changed"
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "412": {
            "$ref": "#/components/responses/PreconditionFailed"
          },
          "428": {
            "$ref": "#/components/responses/PreconditionRequired"
          },
          "default": {
            "$ref": "#/components/responses/Problem"
          }
        }
      },
      "delete": {
        "operationId": "deleteMovie",
        "tags": [
          "movies"
        ],
        "summary": "Deletes a movie",
        "security": [
          {
            "oauth2": [
              "movies.write"
            ]
          }
        ],
        "parameters": [
          {
            "$ref": "#/components/parameters/IfMatch"
          }
        ],
        "responses": {
          "204": {
            "description": "It is gone.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "412": {
            "$ref": "#/components/responses/PreconditionFailed"
          },
          "428": {
            "$ref": "#/components/responses/PreconditionRequired"
          },
          "default": {
            "$ref": "#/components/responses/Problem"
          }
        }
      }
    },
    "/v1/me": {
      "get": {
        "operationId": "getCaller",
        "tags": [
          "caller"
        ],
        "summary": "Answers who calls, as the access token says it",
        "description": "Any token for this API will do.",
        "security": [
          {
            "oauth2": []
          }
        ],
        "responses": {
          "200": {
            "description": "The caller.",
            "headers": {
              "X-Request-Id": {
                "$ref": "#/components/headers/RequestId"
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Caller"
                }
              }
            }
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "default": {
            "$ref": "#/components/responses/Problem"
          }
        }
      }
    }
  },
  "components": {
    "securitySchemes": {
      "oauth2": {
        "type": "oauth2",
        "description": "An access token of the identity server (a JWT, RFC 9068) for the audience `urn:hexmart:movies-api`, sent as `Authorization: Bearer`.",
        "flows": {
          "authorizationCode": {
            "authorizationUrl": "/connect/authorize",
            "tokenUrl": "/connect/token",
            "scopes": {
              "movies.read": "See movies",
              "movies.write": "Create, change and delete movies"
            }
          },
          "clientCredentials": {
            "tokenUrl": "/connect/token",
            "scopes": {
              "movies.read": "See movies",
              "movies.write": "Create, change and delete movies"
            }
          }
        }
      }
    },
    "parameters": {
      "IfMatch": {
        "name": "if-match",
        "in": "header",
        "description": "The `ETag` of the movie that the change was decided on, or `*` for any. Without it the answer is 428: two people would undo each other's changes and never know.",
        "schema": {
          "type": "string",
          "maxLength": 1000
        },
        "example": "*"
      }
    },
    "headers": {
      "ETag": {
        "description": "Another one after each change; for `If-Match` and `If-None-Match`.",
        "required": true,
        "schema": {
          "type": "string",
          "pattern": "^\"[!#-~]+\"$"
        }
      },
      "Location": {
        "description": "Where the movie is.",
        "required": true,
        "schema": {
          "type": "string",
          "pattern": "^/v1/movies/"
        }
      },
      "RequestId": {
        "description": "What the request is called in the log, as the caller called it, or by a name of the server's own.",
        "required": true,
        "schema": {
          "type": "string",
          "pattern": "^[\\w.:/+=@-]{1,128}$"
        }
      },
      "Challenge": {
        "description": "What the token lacks (RFC 6750).",
        "required": true,
        "schema": {
          "type": "string",
          "pattern": "^Bearer "
        }
      }
    },
    "responses": {
      "Changed": {
        "description": "The movie, as it is now.",
        "headers": {
          "ETag": {
            "$ref": "#/components/headers/ETag"
          },
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Movie"
            }
          }
        }
      },
      "Invalid": {
        "description": "The request breaks a rule of this document; `errors` says which.",
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      },
      "Unauthorized": {
        "description": "There is no access token, or it is not good here.",
        "headers": {
          "WWW-Authenticate": {
            "$ref": "#/components/headers/Challenge"
          }
        },
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      },
      "Forbidden": {
        "description": "The token lacks the scope, or the movie belongs to somebody else.",
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      },
      "NotFound": {
        "description": "There is no such movie.",
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      },
      "Conflict": {
        "description": "Another movie has the id.",
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      },
      "PreconditionFailed": {
        "description": "The movie has changed since its `ETag` was read. Read it again, and decide anew.",
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      },
      "PreconditionRequired": {
        "description": "The request has no `If-Match`.",
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      },
      "Problem": {
        "description": "Whatever else is in the way.",
        "content": {
          "application/problem+json": {
            "schema": {
              "$ref": "#/components/schemas/Problem"
            }
          }
        }
      }
    },
    "schemas": {
      "MovieId": {
        "description": "A UUID of version 7 (RFC 9562), in small letters.",
        "type": "string",
        "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
        "examples": [
          "01900000-0000-7000-8000-000000000001"
        ]
      },
      "Title": {
        "description": "Any text that PostgreSQL can keep.",
        "type": "string",
        "minLength": 1,
        "maxLength": 200,
        "pattern": "^[^\\u0000\\ud800-\\udfff]*$"
      },
      "Genre": {
        "type": "string",
        "minLength": 1,
        "maxLength": 50,
        "pattern": "^[^\\u0000\\ud800-\\udfff]*$",
        "examples": [
          "Drama"
        ]
      },
      "Username": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200,
        "pattern": "^[^\\u0000\\ud800-\\udfff]*$",
        "examples": [
          "alice"
        ]
      },
      "Rating": {
        "description": "From 0 to 10. It is rounded to tenths.",
        "type": "number",
        "minimum": 0,
        "maximum": 10
      },
      "ReleaseDate": {
        "description": "The day on which it was first shown; no film is older than cinema.",
        "type": "string",
        "format": "date",
        "pattern": "^(18[89]|19[0-9]|2[01][0-9])[0-9]-",
        "examples": [
          "1994-09-23"
        ]
      },
      "ImageUrl": {
        "description": "Where its poster is.",
        "type": "string",
        "format": "uri",
        "maxLength": 2000,
        "pattern": "^https://[!-~]+$"
      },
      "MovieContent": {
        "description": "All of a movie that its owner may say.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "title",
          "genre",
          "rating",
          "releaseDate"
        ],
        "properties": {
          "title": {
            "$ref": "#/components/schemas/Title"
          },
          "genre": {
            "$ref": "#/components/schemas/Genre"
          },
          "rating": {
            "$ref": "#/components/schemas/Rating"
          },
          "releaseDate": {
            "$ref": "#/components/schemas/ReleaseDate"
          },
          "imageUrl": {
            "$ref": "#/components/schemas/ImageUrl"
          }
        }
      },
      "NewMovie": {
        "description": "A movie to create. Its owner is the caller; there is no field for that.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "title",
          "genre",
          "rating",
          "releaseDate"
        ],
        "properties": {
          "id": {
            "$ref": "#/components/schemas/MovieId",
            "description": "Made by the client, so that it can try again; without one the server makes it."
          },
          "title": {
            "$ref": "#/components/schemas/Title"
          },
          "genre": {
            "$ref": "#/components/schemas/Genre"
          },
          "rating": {
            "$ref": "#/components/schemas/Rating"
          },
          "releaseDate": {
            "$ref": "#/components/schemas/ReleaseDate"
          },
          "imageUrl": {
            "$ref": "#/components/schemas/ImageUrl"
          }
        }
      },
      "MoviePatch": {
        "description": "What to change; null removes the image.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "title": {
            "$ref": "#/components/schemas/Title"
          },
          "genre": {
            "$ref": "#/components/schemas/Genre"
          },
          "rating": {
            "$ref": "#/components/schemas/Rating"
          },
          "releaseDate": {
            "$ref": "#/components/schemas/ReleaseDate"
          },
          "imageUrl": {
            "oneOf": [
              {
                "$ref": "#/components/schemas/ImageUrl"
              },
              {
                "type": "null"
              }
            ]
          }
        }
      },
      "Movie": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "id",
          "title",
          "genre",
          "rating",
          "releaseDate",
          "owner",
          "etag",
          "createTime",
          "updateTime"
        ],
        "properties": {
          "id": {
            "$ref": "#/components/schemas/MovieId"
          },
          "title": {
            "$ref": "#/components/schemas/Title"
          },
          "genre": {
            "$ref": "#/components/schemas/Genre"
          },
          "rating": {
            "$ref": "#/components/schemas/Rating"
          },
          "releaseDate": {
            "$ref": "#/components/schemas/ReleaseDate"
          },
          "imageUrl": {
            "$ref": "#/components/schemas/ImageUrl"
          },
          "owner": {
            "$ref": "#/components/schemas/Username",
            "description": "The user who created it."
          },
          "etag": {
            "description": "What `ETag` says of it, for one that was read in a list.",
            "type": "string",
            "minLength": 1
          },
          "createTime": {
            "type": "string",
            "format": "date-time"
          },
          "updateTime": {
            "type": "string",
            "format": "date-time"
          }
        }
      },
      "MoviePage": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "movies"
        ],
        "properties": {
          "movies": {
            "type": "array",
            "maxItems": 100,
            "items": {
              "$ref": "#/components/schemas/Movie"
            }
          },
          "nextPageToken": {
            "description": "For the next page; there is none after the last.",
            "type": "string",
            "minLength": 1
          }
        }
      },
      "Caller": {
        "type": "object",
        "additionalProperties": false,
        "required": [
          "subject",
          "clientId",
          "roles",
          "scopes"
        ],
        "properties": {
          "subject": {
            "description": "The account, or the client where it acts for itself.",
            "type": "string"
          },
          "clientId": {
            "description": "The application that was given the token.",
            "type": "string"
          },
          "username": {
            "description": "There is none where a client acts for itself.",
            "type": "string"
          },
          "roles": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "scopes": {
            "type": "array",
            "items": {
              "type": "string"
            }
          }
        }
      },
      "Problem": {
        "description": "What went wrong (RFC 9457).",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "type",
          "title",
          "status",
          "detail",
          "requestId"
        ],
        "properties": {
          "type": {
            "description": "What a program decides by.",
            "type": "string",
            "enum": [
              "urn:hexmart:problem:invalid-request",
              "urn:hexmart:problem:token-missing",
              "urn:hexmart:problem:token-repeated",
              "urn:hexmart:problem:token-invalid",
              "urn:hexmart:problem:token-in-plaintext",
              "urn:hexmart:problem:scope-missing",
              "urn:hexmart:problem:user-required",
              "urn:hexmart:problem:not-owner",
              "urn:hexmart:problem:not-found",
              "urn:hexmart:problem:movie-not-found",
              "urn:hexmart:problem:movie-already-exists",
              "urn:hexmart:problem:movie-changed",
              "urn:hexmart:problem:if-match-required",
              "urn:hexmart:problem:method-not-allowed",
              "urn:hexmart:problem:content-too-large",
              "urn:hexmart:problem:unsupported-media-type",
              "urn:hexmart:problem:unavailable",
              "urn:hexmart:problem:internal"
            ]
          },
          "title": {
            "type": "string"
          },
          "status": {
            "type": "integer",
            "minimum": 400,
            "maximum": 599
          },
          "detail": {
            "description": "For people.",
            "type": "string"
          },
          "requestId": {
            "description": "What the request is called in the log of the server.",
            "type": "string"
          },
          "errors": {
            "description": "What is wrong with the request, in order of its parts.",
            "type": "array",
            "items": {
              "type": "object",
              "additionalProperties": false,
              "required": [
                "in",
                "pointer",
                "detail"
              ],
              "properties": {
                "in": {
                  "type": "string",
                  "enum": [
                    "path",
                    "query",
                    "header",
                    "body"
                  ]
                },
                "pointer": {
                  "description": "A JSON pointer (RFC 6901) into that part; empty for all of it.",
                  "type": "string"
                },
                "detail": {
                  "type": "string"
                }
              }
            }
          }
        }
      }
    }
  }
};
