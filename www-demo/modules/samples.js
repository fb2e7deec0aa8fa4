import { copy } from "./copy.js";
import { byId, h } from "./dom.js";
import { highlightLines } from "./highlight.js";
import { org } from "./org.js";
import { projectOf, shellScript } from "./project.js";
import { wire } from "./wire.js";

/**
 * Modules of their own that are shown as they are served, and run as they are shown: the policy of this page lets no text
 * become code.
 *
 * @typedef {{ parameters?: Record<string, string>, run: (input: any, print: (value: unknown) => void) => Promise<void> }} Sample
 */
const NAMES = ["find.js", "preview.js", "update.js", "undo.js", "rules.js", "assistant.js"];
const address = (/** @type {string} */ name) => new URL(`../samples/${name}`, import.meta.url).href;

export function samplesPart() {
  const fetchShown = wire(byId("headless-wire"));
  const tabs = NAMES.map((name) => h("button", { type: "button", role: "tab", id: `tab-${name}` }, name));
  byId("samples").append(...tabs);
  for (const tab of tabs) tab.setAttribute("aria-controls", "sample");
  /** @type {Sample | undefined} */
  let shown;
  let project = "";

  const show = async (/** @type {number} */ index) => {
    const name = /** @type {string} */ (NAMES[index]);
    if (tabs[index]?.ariaSelected === "true") return;
    tabs.forEach((tab, at) => {
      tab.setAttribute("aria-selected", String(at === index));
      tab.tabIndex = at === index ? 0 : -1;
    });
    const [source, sample] = await Promise.all([
      fetch(address(name)).then((file) => file.text()),
      import(address(name)),
    ]);
    highlightLines(byId("source"), source);
    shown = sample;
    project = shellScript(name, projectOf(name, source, addressOfProject()));
    drawParameters(sample.parameters ?? {});
    byId("parameters").dataset.sample = name;
    byId("run-state").textContent = "Not run yet";
    byId("output").replaceChildren();
  };

  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => show(index));
    tab.addEventListener("keydown", ({ key }) => {
      const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 }[key];
      if (to === undefined) return;
      const next = (to + tabs.length) % tabs.length;
      tabs[next]?.focus();
      show(next);
    });
  });

  byId("parameters").addEventListener("click", ({ target }) => {
    const button = /** @type {Element} */ (target).closest("#copy-project");
    if (button) copy(button, project);
  });

  byId("parameters").addEventListener("submit", async (event) => {
    event.preventDefault();
    const output = byId("output");
    output.replaceChildren();
    const print = (/** @type {unknown} */ value) => {
      output.append(h("pre", {}, typeof value === "string" ? value : JSON.stringify(value, null, 2)));
    };
    byId("run-state").textContent = "Running…";
    const started = performance.now();
    try {
      const values = Object.fromEntries(
        [...new FormData(/** @type {HTMLFormElement} */ (event.currentTarget))].map(([name, value]) => [name, value]),
      );
      const input = {
        ...values,
        // Only for those that ask for it: rules need no org.
        get org() {
          return connection(fetchShown);
        },
      };
      await shown?.run(input, print);
      byId("run-state").textContent = `Done in ${Math.round(performance.now() - started)} ms`;
    } catch (error) {
      const { code, message, help } = /** @type {any} */ (error);
      output.append(h("pre.failed", {}, [code, message, help].filter(Boolean).join("\n")));
      byId("run-state").textContent = "Ended with a problem";
    }
  });

  show(0);
}

/** A project cannot reach the org inside this page. */
function addressOfProject() {
  const { instanceUrl, sandbox } = org() ?? {};
  return instanceUrl && !sandbox?.isInPage ? instanceUrl : "https://acme.my.salesforce.com";
}

/** What `connect` takes. @param {typeof globalThis.fetch} fetch */
function connection(fetch) {
  const { instanceUrl, accessToken, allowedOrigins } = org() ?? {};
  if (!instanceUrl) throw new Error("connect an org first: the form is at the end of this page");
  return { instanceUrl, accessToken, allowedOrigins, fetch };
}

/** @param {Record<string, string>} parameters */
function drawParameters(parameters) {
  byId("parameters").replaceChildren(
    ...Object.entries(parameters).map(([name, value]) =>
      h("label", {}, name, h("input", { name, value, type: "text", spellcheck: false })),
    ),
    h("button.filled", { type: "submit", id: "run" }, "Run"),
    h("button.outlined", { type: "button", id: "copy-project" }, "Copy as project"),
  );
}
