import { h } from "./dom.js";

/** Light highlighting: enough to read by, not a grammar. Each group of a pattern is a kind of token. */
const JAVASCRIPT =
  /(?<c>\/\/.*|\/\*[\s\S]*?\*\/)|(?<s>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\b(?<k>import|export|from|const|let|await|async|function|return|for|of|if|else|new|try|catch|throw|true|false|null|undefined)\b|\b(?<n>\d[\d_.]*)\b/g;
const HTML = /(?<t><\/?[\w-]+|(?<!=)\/?>)|(?<s>"[^"]*")|(?<k>\b[\w-]+(?==))|\b(?<n>const|await|import)\b/g;

/** @param {string} code @param {string} language */
function tokens(code, language) {
  const parts = [];
  let at = 0;
  for (const match of code.matchAll(language === "html" ? HTML : JAVASCRIPT)) {
    const [kind] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? [""];
    if (match.index > at) parts.push({ kind: "", text: code.slice(at, match.index) });
    parts.push({ kind, text: match[0] });
    at = match.index + match[0].length;
  }
  parts.push({ kind: "", text: code.slice(at) });
  return parts;
}

const node = (/** @type {{ kind: string, text: string }} */ { kind, text }) =>
  kind ? h(`span.${kind}`, {}, text) : document.createTextNode(text);

/** @param {HTMLElement} place @param {string} code */
export function highlight(place, code, language = place.dataset.language ?? "js") {
  place.replaceChildren(...tokens(code, language).map(node));
}

/** One element for each line, which the style numbers. @param {HTMLElement} place @param {string} code */
export function highlightLines(place, code) {
  /** @type {HTMLElement[]} */
  const lines = [h("span.l")];
  for (const { kind, text } of tokens(code.trimEnd(), "js")) {
    text.split("\n").forEach((part, index) => {
      if (index) lines.push(h("span.l"));
      if (part) lines.at(-1)?.append(node({ kind, text: part }));
    });
  }
  // With its line break, so that what is copied has its lines.
  for (const line of lines) line.append("\n");
  place.replaceChildren(...lines);
}
