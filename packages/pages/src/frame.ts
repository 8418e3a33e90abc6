/** A link of the navigation; the one to where the reader is, is marked. */
export type Link = { readonly href: string; readonly text: string; readonly current?: boolean };

/** Who is logged in, and how they log out: by a form, since nobody shall be logged out by a link. */
export type Person = {
  readonly name: string;
  readonly logout?: {
    readonly action: string;
    /** Fields that go with the form unseen, such as the one against forged requests. */
    readonly hidden?: Readonly<Record<string, string>>;
    /** Origins that the answer to the form leads to, such as an issuer's. */
    readonly leadsTo?: readonly string[];
  };
};

/** What is around the content of every page. */
export type Frame = {
  /** The name of the site, shown beside the logo and behind the title of each page. */
  readonly site: string;
  /** Where the logo leads. */
  readonly home: string;
  readonly links?: readonly Link[];
  readonly person?: Person | undefined;
  /** Where to log in, offered while nobody is logged in. */
  readonly login?: string | undefined;
};
