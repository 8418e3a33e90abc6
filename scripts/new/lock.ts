type Lock = { packages: Record<string, { name?: string } & Record<string, unknown>> };

/** The lock with one workspace more, which has the dependencies of another: nothing has to be asked of a registry. */
export function lockWorkspace(lock: string, source: string, name: string): string {
  const parsed: Lock = JSON.parse(lock);
  const from = `packages/${source}`;
  const copies = Object.entries(parsed.packages)
    .filter(([path]) => path === from || path.startsWith(`${from}/`))
    .map(([path, entry]) => [
      `packages/${name}${path.slice(from.length)}`,
      path === from ? { ...entry, name: `@hexmart/${name}` } : entry,
    ]);
  const link = [`node_modules/@hexmart/${name}`, { resolved: `packages/${name}`, link: true }] as const;
  const all = [...Object.entries(parsed.packages), ...copies, link] as [string, unknown][];
  // npm's own order.
  const packages = Object.fromEntries(all.toSorted(([a], [b]) => a.localeCompare(b, "en")));
  return `${JSON.stringify({ ...parsed, packages }, null, 2)}\n`;
}
