import js from "@eslint/js";
import globals from "globals";
import typescript from "typescript-eslint";

export default typescript.config(
  {
    ignores: [
      "target/",
      "fuzz/",
      "pkg/",
      "dist-demo/",
      "dist-docs/",
      "test-results/",
      ".tools/",
      "crates/sandbox/",
      "tests/fixtures/",
      "examples/*/{dist,build,.next,.angular,.svelte-kit}/",
      "examples/**/*.{tsx,svelte,vue}",
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  ...typescript.configs.strict.map((config) => ({ ...config, files: ["**/*.ts"] })),
  {
    rules: {
      eqeqeq: "error",
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "text goes into text nodes" },
        { property: "outerHTML", object: "element", message: "text goes into text nodes" },
        { property: "insertAdjacentHTML", message: "text goes into text nodes" },
      ],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  {
    files: [
      "scripts/**",
      "tests/js/**/*.mjs",
      "tests/browsers/**",
      "tests/consumers/**",
      "tests/utterances/**",
      "docs/site/**",
      "examples/{mcp,node}/**",
      "examples/proxy/server.mjs",
    ],
    languageOptions: { globals: globals.node },
  },
  {
    files: ["tests/consumers/bare/jest.test.cjs"],
    languageOptions: { globals: { ...globals.node, ...globals.jest } },
  },
  {
    files: ["tests/consumers/bare/*.cjs"],
    languageOptions: { sourceType: "commonjs", globals: globals.node },
  },
  // What the tests hand over to the browser runs there.
  {
    files: [
      "tests/js/**",
      "tests/browsers/**",
      "tests/consumers/bare/**",
      "examples/html/**",
      "examples/proxy/portal.js",
      "www-demo/**",
      "scripts/bench/{page,visit}.mjs",
    ],
    languageOptions: { globals: globals.browser },
  },
);
