export { audiences, type ClientName, clients, type ServiceName, topology } from "../topology.ts";
export { createContainers, dockerAnswers } from "./containers.ts";
export { type DemoReport, runDemo } from "./demo.ts";
export type { Permission } from "./deno-permissions.ts";
export { freePorts } from "./free-ports.ts";
export { type LaunchOptions, launch, type RunningService, type Stack } from "./launch.ts";
export { type LogRecord, type Platform, type Runtime, runtimes } from "./platform.ts";
export { createProcesses } from "./processes.ts";
export { temporaryDirectory } from "./temporary-directory.ts";
