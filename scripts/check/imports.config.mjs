// Rules for dependency-cruiser: no circles between modules of TypeScript and JavaScript.
// Type imports count too: two files that need each other's types are hard to read apart.

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-circular",
      comment: "Move what both need into a module below them.",
      severity: "error",
      from: {},
      // A file that is loaded later may use what loads it.
      to: { circular: true, viaOnly: { dependencyTypesNot: ["dynamic-import"] } },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(pkg|target|dist-demo|dist-docs)/" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: [".ts", ".d.ts", ".mjs", ".js"] },
  },
};
