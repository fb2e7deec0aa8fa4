/** The search: a box for the name of an opportunity or its account, and the results. */
import { html, nothing } from "lit";
import type { OpportunityMatch, ViewChoice } from "../../../index.js";
import { visible } from "../../visible.js";
import { queryOf } from "../options.js";
import { formatDate, formatMoney, formatPercent } from "../format.js";
import { unitOf, type RenderContext } from "../render-context.js";
import type { Messages } from "../messages.js";
import { buttons } from "./buttons.js";
import { search as glass } from "./more-icons.js";
import { spoken } from "./message.js";
import { problem } from "./notices.js";
import * as skeleton from "./skeleton.js";

export function searchBox(context: RenderContext) {
  const { words, account, busy } = context;
  const go = (event: Event) => {
    event.preventDefault();
    const input = (event.currentTarget as HTMLFormElement).elements.namedItem("words") as HTMLInputElement;
    const query = queryOf(input.value.trim(), account);
    if (Object.values(query).some(Boolean)) context.press({ type: "find", query });
  };
  return html`<form class="search" part="search" role="search" autocomplete="off" @submit=${go}>
    <label for="search">${account ? words.say("ui.search_in", { account }) : words.say("ui.search")}</label>
    <span class="search-line">
      ${glass()}
      <input
        id="search"
        name="words"
        part="input"
        type="search"
        maxlength="200"
        dir="auto"
        placeholder=${account ? words.say("ui.search_hint_in", { account }) : words.say("ui.search_hint")}
        enterkeyhint="search"
        ?disabled=${busy}
      />
      <button type="submit" class="button filled" part="button button-filled" ?disabled=${busy}>
        ${words.say("ui.find")}
      </button>
    </span>
  </form>`;
}

/** The choices: opportunities or stages. */
export function choices(context: RenderContext) {
  const { view } = context;
  if (view.choices.length === 0) return nothing;
  return html`<ul class="choices" part="results">
    ${view.choices.map((choice) => html`<li>${one(context, choice)}</li>`)}
  </ul>`;
}

function one(context: RenderContext, choice: ViewChoice) {
  const { words, busy } = context;
  return html`<button
    type="button"
    class="choice"
    part="result"
    ?disabled=${busy}
    @click=${() => context.press(choice.event, choice.label)}
  >
    <span class="choice-label"><bdi>${visible(choice.label)}</bdi></span>
    ${choice.opportunity ? opportunity(choice.opportunity, words) : stage(choice, words)}
  </button>`;
}

function stage({ stage, detail }: ViewChoice, words: Messages) {
  const chance = stage?.probability;
  const text = typeof chance === "number" ? formatPercent(words.format.locale, chance) : detail;
  return text ? html`<span class="choice-detail"><bdi>${text}</bdi></span>` : nothing;
}

function opportunity(found: OpportunityMatch, words: Messages) {
  const { locale } = words.format;
  const day = found.closeDate && formatDate(locale, found.closeDate);
  const closes = day && words.say(found.closed ? "ui.closed_on" : "ui.closes_on", { date: found.closeDate });
  const details = [
    found.account && visible(found.account),
    found.amount === null ? null : formatMoney(locale, found.amount, unitOf(found)),
    closes,
    found.owner && visible(found.owner),
  ];
  return html`<span class="choice-detail"
      >${details.filter(Boolean).map((detail, index) => html`${index ? " · " : ""}<bdi>${detail}</bdi>`)}</span
    >
    <span class="tag${found.closed ? (found.won ? " won" : " lost") : ""}"><bdi>${visible(found.stage)}</bdi></span>`;
}

/** Shown while no opportunity is open. */
export function lookUp(context: RenderContext) {
  const { view, words } = context;
  if (!context.isLookUp && context.isAstray) return nothing;
  return html`
    ${searchBox(context)}
    <div class="panel" part="panel" id="panel" tabindex="-1" data-state=${view.state}>
      ${view.state === "idle" && view.text.code === "greeting" ? nothing : spoken(context)}
      ${view.state === "finding" ? skeleton.list() : choices(context)}
      ${view.problem ? problem(view.problem, words) : nothing} ${view.state === "choosing" ? nothing : buttons(context)}
    </div>
  `;
}
