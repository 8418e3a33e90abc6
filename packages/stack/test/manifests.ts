/** What every object of a cluster has. */
export type Manifest = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
};

type Model = new (manifest: object) => { validate(): void };

/** Checks a manifest by the schema of its kind, as Kubernetes and CloudNativePG publish it; rejects with what is wrong. */
export async function checkManifest(manifest: Manifest): Promise<void> {
  const { apiVersion, kind, metadata } = manifest;
  const library = apiVersion.startsWith("postgresql.cnpg.io/")
    ? "@kubernetes-models/cloudnative-pg"
    : "kubernetes-models";
  const models: Readonly<Record<string, Model>> = await import(`${library}/${apiVersion}`).catch(() => ({}));
  const Kind = models[kind];
  if (Kind === undefined) throw new Error(`There is no schema of ${apiVersion} ${kind}`);
  try {
    new Kind(manifest).validate();
  } catch (cause) {
    throw new Error(`${kind} ${metadata.name}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
