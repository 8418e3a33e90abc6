import type { IDeployment } from "kubernetes-models/apps/v1/Deployment";
import type { IStatefulSet } from "kubernetes-models/apps/v1/StatefulSet";
import type { IHorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import type { IPodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { type ServiceName, topology } from "../../../topology.ts";
import { labelled, of } from "./labels.ts";
import { podOf } from "./pod.ts";

/** How many pods there are at least, so that one may go without anybody noticing; and at most. */
const replicas = { least: 2, most: 10 };

/** What runs a service. */
export function workloadOf(service: ServiceName): readonly object[] {
  if (topology[service].kind === "worker") return [worker(service)];
  const metadata = { name: service, labels: labelled(of(service)) };
  const deployment: IDeployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      // How many there are is the autoscaler's to say.
      selector: { matchLabels: of(service) },
      strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: { metadata: { labels: labelled(of(service)) }, spec: podOf(service) },
    },
  };
  const autoscaler: IHorizontalPodAutoscaler = {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata,
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: service },
      minReplicas: replicas.least,
      maxReplicas: replicas.most,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
      ],
      // Connections are long: who comes late gets little of the load, so it is not sent away soon.
      behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
    },
  };
  const budget: IPodDisruptionBudget = {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata,
    spec: { maxUnavailable: 1, selector: { matchLabels: of(service) } },
  };
  return [deployment, autoscaler, budget];
}

/** One at a time, with a volume that the next one finds: it goes on with the run that the last one left behind. */
function worker(service: ServiceName): IStatefulSet {
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: service, labels: labelled(of(service)) },
    spec: {
      replicas: 1,
      serviceName: service,
      selector: { matchLabels: of(service) },
      template: { metadata: { labels: labelled(of(service)) }, spec: podOf(service) },
      volumeClaimTemplates: [
        {
          apiVersion: "v1",
          kind: "PersistentVolumeClaim",
          metadata: { name: "state" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "100Mi" } } },
        },
      ],
    },
  };
}
