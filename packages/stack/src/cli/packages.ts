import { serviceNames } from "../../topology.ts";

/** Prints the packages of the services named on the command line, or else of all: for turbo prune, in the Dockerfile. */
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !serviceNames.some((service) => service === name));
if (unknown !== undefined) {
  console.error(`There is no service "${unknown}": expected ${serviceNames.join(", ")}`);
  process.exit(64);
}
console.log((asked.length > 0 ? asked : serviceNames).map((name) => `@hexmart/${name}`).join(" "));
