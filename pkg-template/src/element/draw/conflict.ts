/** Somebody else has changed the record meanwhile: keep mine, take theirs, or field by field. */
import { html, nothing } from "lit";
import type { Conflict, ConflictField, ConversationEvent } from "../../../index.js";
import { formatInstant } from "../format.js";
import { buttonLabel, value } from "../said.js";
import type { Surface } from "../surface.js";
import { warn } from "./icons.js";
import { summary, warnings } from "./notices.js";
import { spoken } from "./message.js";

/** The event that ends a conflict, as far as the fields that both have changed are chosen one by one. */
type Resolve = Extract<ConversationEvent, { type: "resolve" }>;

export function conflict(surface: Surface) {
  const { view, words, busy } = surface;
  const it = view.conflict;
  if (!it) return nothing;
  const currency = view.opportunity?.currency ?? null;
  const choose = new Map(it.fields.map((field) => [field.field, firstChoice(field)]));
  const press = (event: ConversationEvent, said: string, from: EventTarget | null) => {
    surface.press(event.type === "resolve" && event.keep === "merge" ? merged(event, it, from) : event, said);
  };
  return html`<div class="conflict" part="conflict">
    <h3 id="conflict-title" tabindex="-1">${warn()} ${words.say("ui.conflict_title")}</h3>
    ${spoken(surface)}
    <p class="quiet">
      ${
        it.by
          ? words.say("ui.conflict_by", { name: it.by, time: formatInstant(words.format.locale, it.at) })
          : words.say("ui.conflict_at", { time: formatInstant(words.format.locale, it.at) })
      }
    </p>
    ${summary(surface)}
    <form @submit=${(event: Event) => event.preventDefault()}>
      ${it.fields.map((field) => {
        const shown = (side: ConflictField["before"]) => value(side, field.type, currency, words);
        const side = (which: "mine" | "theirs") =>
          html`<label class="side" part="conflict-side">
            <input
              type="radio"
              name=${`conflict-${field.field}`}
              value=${which}
              ?checked=${choose.get(field.field) === which}
              ?disabled=${busy}
            />
            <span class="side-name">${words.say(`ui.${which}`)}</span>
            <span class="side-value">${shown(field[which])}</span>
          </label>`;
        return html`<fieldset class="contested">
          <legend>
            ${field.label} <span class="quiet">${words.say("ui.was", { value: shown(field.before) })}</span>
          </legend>
          ${side("mine")} ${side("theirs")}
        </fieldset>`;
      })}
      ${warnings(surface)}
      <div class="buttons">
        ${view.buttons.map((button) => {
          const said = buttonLabel(button, words);
          return html`<button
            type="button"
            class="button ${button.appearance}"
            part="button button-${button.appearance}"
            data-code=${button.code}
            ?disabled=${busy}
            @click=${(event: Event) => press(button.event, said, event.currentTarget)}
          >
            ${said}
          </button>`;
        })}
      </div>
    </form>
  </div>`;
}

const firstChoice = ({ changedBy }: ConflictField) => (changedBy === "them" ? "theirs" : "mine");

/** Reads the radios: they are the form's own state until a button is pressed. */
function merged(event: Resolve, { fields }: Conflict, from: EventTarget | null): Resolve {
  const form = from instanceof HTMLButtonElement ? from.form : null;
  if (!form) return event;
  const read = new FormData(form);
  const chosen = fields.map(
    ({ field }) => [field, read.get(`conflict-${field}`) === "theirs" ? "theirs" : "mine"] as const,
  );
  return { ...event, fields: Object.fromEntries(chosen) };
}
