/** The form of "Edit Details". It submits all values: the core decides what has changed. */
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Field } from "../contract.js";
import { visible } from "../../visible.js";
import { buttonLabel } from "../localize.js";
import { inputId, type RenderContext } from "../render-context.js";
import { one } from "./buttons.js";
import type { Attributes } from "./attributes.js";
import { input, isGroup } from "./input.js";
import { problem } from "./notices.js";
import { about, summary, warnings, wrong } from "./reasons.js";
import { stageSelect } from "./stage-select.js";

export function form(context: RenderContext) {
  const { view, words, draft, busy } = context;
  if (!view.form) return nothing;
  const { fields, stage } = view.form;
  const review = buttonLabel(view.form.submit, words);
  const go = (event: Event) => {
    event.preventDefault();
    const chosen = context.variant === "conversation" ? (draft.text("StageName") ?? stage) : stage;
    context.press({ type: "propose", ...draft.proposal(view, chosen || undefined) }, review);
  };
  return html`<form class="form" part="form" novalidate autocomplete="off" @submit=${go}>
    ${summary(context)} ${view.problem ? problem(view.problem, words) : nothing}
    <fieldset class="fields" ?disabled=${busy}>
      <legend class="unseen">${words.say("ui.details")}</legend>
      ${context.variant === "conversation" ? stageSelect(context) : nothing}
      ${repeat(
        fields,
        ({ name }) => name,
        (field) => labelled(context, field),
      )}
      ${reasonWanted(context)}
    </fieldset>
    ${warnings(context)}
    <div class="buttons">
      <button type="submit" class="button filled" part="button button-filled" data-code="review" ?disabled=${busy}>
        ${review}
      </button>
      ${view.buttons.map((button) => one(context, button))}
    </div>
  </form>`;
}

/** A user who is exempt from a rule may have to give a reason. */
function reasonWanted({ view, words, draft }: RenderContext) {
  if (!view.violations.some(({ parameters }) => parameters.reason === true) && !draft.reason) return nothing;
  return html`<div class="field wide" part="field">
    <label for="reason">${words.say("ui.reason")}</label>
    <textarea
      id="reason"
      part="input"
      rows="2"
      .value=${draft.reason}
      @input=${(event: Event) => (draft.reason = (event.target as HTMLTextAreaElement).value)}
    ></textarea>
  </div>`;
}

function labelled(context: RenderContext, field: Field) {
  const { words, draft } = context;
  const { name, label, required, updateable, length, type } = field;
  const id = inputId(name);
  const said = about(context, name);
  const value = draft.value(field);
  const counted = length !== null && length <= 32_768 && typeof (value ?? "") === "string" && isText(type);
  const used = typeof value === "string" ? value.length : 0;
  const describedBy = [
    said.length > 0 && `${id}-error`,
    !updateable && `${id}-hint`,
    counted && length - used < length / 5 && `${id}-count`,
  ].filter(Boolean);
  const attributes: Attributes = {
    id,
    invalid: said.length > 0,
    describedBy: describedBy.join(" ") || nothing,
    required,
    disabled: !updateable,
  };
  const star = required ? html`<span class="star" aria-hidden="true"> *</span>` : nothing;
  const notes = html`
    ${wrong(said, id)} ${updateable ? nothing : html`<p class="hint" id="${id}-hint">${words.say("ui.read_only")}</p>`}
    ${
      counted && length - used < length / 5
        ? html`<p class="hint count${used > length ? " over" : ""}" id="${id}-count">
            ${words.say("ui.characters", { used, length })}
          </p>`
        : nothing
    }
  `;
  const width =
    type === "TextArea" || type === "MultiPicklist" ? " wide" : isText(type) && (length ?? 0) > 80 ? " long" : "";
  const classes = `field${width}${said.length ? " invalid" : ""}`;
  if (isGroup(field)) {
    return html`<fieldset
      class="${classes} group"
      part="field"
      id=${id}
      tabindex="-1"
      ?disabled=${!updateable}
      aria-describedby=${attributes.describedBy}
    >
      <legend><bdi>${visible(label)}</bdi>${star}</legend>
      ${input(context, field, attributes)}${notes}
    </fieldset>`;
  }
  return type === "Boolean"
    ? html`<div class="${classes} check" part="field">
        <label
          >${input(context, field, attributes)}<span><bdi>${visible(label)}</bdi></span></label
        >${notes}
      </div>`
    : html`<div class=${classes} part="field">
        <label for=${id} part="label"><bdi>${visible(label)}</bdi>${star}</label
        >${input(context, field, attributes)}${notes}
      </div>`;
}

const isText = (type: string) => /^(String|TextArea|EncryptedString|Phone|Url|Email)$/.test(type);
