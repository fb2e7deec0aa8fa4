/** The lexicons of `lexicon/`, put together by the build (scripts/build/compile-messages.mjs): what loads each of them. */
declare module "opportunity-stage-lexicons" {
  const lexicons: Readonly<Record<string, () => Promise<{ default: string }>>>;
  export default lexicons;
}
