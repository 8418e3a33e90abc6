/** What a server of this benchmark says when it is ready. */
export type ServerReady = {
  /** "host:port" */
  readonly address: string;
  /** The access token that it lets in; absent where it looks at none. */
  readonly token?: string;
};
