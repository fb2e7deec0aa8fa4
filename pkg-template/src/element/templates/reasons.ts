/** The violations and warnings of a change. */
import { html, nothing } from "lit";
import type { Violation } from "../../../index.js";
import { detail, reason, undecided, type Reason } from "../localize.js";
import { inputId, type RenderContext } from "../render-context.js";
import { failed } from "./icons.js";
import { info, warn } from "./more-icons.js";

/** All reasons in one place, each a way to its field. */
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
  // The input repeats the help next to it.
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

/** The violations and warnings of one field; the others are above the form. */
export function about({ view, words }: RenderContext, name: string): readonly Reason[] {
  const errors = view.problem?.errors ?? [];
  return [
    ...view.violations.filter(({ field }) => field === name).map((violation) => reason(violation, words)),
    ...errors
      .filter(({ fields }) => fields.includes(name))
      .map((error) => ({ message: detail(error, words), help: null })),
  ];
}

/** The same next to its input, which names it as its description. */
export function wrong(said: readonly Reason[], id: string) {
  if (said.length === 0) return nothing;
  return html`<p class="error" id="${id}-error">
    ${said.map(({ message, help }) => html`<span><bdi>${message}</bdi>${help ? html` <span class="help"><bdi>${help}</bdi></span>` : nothing} </span>`)}
  </p>`;
}
