/** What oidc-provider has warned of while it was loaded, when there was no logger yet. */
export const heldWarnings: string[] = [];

const { warn } = console;

// On Deno it says on the console that it does not support the runtime. That is no news for who starts the system, since
// all tests here run on Deno too; whatever else is said in the meantime is said.
console.warn = (...said: unknown[]) => {
  const [first] = said;
  if (typeof first === "string" && first.includes("oidc-provider WARNING: Unsupported runtime"))
    heldWarnings.push(first);
  else warn.apply(console, said);
};

/** The library. Whoever needs more of it than a type takes it from here, or the warning is there again. */
export const { errors, interactionPolicy, Provider } = await import("oidc-provider").finally(() => {
  console.warn = warn;
});
