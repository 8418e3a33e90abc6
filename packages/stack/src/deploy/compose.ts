import { stringify } from "yaml";
import { type ServiceName, serviceNames, topology } from "../../topology.ts";
import { composePlace } from "./places.ts";
import { secretFiles, secretsDirectory, settingsOf, stateDirectory } from "./settings.ts";

const head = `# Written by \`npm run generate\` from packages/stack/topology.ts: change it there, or in packages/stack/src/deploy.
#
#   docker compose up --build     # then http://movies-web.localhost:5002, as alice with the password a1
#   docker compose down           # with --volumes it forgets everything, keys and passwords too
#
# For one machine and its people. The passwords of the demo's people are known to everybody, so every port is published
# to this machine alone. Keys and passwords of services are made at the first start, each in a volume of its own.
`;

const hardened = {
  restart: "unless-stopped",
  read_only: true,
  cap_drop: ["ALL"],
  security_opt: ["no-new-privileges:true"],
};

/** What every container of ours has. */
const service = {
  image: "hexmart:compose",
  ...hardened,
  // More than SHUTDOWN_TIMEOUT_MS, so that nothing that is still in flight is killed.
  stop_grace_period: "15s",
};

/** The variables of docker compose are not the business of this file. */
const as = "*service";

const secretsOf = (name: ServiceName) => settingsOf(name, composePlace).secrets;
const withSecrets = serviceNames.filter((name) => secretsOf(name).length > 0);
const volume = (name: string) => `${name}-secrets`;
const done = { condition: "service_completed_successfully" };

/** Each run once, in this order; every later start finds its work done. */
const preparations = {
  secrets: {
    "<<": as,
    build: ".",
    restart: "no",
    // Volumes belong to root at first. It has no capability and no network.
    user: "0:0",
    network_mode: "none",
    healthcheck: { disable: true },
    command: ["packages/stack/src/cli/provision.ts", secretsDirectory],
    volumes: ["postgres", ...withSecrets].map((name) => `${volume(name)}:${secretsDirectory}/${name}`),
  },
  postgres: {
    image: `\${POSTGRES_IMAGE:-postgres:18}`,
    ...hardened,
    // What its entrypoint needs to give the volume to its own user, and to become that.
    cap_add: ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"],
    stop_grace_period: "1m",
    entrypoint: [
      "sh",
      "-c",
      `POSTGRES_PASSWORD="$$(cat ${secretsDirectory}/POSTGRES_PASSWORD)" exec docker-entrypoint.sh postgres`,
    ],
    volumes: [`${volume("postgres")}:${secretsDirectory}:ro`, "postgres:/var/lib/postgresql"],
    tmpfs: ["/tmp", "/var/run/postgresql"],
    healthcheck: {
      test: ["CMD", "pg_isready", "--host=127.0.0.1", "--username=postgres"],
      interval: "2s",
      timeout: "5s",
      retries: 30,
    },
    depends_on: { secrets: done },
  },
  databases: {
    "<<": as,
    restart: "no",
    healthcheck: { disable: true },
    command: ["packages/stack/src/cli/create-databases.ts", secretsDirectory],
    volumes: ["postgres", ...serviceNames.filter((name) => topology[name].database)].map(
      (name) => `${volume(name)}:${secretsDirectory}/${name}:ro`,
    ),
    depends_on: { postgres: { condition: "service_healthy" } },
  },
};

function serviceOf(name: ServiceName): object {
  const { kind, port, database } = topology[name];
  const { environment, secrets } = settingsOf(name, composePlace);
  const volumes = [
    ...(secrets.length > 0 ? [`${volume(name)}:${secretsDirectory}:ro`] : []),
    ...(environment.STATE_DIRECTORY === undefined ? [] : [`${name}-state:${stateDirectory}`]),
  ];
  return {
    "<<": as,
    command: [`packages/${name}/src/main.ts`],
    environment: {
      ...environment,
      ...secretFiles(secrets),
      // Nobody but these containers is on their network.
      PLAINTEXT_TOKENS: "allow",
      // A worker has no other port at which it could be asked how it is.
      ...(kind === "worker" && { ADMIN_ADDRESS: "127.0.0.1:9464" }),
    },
    ...(volumes.length > 0 && { volumes }),
    ...(port !== undefined && { ports: [`127.0.0.1:${port}:${port}`] }),
    // The same name out here and among containers: it stands in every token.
    ...(kind === "http" && { networks: { default: { aliases: [`${name}.localhost`] } } }),
    // Services wait for each other by themselves, at the start as at any other time.
    ...(database ? { depends_on: { databases: done } } : secrets.length > 0 && { depends_on: { secrets: done } }),
  };
}

/** The text of compose.yaml. */
export function renderCompose(): string {
  const services = { ...preparations, ...Object.fromEntries(serviceNames.map((name) => [name, serviceOf(name)])) };
  const states = serviceNames.filter((name) => settingsOf(name, composePlace).environment.STATE_DIRECTORY);
  const names = ["postgres", ...["postgres", ...withSecrets].map(volume), ...states.map((name) => `${name}-state`)];
  const file = { "x-service": "&service", services, volumes: Object.fromEntries(names.map((name) => [name, {}])) };
  const body = toYaml(file).replace(/\n(?=volumes:| {0,2}[a-z-]+:\n)/g, "\n\n");
  const anchor = toYaml(service).replace(/^/gm, "  ");
  return `${head}\n${body.replace('"&service"', `&service\n${anchor}`).replaceAll('"*service"', "*service")}\n`;
}

/** By the rules of YAML 1.1 too, in which a bare `no` is false and 0:0 a number: not every reader has left them. */
function toYaml(value: object): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false, version: "1.1" }).trimEnd();
}
