import { createGuard } from "#adapters/guard/guard.ts";
import { UpstreamError } from "#domain/errors.ts";
import { createFakeGuard } from "./fake-guard.ts";
import { describeGuard } from "./guard.contract.ts";

describeGuard("cockatiel", ({ places, queue, failures }) =>
  createGuard({
    name: "movies-api",
    isFault: (error) => error instanceof UpstreamError,
    bulkhead: { inFlight: places, queue },
    breaker: { failures, openForMs: 60_000 },
  }),
);
describeGuard("of tests", createFakeGuard);
