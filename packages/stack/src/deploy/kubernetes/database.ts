import type { ICluster } from "@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1/Cluster";
import type { IJob } from "kubernetes-models/batch/v1/Job";
import type { ServiceName } from "../../../topology.ts";
import { databaseName } from "../../client-registrations.ts";
import { cluster, labelled, migration, ofMigration, system } from "./labels.ts";
import { podOf } from "./pod.ts";

/**
 * The PostgreSQL of one service, with its database and role, run by CloudNativePG. It makes the password as well, and
 * keeps it in the secret `<service>-db-app`.
 */
export function databaseOf(service: ServiceName): readonly object[] {
  const name = databaseName(service);
  const postgres: ICluster = {
    apiVersion: "postgresql.cnpg.io/v1",
    kind: "Cluster",
    metadata: { name: cluster(service), labels: system },
    spec: {
      instances: 3,
      imageName: "ghcr.io/cloudnative-pg/postgresql:18",
      bootstrap: { initdb: { database: name, owner: name } },
      // A commit that was answered is on two machines.
      postgresql: { synchronous: { method: "any", number: 1 } },
      storage: { size: "20Gi" },
      resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { memory: "1Gi" } },
      affinity: { enablePodAntiAffinity: true, topologyKey: "kubernetes.io/hostname" },
    },
  };
  const job: IJob = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: migration(service), labels: labelled(ofMigration(service)) },
    spec: {
      // It waits for the database: one that is made only now takes a while.
      backoffLimit: 20,
      activeDeadlineSeconds: 3_600,
      template: { metadata: { labels: labelled(ofMigration(service)) }, spec: podOf(service, { once: true }) },
    },
  };
  return [postgres, job];
}
