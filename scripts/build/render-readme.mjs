// The package's README as a page of the demo, in its style.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Marked } from "marked";

const readme = fileURLToPath(new URL("../../pkg-template/README.md", import.meta.url));
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

/** A heading's name in an address, as code hosts make it. */
export const slug = (text) =>
  text
    .toLowerCase()
    .replace(/<[^>]*>|&#?\w+;|[^\p{L}\p{N}\s-]/gu, "")
    .trim()
    .replaceAll(/\s/g, "-");

/** The second-level headings, for links to them. */
export async function chapters() {
  const text = (await readFile(readme, "utf8")).replaceAll(/^```.*?^```/gms, "");
  return [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => ({ title, slug: slug(title) }));
}

export async function documentation() {
  const renderer = {
    heading({ tokens, depth }) {
      const text = this.parser.parseInline(tokens);
      return `<h${depth} id="${slug(text)}">${text}</h${depth}>\n`;
    },
  };
  // What is wide scrolls by itself, and so can be reached by keyboard.
  const body = (await new Marked({ renderer }).parse(await readFile(readme, "utf8")))
    .replaceAll("<pre>", '<pre tabindex="0">')
    .replaceAll("<table>", '<div class="wide" tabindex="0" role="group" aria-label="Table"><table>')
    .replaceAll("</table>", "</table></div>")
    .replaceAll("<th></th>", "<td></td>");
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="${POLICY}">
    <meta name="color-scheme" content="light dark">
    <title>opportunity-stage: documentation</title>
    <link rel="icon" href="icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="style/base.css">
    <link rel="stylesheet" href="style/prose.css">
  </head>
  <body class="prose">
    <nav aria-label="Back"><a href="index.html">← The demo</a></nav>
    <main>
${body}
    </main>
  </body>
</html>
`;
}
