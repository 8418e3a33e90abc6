import type { IIngress } from "kubernetes-models/networking.k8s.io/v1/Ingress";
import type { INetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import type { IService } from "kubernetes-models/v1/Service";
import { type ServiceName, serviceNames, topology } from "../../../topology.ts";
import { adminPort, cluster, isOpen, labelled, loginsOf, migration, of, originsOf, system } from "./labels.ts";
import { exampleDomain } from "./pod.ts";

type Rule = NonNullable<NonNullable<INetworkPolicy["spec"]>["ingress"]>[number];
type Peer = NonNullable<Rule["from"]>[number];

const apiVersion = "networking.k8s.io/v1";
const tcp = (port: number) => ({ protocol: "TCP" as const, port });
const pods = (name: string): Peer => ({ podSelector: { matchLabels: { "app.kubernetes.io/name": name } } });
/** Namespaces of the cluster that have to do with this system are labelled for what they are to it. */
const namespace = (role: "door" | "watch" | "database-operator"): Peer => ({
  namespaceSelector: { matchLabels: { [`hexmart/${role}`]: "true" } },
});
const databasePods = (service: ServiceName): Peer => ({
  podSelector: { matchLabels: { "cnpg.io/cluster": cluster(service) } },
});

/** The name of a service stands for the addresses of all its pods (headless): callers take turns among them. */
export function serviceOf(service: ServiceName): readonly IService[] {
  const { kind, port } = topology[service];
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: service, labels: labelled(of(service)) },
      spec: {
        clusterIP: "None",
        selector: of(service),
        ports:
          port === undefined
            ? [{ name: "admin", port: adminPort }]
            : [{ name: kind, port, ...(kind === "grpc" && { appProtocol: "kubernetes.io/h2c" }) }],
      },
    },
  ];
}

/** Nobody may talk to anybody but where a policy of a service says so; names may be looked up. */
export function commonPolicies(): readonly INetworkPolicy[] {
  return [
    {
      apiVersion,
      kind: "NetworkPolicy",
      metadata: { name: "default-deny" },
      spec: { podSelector: { matchLabels: system }, policyTypes: ["Ingress", "Egress"] },
    },
    {
      apiVersion,
      kind: "NetworkPolicy",
      metadata: { name: "names" },
      spec: {
        podSelector: { matchLabels: system },
        policyTypes: ["Egress"],
        egress: [
          {
            to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } }],
            ports: [{ protocol: "UDP" as const, port: 53 }, tcp(53)],
          },
        ],
      },
    },
  ];
}

// #region calls
/** Who may talk to a service, and to whom it may talk: those of the topology. */
export function policiesOf(service: ServiceName): readonly INetworkPolicy[] {
  const { port, database, calls } = topology[service];
  const callers = serviceNames.filter((name) => topology[name].calls.includes(service)).map(pods);
  const from = [...callers, ...(isOpen(service) ? [namespace("door")] : [])];
  const called = calls.map((name) => ({ to: [pods(name)], ports: [tcp(topology[name].port ?? 0)] }));
  // #endregion calls
  return [
    {
      apiVersion,
      kind: "NetworkPolicy",
      metadata: { name: service, labels: system },
      spec: {
        podSelector: { matchLabels: of(service) },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
          // An empty list would stand for everybody.
          ...(port === undefined || from.length === 0 ? [] : [{ from, ports: [tcp(port)] }]),
          { from: [namespace("watch")], ports: [tcp(adminPort)] },
        ],
        egress: [
          ...called,
          // Identity has one name for everybody, so it is called through the door.
          ...(calls.includes("identity") ? [{ to: [namespace("door")] }] : []),
          ...(service === "identity" ? backChannel() : []),
          ...(database ? [{ to: [databasePods(service)], ports: [tcp(5432)] }] : []),
        ],
      },
    },
    ...(database ? databasePolicies(service) : []),
  ];
}

/** Identity tells the clients with which people log in of a logout, itself. */
function backChannel() {
  return loginsOf().map((name) => ({ to: [pods(name)], ports: [tcp(topology[name].port ?? 0)] }));
}

function databasePolicies(service: ServiceName): readonly INetworkPolicy[] {
  return [
    {
      apiVersion,
      kind: "NetworkPolicy",
      metadata: { name: migration(service), labels: system },
      spec: {
        podSelector: { matchLabels: { "app.kubernetes.io/name": migration(service) } },
        policyTypes: ["Egress"],
        egress: [{ to: [databasePods(service)], ports: [tcp(5432)] }],
      },
    },
    {
      apiVersion,
      kind: "NetworkPolicy",
      metadata: { name: cluster(service), labels: system },
      spec: {
        podSelector: { matchLabels: { "cnpg.io/cluster": cluster(service) } },
        policyTypes: ["Ingress"],
        ingress: [
          { from: [pods(service), pods(migration(service)), databasePods(service)], ports: [tcp(5432)] },
          { from: [databasePods(service), namespace("database-operator")], ports: [tcp(8000), tcp(5432)] },
        ],
      },
    },
  ];
}

/** The door: TLS ends here, with a certificate of cert-manager's. */
export function ingress(): IIngress {
  const hosts = originsOf().map((name) => ({ name, host: `${name}.${exampleDomain}` }));
  return {
    apiVersion,
    kind: "Ingress",
    metadata: { name: "door", labels: system },
    spec: {
      tls: [{ hosts: hosts.map(({ host }) => host), secretName: "door-tls" }],
      rules: hosts.map(({ name, host }) => ({
        host,
        http: { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name, port: { name: "http" } } } }] },
      })),
    },
  };
}
