export default defineNuxtConfig({
  compatibilityDate: "2026-11-01",
  telemetry: false,
  devtools: { enabled: false },
  // Nuxt prefetches every chunk that a page might import some day: here each part of the WebAssembly, in both its forms.
  hooks: {
    "build:manifest"(manifest) {
      for (const [source, chunk] of Object.entries(manifest))
        if (source.includes("/opportunity-stage/")) chunk.prefetch = false;
    },
  },
  vue: { compilerOptions: { isCustomElement: (tag) => tag === "opportunity-stage" } },
});
