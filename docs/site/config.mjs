// The documentation site. scripts/build/docs.mjs copies this next to the pages and builds them.
import { readFileSync } from "node:fs";
import process from "node:process";
import { URL } from "node:url";
import { defineConfig } from "vitepress";

/** What the reference calls `element` is imported as `opportunity-stage/element`. */
const importOf = (module) => `opportunity-stage/${module}`.replace(/\/index$/, "");

const types = JSON.parse(readFileSync(new URL("../types/typedoc-sidebar.json", import.meta.url), "utf8")).map(
  ({ text, link }) => ({ text: importOf(text), link }),
);

export default defineConfig({
  title: "opportunity-stage",
  description: "Update the stage of a Salesforce Opportunity from any web portal.",
  lang: "en",
  // Unlike links in pages, those of the head are not put below the base.
  head: [["link", { rel: "icon", href: `${process.env.DOCS_BASE}icon.svg`, type: "image/svg+xml" }]],
  // A link that leads nowhere fails the build.
  ignoreDeadLinks: false,
  markdown: {
    // Pages are Vue templates: braces in code are text.
    config(markdown) {
      const original = markdown.renderer.rules.code_inline;
      markdown.renderer.rules.code_inline = (tokens, index, ...others) => {
        tokens[index].attrSet("v-pre", "");
        return original(tokens, index, ...others);
      };
    },
  },
  themeConfig: {
    search: {
      provider: "local",
      options: {
        miniSearch: {
          // The reference of the types mentions every word many times: the guide comes first.
          searchOptions: { boostDocument: (id) => (/\/(?:types|project)\//.test(id) ? 0.2 : 1) },
        },
      },
    },
    outline: { level: [2, 3] },
    nav: [
      { text: "Guide", link: "/" },
      { text: "Element", link: "/element" },
      { text: "API", link: "/api" },
      { text: "Types", link: "/types/" },
    ],
    sidebar: {
      "/types/": [{ text: "Types", link: "/types/", items: types }],
      "/": [
        {
          text: "Start",
          items: [
            { text: "Guide", link: "/" },
            { text: "The element", link: "/element" },
            { text: "Frameworks", link: "/frameworks" },
            { text: "Examples", link: "/examples" },
            { text: "The sandbox", link: "/sandbox" },
          ],
        },
        {
          text: "Recipes",
          items: [
            { text: "Behind a proxy", link: "/recipes/proxy" },
            { text: "With OAuth", link: "/recipes/oauth" },
            { text: "In an Experience Cloud page", link: "/recipes/experience-cloud" },
            { text: "Theming", link: "/recipes/theming" },
            { text: "Your own texts", link: "/recipes/texts" },
            { text: "Rules from your SFDX project", link: "/recipes/sfdx-rules" },
            { text: "Test your portal", link: "/recipes/testing" },
          ],
        },
        {
          text: "Reference",
          items: [
            { text: "Headless API", link: "/api" },
            { text: "Writes and conflicts", link: "/writes" },
            { text: "Conversation", link: "/conversation" },
            { text: "Many records at once", link: "/bulk" },
            { text: "Rules", link: "/rules" },
            { text: "OAuth", link: "/oauth" },
            { text: "The proxy", link: "/proxy" },
            { text: "Tools for language models", link: "/assistants" },
            { text: "The MCP server", link: "/mcp" },
            { text: "Problems", link: "/errors" },
            { text: "The doctor", link: "/doctor" },
            { text: "Theming", link: "/theming" },
            { text: "Texts and languages", link: "/texts" },
            { text: "Loading and CSP", link: "/loading" },
            { text: "Types", link: "/types/" },
          ],
        },
        {
          text: "Project",
          items: [
            { text: "Changelog", link: "/changelog" },
            { text: "Architecture", link: "/project/architecture" },
            { text: "Sandbox reference", link: "/project/sandbox" },
            { text: "Decision: dates", link: "/project/decisions/dates" },
            { text: "Decision: decimals", link: "/project/decisions/decimal" },
            { text: "Decision: element", link: "/project/decisions/element" },
            { text: "Decision: lint", link: "/project/decisions/lint" },
            { text: "Decision: map", link: "/project/decisions/map" },
            { text: "Decision: metadata", link: "/project/decisions/metadata" },
            { text: "Decision: parts", link: "/project/decisions/parts" },
            { text: "Decision: proxy", link: "/project/decisions/proxy" },
            { text: "Decision: size", link: "/project/decisions/size" },
          ],
        },
      ],
    },
  },
});
