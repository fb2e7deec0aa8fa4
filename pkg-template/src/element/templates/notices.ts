/** Violations, warnings and problems. */
import { html, nothing } from "lit";
import type { Problem, ViewProblem, Violation } from "../../../index.js";
import { detail, headline, reason, sentence, undecided, type Reason } from "../localize.js";
import { inputId, type RenderContext } from "../render-context.js";
import type { Messages } from "../messages.js";
import { failed, info, warn } from "./icons.js";

/** All violations in one place, each with a link to its field. */
export function summary(context: RenderContext) {
  const { view, words } = context;
  const count = view.violations.length;
  if (count === 0) return nothing;
  return html`<div
    class="notice bad summary"
    part="notice notice-error"
    role="group"
    aria-labelledby="summary-title"
    tabindex="-1"
    id="summary"
  >
    ${failed()}
    <div>
      <p class="notice-title" id="summary-title">${words.say("ui.problems", { count })}</p>
      <ul>
        ${view.violations.map((violation) => html`<li>${linked(context, violation)}</li>`)}
      </ul>
    </div>
  </div>`;
}

function linked(context: RenderContext, violation: Violation) {
  const { message, help } = reason(violation, context.words);
  const { field } = violation;
  const there = field !== null && context.view.form?.fields.some(({ name }) => name === field);
  const text = there
    ? html`<a
        href="#${inputId(field)}"
        @click=${(event: MouseEvent) => {
          event.preventDefault();
          context.focusField(field);
        }}
        ><bdi>${message}</bdi></a
      >`
    : html`<bdi>${message}</bdi>`;
  // The help is repeated next to its input.
  return html`${text}${help && !there ? html` <span class="help"><bdi>${help}</bdi></span>` : nothing}`;
}

export function warnings({ view, words }: RenderContext) {
  if (view.warnings.length + view.undecided.length === 0) return nothing;
  return html`
    ${view.warnings.map((warning) => {
      const { message, help } = reason(warning, words);
      return html`<div class="notice warn" part="notice notice-warning">
        ${warn()}
        <p><bdi>${message}</bdi>${help ? html` <span class="help"><bdi>${help}</bdi></span>` : nothing}</p>
      </div>`;
    })}
    ${
      view.undecided.length
        ? html`<div class="notice" part="notice notice-info">
            ${info()}
            <div>
              <p>${words.say("ui.salesforce_decides", { count: view.undecided.length })}</p>
              <ul>
                ${view.undecided.map((rule) => html`<li><bdi>${undecided(rule, words)}</bdi></li>`)}
              </ul>
            </div>
          </div>`
        : nothing
    }
  `;
}

/** The violations of one field; the others are above the form. */
export function about({ view, words }: RenderContext, name: string): readonly Reason[] {
  const errors = view.problem?.errors ?? [];
  return [
    ...view.violations.filter(({ field }) => field === name).map((violation) => reason(violation, words)),
    ...errors
      .filter(({ fields }) => fields.includes(name))
      .map((error) => ({ message: detail(error, words), help: null })),
  ];
}

/** The same next to its input, as the input's description. */
export function wrong(said: readonly Reason[], id: string) {
  if (said.length === 0) return nothing;
  return html`<p class="error" id="${id}-error">
    ${said.map(({ message, help }) => html`<span><bdi>${message}</bdi>${help ? html` <span class="help"><bdi>${help}</bdi></span>` : nothing} </span>`)}
  </p>`;
}

/** A problem in the user's words; technical details are folded. */
export function problem(it: ViewProblem | Problem, words: Messages) {
  const said = headline(it, words);
  const details = [...new Set(it.errors.map((error) => detail(error, words)))].filter((text) => text !== said);
  return html`<div class="notice bad" part="notice notice-error">
    ${failed()}
    <div>
      <p class="notice-title"><bdi>${said}</bdi></p>
      ${
        details.length
          ? html`<ul>
              ${details.map((text) => html`<li><bdi>${text}</bdi></li>`)}
            </ul>`
          : nothing
      }
      <details class="technical">
        <summary>${words.say("ui.technical")}</summary>
        <p lang="en" dir="auto">${sentence(it.message)}${it.help ? html` ${sentence(it.help)}` : nothing}</p>
        <p><code>${it.code}</code>${it.status === null ? nothing : html` · HTTP ${it.status}`}</p>
      </details>
    </div>
  </div>`;
}

/** What is shown instead of the flow: no connection, or an opportunity that cannot be opened. */
export function unconnected(it: Problem, words: Messages, again: (() => void) | false) {
  return html`${problem(it, words)}
  ${
    again
      ? html`<div class="buttons">
          <button type="button" class="button filled" part="button button-filled" data-code="try_again" @click=${again}>
            ${words.say("button.try_again")}
          </button>
        </div>`
      : nothing
  }`;
}
