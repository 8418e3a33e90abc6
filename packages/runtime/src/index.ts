export { type Config, type ConfigOf, defineConfig, json, type Secret, secret } from "./define-config.ts";
export { describeConfig, type VariableDescription } from "./describe-config.ts";
export { exitCodes } from "./exit-codes.ts";
export { createLogger, type Logger, type LoggerOptions, type LogLevel } from "./logger.ts";
export { type Pause, pause } from "./pause.ts";
export { readConfig } from "./read-config.ts";
export { type RepeatOptions, repeat } from "./repeat.ts";
export { type Failure, type RetryOptions, retry } from "./retry.ts";
export { type Compose, type Running, run } from "./run.ts";
