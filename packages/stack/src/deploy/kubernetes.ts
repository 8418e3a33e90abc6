import { stringify } from "yaml";
import { serviceNames, topology } from "../../topology.ts";
import { databaseOf } from "./kubernetes/database.ts";
import { originsOf, system } from "./kubernetes/labels.ts";
import { commonPolicies, ingress, policiesOf, serviceOf } from "./kubernetes/network.ts";
import { exampleDomain } from "./kubernetes/pod.ts";
import { workloadOf } from "./kubernetes/workload.ts";
import { kubernetesPlace } from "./places.ts";

/** Where the manifests are that follow from the topology; overlays beside it are written by people. */
export const baseDirectory = "packages/stack/kubernetes/base";

const head =
  "# Written by `npm run generate` from packages/stack/topology.ts: change it there, or in packages/stack/src/deploy.\n";

/** The manifests of the system, by the names of their files. */
function kubernetesObjects(): ReadonlyMap<string, readonly object[]> {
  const namespace = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "hexmart", labels: { ...system, "pod-security.kubernetes.io/enforce": "restricted" } },
  };
  return new Map([
    ["namespace.yaml", [namespace]],
    ["network.yaml", [...commonPolicies(), ingress()]],
    ...serviceNames.map((name): [string, readonly object[]] => [
      `${name}.yaml`,
      [
        ...serviceOf(name),
        ...workloadOf(name),
        ...(topology[name].database ? databaseOf(name) : []),
        ...policiesOf(name),
      ],
    ]),
  ]);
}

function kustomization(resources: readonly string[]): object {
  const { origin } = kubernetesPlace(exampleDomain);
  return {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    namespace: "hexmart",
    resources,
    configMapGenerator: [{ name: "origins", literals: originsOf().map((name) => `${name}=${origin(name)}`) }],
  };
}

/** The texts of the files below the root of the repository. */
export function renderKubernetes(): ReadonlyMap<string, string> {
  const objects = kubernetesObjects();
  const files = new Map([...objects].map(([file, list]) => [file, list.map(toYaml).join("---\n")]));
  files.set("kustomization.yaml", toYaml(kustomization([...objects.keys()])));
  return new Map([...files].map(([file, text]) => [`${baseDirectory}/${file}`, `${head}${text}`]));
}

function toYaml(object: object): string {
  return stringify(object, { lineWidth: 0, aliasDuplicateObjects: false, version: "1.1" });
}
