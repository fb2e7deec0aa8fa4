/** The record in brief: amount, close date, owner, days in stage. */
import { html, nothing } from "lit";
import type { CurrentOpportunity } from "../../../index.js";
import type { Opportunity } from "../contract.js";
import { visible } from "../../visible.js";
import { value } from "../localize.js";
import { unitOf } from "../render-context.js";
import type { Messages } from "../messages.js";
import { external } from "./icons.js";

export function heading(opportunity: CurrentOpportunity, words: Messages) {
  return html`<header class="header" part="header">
    <div class="names">
      <h2 part="title"><bdi>${visible(opportunity.name)}</bdi></h2>
      ${opportunity.account ? html`<p class="account"><bdi>${visible(opportunity.account)}</bdi></p>` : nothing}
    </div>
    ${recordLink(opportunity.link, words)}
  </header>`;
}

/** The core returns links to the org only, or null; anything that is not a web address is not made a link here. */
export const recordLink = (link: string | null, words: Messages, text = words.say("ui.open_in_salesforce")) =>
  link && /^https?:\/\//.test(link)
    ? html`<a class="record-link" part="link" href=${link} target="_blank" rel="noopener noreferrer"
        ><span><bdi>${visible(text)}</bdi></span
        >${external()}<span class="unseen"> ${words.say("ui.new_tab")}</span></a
      >`
    : nothing;

export function summary(opportunity: Opportunity, words: Messages) {
  const { amount, closeDate, owner, daysInStage, pushCount } = opportunity;
  const facts: readonly (readonly [string, string, string?])[] = [
    [words.label("amount"), value(amount, "Currency", unitOf(opportunity), words)],
    [
      words.label("closeDate"),
      value(closeDate, "Date", null, words),
      pushCount ? words.say("ui.pushed", { count: pushCount }) : "",
    ],
    [words.label("owner"), owner ? visible(owner) : words.say("ui.empty")],
    ...(daysInStage === null || daysInStage === undefined
      ? []
      : [[words.say("ui.in_stage"), words.say("ui.days", { count: daysInStage })] as const]),
  ];
  return html`<dl class="summary" part="summary">
    ${facts.map(
      ([label, text, note]) =>
        html`<div class="fact">
          <dt><bdi>${label}</bdi></dt>
          <dd><bdi>${text}</bdi>${note ? html`<span class="note">${note}</span>` : nothing}</dd>
        </div>`,
    )}
  </dl>`;
}
