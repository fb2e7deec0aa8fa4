/** Another user has changed the record: keep mine, take theirs, or decide field by field. */
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import type { Change, ConflictField, ConversationEvent } from "../../../index.js";
import { visible } from "../../visible.js";
import { formatInstant } from "../format.js";
import { value } from "../localize.js";
import { unitOf, type RenderContext } from "../render-context.js";
import { buttons } from "./buttons.js";
import { changes } from "./changes.js";
import { warn } from "./more-icons.js";
import { spoken } from "./message.js";
import { summary, warnings } from "./reasons.js";

/** The event that resolves a conflict, with a choice for each field that both sides changed. */
type Resolve = Extract<ConversationEvent, { type: "resolve" }>;

export function conflict(context: RenderContext) {
  const { view, words, busy, draft } = context;
  const it = view.conflict;
  if (!it) return nothing;
  const unit = unitOf(view.opportunity);
  // Only fields that both have changed need a decision; the others are shown.
  const contested = it.fields.filter(({ changedBy }) => changedBy === "both");
  const isMixed = contested.some(({ field }) => draft.side(field) === "theirs");
  const resolved = (event: Resolve): Resolve =>
    event.keep === "merge"
      ? { ...event, fields: Object.fromEntries(contested.map(({ field }) => [field, draft.side(field)])) }
      : event;
  // After a choice for a field, the primary button is the one that merges.
  const ways = view.buttons
    .filter(({ code }) => code !== "merge" || contested.length > 0)
    .map((button) => ({
      ...button,
      event: button.event.type === "resolve" ? resolved(button.event) : button.event,
      ...(isMixed && { appearance: button.code === "merge" ? ("filled" as const) : ("outlined" as const) }),
    }));
  const known = (code: string, by: ConflictField["changedBy"], side: "mine" | "theirs") => {
    const fields = it.fields.filter(({ changedBy }) => changedBy === by);
    return fields.length
      ? html`<h3 class="sub">${words.say(code)}</h3>
          ${changes(
            fields.map((field) => changeOf(field, side)),
            context,
          )}`
      : nothing;
  };
  return html`<div class="conflict" part="conflict">
    <h3 id="conflict-title" tabindex="-1">${warn()} ${words.say("ui.conflict_title")}</h3>
    ${spoken(context)}
    <p class="quiet">
      ${
        it.by
          ? words.say("ui.conflict_by", { name: it.by, time: formatInstant(words.format.locale, it.at) })
          : words.say("ui.conflict_at", { time: formatInstant(words.format.locale, it.at) })
      }
    </p>
    ${summary(context)}
    ${contested.map((field) => {
      const shown = (side: ConflictField["before"]) => value(side, field.type, field.currency ?? unit, words);
      const side = (which: "mine" | "theirs") =>
        html`<label class="side" part="conflict-side">
          <input
            type="radio"
            name=${`conflict-${field.field}`}
            value=${which}
            .checked=${live(draft.side(field.field) === which)}
            ?disabled=${busy}
            @change=${() => {
              draft.take(field.field, which);
              context.redraw();
            }}
          />
          <span class="side-name">${words.say(`ui.${which}`)}</span>
          <span class="side-value"><bdi>${shown(field[which])}</bdi></span>
        </label>`;
      return html`<fieldset class="contested">
        <legend>
          <bdi>${visible(field.label)}</bdi>
          <span class="quiet" dir="auto">${words.say("ui.was", { value: shown(field.before) })}</span>
        </legend>
        ${side("mine")} ${side("theirs")}
      </fieldset>`;
    })}
    ${known("ui.you_change", "me", "mine")} ${known("ui.they_changed", "them", "theirs")} ${warnings(context)}
    ${buttons(context, ways)}
  </div>`;
}

/** What one side has changed, as a change. */
const changeOf = (field: ConflictField, side: "mine" | "theirs"): Change => ({
  field: field.field,
  label: field.label,
  type: field.type,
  currency: field.currency,
  from: field.before,
  to: field[side],
  fromLabel: null,
  toLabel: null,
  by: side === "mine" ? "you" : "salesforce",
});
