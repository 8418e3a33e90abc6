import { run } from "@hexmart/runtime";
import { compose } from "#compose";
import { config } from "#config";

await run(config, compose);
