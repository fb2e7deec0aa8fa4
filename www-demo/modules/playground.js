import { announcements } from "./announced.js";
import { byId } from "./dom.js";
import { eventPanel } from "./events.js";
import { startAfresh } from "./faults.js";
import { highlight } from "./highlight.js";
import { onOrg, org } from "./org.js";
import { wire } from "./wire.js";

const ACCOUNT = "Acme";

const settings = () => /** @type {HTMLFormElement} */ (byId("settings"));
const chosen = (/** @type {string} */ name) => String(new FormData(settings()).get(name) ?? "");

/** The element on its stage, with what it tells the page and what it asks of Salesforce. */
export function playground() {
  const frame = byId("frame");
  const fetch = wire(byId("element-wire"));
  announcements(byId("announced"), frame);
  eventPanel(/** @type {HTMLElement} */ (document.querySelector(".panel.events")), frame);
  /** @type {import("opportunity-stage/element").OpportunityStageElement | null} */
  let element = null;
  /** With what it opened, where another org leaves no choice. @type {string | null} */
  let before = null;

  const attributes = () => {
    const { instanceUrl = "", opportunity = null } = org() ?? {};
    const subject = chosen("subject");
    return {
      "instance-url": instanceUrl,
      ...(subject === "opportunity" && opportunity ? { opportunity } : {}),
      ...(subject === "account" ? { account: ACCOUNT } : {}),
      variant: chosen("variant"),
      ...(chosen("theme") ? { theme: chosen("theme") } : {}),
      ...(chosen("lang") === "en" ? {} : { lang: chosen("lang") }),
    };
  };

  /** A new one: another record or another org is another flow. */
  const mount = () => {
    const current = org();
    if (!current) return;
    element = /** @type {NonNullable<typeof element>} */ (document.createElement("opportunity-stage"));
    element.accessToken = current.accessToken;
    element.allowedOrigins = current.allowedOrigins;
    element.fetch = fetch;
    adjust();
    frame.replaceChildren(element);
  };

  /** The same one with other looks: it keeps where it stands. */
  const adjust = () => {
    const wanted = attributes();
    for (const name of ["instance-url", "opportunity", "account", "variant", "theme", "lang"]) {
      const value = Reflect.get(wanted, name);
      if (value === undefined) element?.removeAttribute(name);
      else if (element?.getAttribute(name) !== value) element?.setAttribute(name, value);
    }
    highlight(byId("tag"), markup(wanted));
  };

  settings().addEventListener("change", ({ target }) => {
    const { name } = /** @type {HTMLInputElement} */ (target);
    if (name === "profile") startAfresh();
    else if (name === "subject") mount();
    else adjust();
  });

  onOrg(({ opportunity }) => {
    const subject = /** @type {HTMLSelectElement} */ (settings().elements.namedItem("subject"));
    // In an org whose ids are unknown the element starts with a search; in a known org it starts as before.
    for (const option of subject.options) option.disabled = option.value !== "search" && !opportunity;
    if (!opportunity) before ??= subject.value;
    subject.value = opportunity ? (before ?? subject.value) : "search";
    if (opportunity) before = null;
    mount();
  });
}

/** @param {Record<string, string>} attributes */
const markup = (attributes) =>
  `<opportunity-stage${Object.entries(attributes)
    .filter(([, value]) => value !== "path")
    .map(([name, value]) => `\n  ${name}="${value}"`)
    .join("")}></opportunity-stage>`;
