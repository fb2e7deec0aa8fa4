/** The stage as a select in the form, because a conversation has no path. */
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { visible } from "../../visible.js";
import { inputId, type RenderContext } from "../render-context.js";
import { about, wrong } from "./reasons.js";

export function stageSelect(context: RenderContext) {
  const { view, words, draft } = context;
  if (!view.form) return nothing;
  const { stage, stages } = view.form;
  const wanted = draft.text("StageName") ?? stage;
  // A text that matches no stage must not select the first one.
  const chosen = stages.find(({ value, label }) => value === wanted || label === wanted);
  const id = inputId("StageName");
  const said = about(context, "StageName");
  return html`<div class="field wide${said.length ? " invalid" : ""}" part="field">
    <label for=${id} part="label"><bdi>${words.label("stage")}</bdi></label>
    <select
      dir="auto"
      id=${id}
      part="input"
      aria-invalid=${said.length ? "true" : nothing}
      aria-describedby=${said.length ? `${id}-error` : nothing}
      .value=${live(chosen?.value ?? "")}
      @change=${(event: Event) => {
        const { value } = event.target as HTMLSelectElement;
        draft.set("StageName", value, value);
      }}
    >
      ${chosen ? nothing : html`<option value="" selected>${words.say("ui.choose_stage")}</option>`}
      ${stages.map(({ value, label }) => html`<option value=${value} ?selected=${value === chosen?.value}>${visible(label)}</option>`)}
    </select>
    ${wrong(said, id)}
  </div>`;
}
