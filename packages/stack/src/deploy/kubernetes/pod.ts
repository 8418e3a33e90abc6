import type { IPodSpec } from "kubernetes-models/v1/PodSpec";
import { type ServiceName, topology } from "../../../topology.ts";
import { kubernetesPlace } from "../places.ts";
import { secretFiles, secretsDirectory, settingsOf, stateDirectory } from "../settings.ts";
import { adminPort, cluster, originsOf } from "./labels.ts";

/** Nobody's: an overlay says which it is. */
export const exampleDomain = "hexmart.example";
const place = kubernetesPlace(exampleDomain);

/** After SIGTERM: first nobody new comes, then calls are finished, then the rest is closed. In seconds. */
const leaveSeconds = 5;
const drainSeconds = 25;
const graceSeconds = leaveSeconds + drainSeconds + 5;

type Environment = NonNullable<IPodSpec["containers"][number]["env"]>;

/** The URLs that an overlay chooses come from the ConfigMap `origins`; the rest follows from the topology. */
function environmentOf(service: ServiceName): Environment {
  const { environment, secrets } = settingsOf(service, place);
  const all = {
    ...environment,
    ...secretFiles(secrets),
    ADMIN_ADDRESS: `0.0.0.0:${adminPort}`,
    SHUTDOWN_TIMEOUT_MS: `${drainSeconds * 1_000}`,
    // Only those that the network policies name are on the way: see docs/decisions about plaintext in a cluster.
    PLAINTEXT_TOKENS: "allow",
  };
  const origins = new Map(originsOf().map((name) => [place.origin(name), name]));
  return Object.entries(all).map(([name, value]) => {
    const origin = origins.get(value);
    return origin === undefined
      ? { name, value }
      : { name, valueFrom: { configMapKeyRef: { name: "origins", key: origin } } };
  });
}

/** The password of a database is made by the operator of PostgreSQL, all else by `npm run provision`. */
function secretVolume(service: ServiceName) {
  const { secrets } = settingsOf(service, place);
  const sources = [
    ...(secrets.includes("DATABASE_URL")
      ? [{ secret: { name: `${cluster(service)}-app`, items: [{ key: "uri", path: "DATABASE_URL" }] } }]
      : []),
    ...(secrets.some((name) => name !== "DATABASE_URL") ? [{ secret: { name: service } }] : []),
  ];
  return sources.length === 0 ? [] : [{ name: "secrets", projected: { defaultMode: 0o440, sources } }];
}

// #region readiness
/** gRPC's own health protocol, /readyz of an HTTP server, and that of the admin port of a worker, which has no other. */
function readiness(service: ServiceName) {
  const { kind, port } = topology[service];
  if (kind === "grpc") return { grpc: { port: port ?? 0 } };
  // By a name that every server takes for its own, whatever its address.
  const httpHeaders = [{ name: "Host", value: "localhost" }];
  return { httpGet: { path: "/readyz", port: kind === "worker" ? "admin" : "http", httpHeaders } };
}
// #endregion readiness

/** The pods of a service; those of a job that runs `--once`, too. */
export function podOf(service: ServiceName, { once = false } = {}): IPodSpec {
  const { kind, port } = topology[service];
  const { environment } = settingsOf(service, place);
  const stateful = environment.STATE_DIRECTORY !== undefined;
  const volumes = secretVolume(service);
  const served = {
    ports: [
      ...(port === undefined ? [] : [{ name: kind, containerPort: port }]),
      { name: "admin", containerPort: adminPort },
    ],
    startupProbe: { ...readiness(service), periodSeconds: 2, failureThreshold: 60 },
    readinessProbe: { ...readiness(service), periodSeconds: 5, timeoutSeconds: 3 },
    // Of the process alone: a pod is not better for being started again while its database is away.
    livenessProbe: { httpGet: { path: "/livez", port: "admin" }, periodSeconds: 10, failureThreshold: 3 },
    // The addresses of a name are known to callers for a while after a pod has left it.
    ...(kind !== "worker" && { lifecycle: { preStop: { exec: { command: ["sleep", `${leaveSeconds}`] } } } }),
  };
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: graceSeconds,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      fsGroup: 1000,
      seccompProfile: { type: "RuntimeDefault" },
    },
    ...(!once && {
      topologySpreadConstraints: ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { "app.kubernetes.io/name": service } },
      })),
    }),
    ...(once && { restartPolicy: "OnFailure" }),
    containers: [
      {
        name: service,
        image: "hexmart",
        args: [`packages/${service}/src/main.ts`, ...(once ? ["--once"] : [])],
        env: environmentOf(service),
        ...(!once && served),
        resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { memory: "768Mi" } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        volumeMounts: [
          ...(volumes.length > 0 ? [{ name: "secrets", mountPath: secretsDirectory, readOnly: true }] : []),
          ...(stateful ? [{ name: "state", mountPath: stateDirectory }] : []),
        ],
      },
    ],
    volumes,
  };
}
