/** The conversation: its turns, and the input for the next sentence. */
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { visible } from "../../visible.js";
import { message } from "../localize.js";
import type { RenderContext } from "../render-context.js";
import { buttons } from "./buttons.js";
import { card } from "./card.js";
import type { Talk } from "./later.js";
import { form } from "./form.js";
import { send } from "./more-icons.js";
import { spoken } from "./message.js";
import { steps } from "./steps.js";
import { problem } from "./notices.js";
import { warnings } from "./reasons.js";
import { receipt } from "./receipt.js";
import { choices } from "./search.js";

export function conversation(context: RenderContext, { turns, said }: Talk) {
  const { words, view } = context;
  return html`
    <div class="log" part="log" role="group" aria-label=${words.say("ui.conversation")}>
      ${repeat(
        turns,
        ([turn]) => turn,
        ([turn, then]) => html`
          ${
            said.has(turn)
              ? html`<p class="said" part="said">
                  <span class="unseen">${words.say("ui.you")} </span><bdi>${visible(said.get(turn) ?? "")}</bdi>
                </p>`
              : nothing
          }
          <div
            class="turn"
            part="turn"
            data-turn=${turn}
            data-state=${then.state}
            id=${turn === view.turn ? "panel" : nothing}
            tabindex=${turn === view.turn ? "-1" : nothing}
          >
            ${turn === view.turn ? now(context) : past({ ...context, view: then })}
          </div>
        `,
      )}
    </div>
    ${sayLine(context)}
  `;
}

function now(context: RenderContext) {
  const { view, words } = context;
  switch (view.state) {
    case "preview":
      return html`${card(context)} ${warnings(context)} ${buttons(context)}`;
    case "applying":
      return html`${card(context)} ${steps(context)}`;
    case "editing":
      return html`${spoken(context)} ${form(context)}`;
    case "done":
      return html`${steps(context)} ${receipt(context)}`;
    // The dialog shows everything.
    case "conflict":
      return nothing;
    case "idle":
    case "finding":
    case "choosing":
    case "opening":
    case "current":
    case "choosing_stage":
    case "failed":
      return html`${steps(context)} ${spoken(context, true)} ${choices(context)}
      ${view.problem ? problem(view.problem, words) : nothing} ${buttons(context)}`;
  }
}

/** Earlier turns stay readable; they have no controls. */
function past(context: RenderContext) {
  const { view, words } = context;
  if (view.card) return card(context);
  return message(view, words).length ? spoken(context, true) : nothing;
}

function sayLine(context: RenderContext) {
  const { words, busy, suggestions } = context;
  if (!suggestions) return nothing;
  const inputOf = (event: Event) =>
    (event.currentTarget as Element).closest("form")?.elements.namedItem("sentence") as HTMLInputElement;
  const go = (event: Event) => {
    event.preventDefault();
    const input = inputOf(event);
    const text = input.value.trim();
    suggestions.close();
    if (!text) return;
    // A sentence whose write the page prevents stays in the input.
    context.press({ type: "say", text }, text, () => (input.value = ""));
  };
  const show = (event: Event) => void suggestions.show(inputOf(event).value);
  const take = (event: Event, text: string) => {
    inputOf(event).value = text;
    suggestions.close();
  };
  return html`<form class="say" part="say" autocomplete="off" @submit=${go}>
    <label class="unseen" for="sentence">${words.say("ui.say")}</label>
    <input
      id="sentence"
      name="sentence"
      part="input"
      type="text"
      dir="auto"
      maxlength="500"
      placeholder=${words.say("ui.say_hint")}
      enterkeyhint="send"
      role="combobox"
      aria-autocomplete="list"
      aria-expanded=${String(suggestions.isOpen)}
      aria-controls="suggestions"
      aria-activedescendant=${suggestions.active < 0 ? nothing : `suggestion-${suggestions.active}`}
      ?readonly=${busy}
      @input=${show}
      @click=${(event: Event) => suggestions.isOpen || busy || show(event)}
      @blur=${() => suggestions.close()}
      @keydown=${(event: KeyboardEvent) => key(event, context, take)}
    />
    <ul
      id="suggestions"
      class="suggestions"
      part="suggestions"
      role="listbox"
      aria-label=${words.say("ui.suggestions")}
      ?hidden=${!suggestions.isOpen}
    >
      ${suggestions.items.map(
        ({ text }, index) =>
          html`<li
            id="suggestion-${index}"
            part="suggestion"
            role="option"
            aria-selected=${String(index === suggestions.active)}
            @pointerdown=${(event: Event) => event.preventDefault()}
            @mousedown=${(event: Event) => event.preventDefault()}
            @click=${(event: Event) => take(event, text)}
          >
            <bdi>${visible(text)}</bdi>
          </li>`,
      )}
    </ul>
    <p class="unseen" role="status">
      ${suggestions.isOpen ? words.say("ui.suggestion_count", { count: suggestions.items.length }) : ""}
    </p>
    <button type="submit" class="button filled round" part="button button-filled" ?disabled=${busy}>
      ${send()}<span class="unseen">${words.say("ui.send")}</span>
    </button>
  </form>`;
}

/** Arrow keys move through the suggestions, Enter takes the selected one, Escape closes the list. */
function key(event: KeyboardEvent, { suggestions, busy }: RenderContext, take: (event: Event, text: string) => void) {
  // These keys belong to the input method while it composes.
  if (event.isComposing || busy) return;
  if (!suggestions) return;
  const { chosen } = suggestions;
  switch (event.key) {
    case "ArrowDown":
    case "ArrowUp":
      event.preventDefault();
      if (suggestions.isOpen) suggestions.move(event.key === "ArrowDown" ? 1 : -1);
      else void suggestions.show((event.currentTarget as HTMLInputElement).value);
      return;
    case "Enter":
      if (chosen === undefined) return;
      event.preventDefault();
      take(event, chosen);
      return;
    case "Escape":
      if (!suggestions.isOpen) return;
      event.preventDefault();
      event.stopPropagation();
      suggestions.close();
  }
}
