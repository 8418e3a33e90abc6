/** What `npm publish` meets in a package of the workspace: sources are not what is published. */
console.error(
  "Cannot publish sources: Node strips no types inside of node_modules. Release by npm run release: see CONTRIBUTING.",
);
process.exitCode = 1;
