// #region config
export default defineNuxtConfig({
  compatibilityDate: "2026-11-01",
  telemetry: false,
  devtools: { enabled: false },
  hooks: {
    "build:manifest"(manifest) {
      for (const [source, chunk] of Object.entries(manifest))
        if (source.includes("/opportunity-stage/")) chunk.prefetch = false;
    },
  },
  vue: { compilerOptions: { isCustomElement: (tag) => tag === "opportunity-stage" } },
});
// #endregion
