/** Test files that do not run on Deno for every change, by package; the only ones. */
export type LeftOut = {
  readonly package: string;
  /** As jest is told, relative to the package. */
  readonly files: readonly string[];
  readonly why: string;
  /** Whether they run on Deno at night. */
  readonly nightly: boolean;
};

export const leftOut: readonly LeftOut[] = [
  {
    package: "api-gateway",
    files: ["test/rest.integration"],
    why: "A caller who leaves before the request is sent on was not noticed behind the gateway, once in two runs.",
    nightly: true,
  },
  {
    package: "grpc",
    files: ["test/drain-under-load", "test/goaway-stress", "test/runtimes"],
    why: "They start Node and Deno as processes by themselves, in every pairing, whatever runs jest.",
    nightly: false,
  },
  {
    package: "identity",
    files: ["test/command-line", "test/killed-rotation"],
    why: "They start and kill a process for each step: slow.",
    nightly: true,
  },
  {
    package: "movies-web",
    files: ["test/accessibility"],
    why: "Chromium looks at every page in four ways: slow.",
    nightly: true,
  },
  {
    package: "postgres",
    files: ["test/embedded-postgres"],
    why: "It makes and starts a database server for each test: slow.",
    nightly: true,
  },
  {
    package: "transcode",
    files: ["test/oracle"],
    why: "It builds grpc-gateway with Go to compare with: slow.",
    nightly: true,
  },
];

/** Where a test may be skipped: it needs something that a machine may lack, says so, and must run in CI. */
export const skippers: readonly string[] = [
  "e2e/conformance/openid/apache.ts",
  "e2e/conformance/python.ts",
  "packages/testing/src/chromium.ts",
  "packages/transcode/test/oracle/oracle.test.ts",
];
