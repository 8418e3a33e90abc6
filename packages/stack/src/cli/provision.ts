import { provision } from "../deploy/provision.ts";
import { parseOptions } from "./arguments.ts";

const { operand: directory, domain } = parseOptions({
  command: "npm run provision --",
  summary:
    "Makes the secrets of a system of containers that are not there yet: <directory>/<service>/<VARIABLE>. compose.yaml does it by itself.",
  operand: { name: "<directory>", help: "where to; keep it from everybody else" },
  options: {
    domain: { type: "string", default: "", help: "of a Kubernetes cluster, such as hexmart.example" },
  },
});

if (!directory) {
  console.error("No directory is given. Try: npm run provision -- --help");
  process.exit(64);
}
await provision({ directory, domain: domain || undefined });
