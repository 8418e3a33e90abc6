/** What a service depends on of this repository at run time. */
export type Needs = {
  readonly name: string;
  readonly kind: "grpc" | "http" | "worker";
  readonly libraries: readonly string[];
  readonly contracts: readonly string[];
  readonly kernels: readonly string[];
};

/** How many libraries a service of each kind may have: decision 38 says what they are, and why it is not three. */
export const budget: Readonly<Record<Needs["kind"], number>> = { worker: 3, grpc: 4, http: 5 };

/** What a service has too much of: each is something to learn, and to take along, for whoever forks it. */
export function overBudget({ name, kind, libraries, contracts, kernels }: Needs): string[] {
  const listed = libraries.map((library) => `"${library}"`).join(", ");
  const remedy = "Do without one, or see whether it is two services";
  return [
    ...(libraries.length > budget[kind]
      ? [`${name} has ${libraries.length} libraries (${listed}), and a ${kind} may have ${budget[kind]}. ${remedy}`]
      : []),
    ...(contracts.length > 1 ? [`${name} has ${contracts.length} contracts, and a service may have 1. ${remedy}`] : []),
    ...(kernels.length > 1 ? [`${name} has ${kernels.length} kernels, and a service may have 1. ${remedy}`] : []),
  ];
}
