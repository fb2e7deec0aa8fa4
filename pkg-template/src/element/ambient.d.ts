/** A style sheet, as text: the build minifies it. */
declare module "*.css" {
  const text: string;
  export default text;
}

/** A catalogue of `lang/`, compiled by the build (scripts/build/compile-messages.mjs). */
declare module "opportunity-stage-words/*" {
  const catalogue: import("./messages.js").Catalogue;
  export default catalogue;
}
