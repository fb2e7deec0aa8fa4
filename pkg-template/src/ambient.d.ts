/** The lexicons of `lexicon/` by language, put together by the build (scripts/build/compile-messages.mjs). */
declare module "opportunity-stage-lexicons" {
  const lexicons: Readonly<Record<string, string>>;
  export default lexicons;
}
