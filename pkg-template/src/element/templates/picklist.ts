/** Picklists: one value, or several; only the values that are valid for the controlling field. */
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { visible } from "../../visible.js";
import type { Field, Picklist } from "../contract.js";
import { chosenStage, type RenderContext } from "../render-context.js";
import type { Attributes } from "./attributes.js";

type Values = Picklist["values"];

/** The values that can be chosen with the form's current values. */
function offered(context: RenderContext, { picklist }: Field): Values {
  if (!picklist) return [];
  const { controller, values } = picklist;
  if (controller === null) return values;
  const governing = governs(context, controller);
  // If the controlling field's value is not known, all values are offered.
  if (governing === undefined) return values;
  return values.filter(({ validFor }) => validFor === null || validFor.includes(governing));
}

/** The controlling field's value in the form or in the record; undefined if it is not known. */
function governs({ view, draft }: RenderContext, controller: string): string | undefined {
  const own = view.form?.fields.find(({ name }) => name === controller);
  if (own) return String(draft.value(own) ?? "");
  if (controller === "StageName" && view.opportunity) return chosenStage(view, view.opportunity);
  const held = view.opportunity?.fields[controller];
  return held === undefined ? undefined : String(held ?? "");
}

/** Changing a field may invalidate the values of dependent fields. */
function settle(context: RenderContext, changed: string): void {
  for (const field of (context.view.form?.fields ?? []) as readonly Field[]) {
    if (field.picklist?.controller !== changed) continue;
    const value = context.draft.value(field);
    if (value === null || value === "") continue;
    const may = new Set(offered(context, field).map(({ value }) => value));
    const kept = String(value)
      .split(";")
      .filter((one) => may.has(one));
    if (kept.length < String(value).split(";").length) context.draft.set(field.name, kept.join(";") || null);
    settle(context, field.name);
  }
}

export function picklist(
  context: RenderContext,
  field: Field,
  { id, invalid, describedBy, required, disabled }: Attributes,
) {
  const { draft, words } = context;
  const value = String(draft.value(field) ?? "");
  const values = offered(context, field);
  const known = value === "" || values.some((option) => option.value === value);
  const held = context.view.opportunity?.fields[field.name];
  const none = values.length === 0 && field.picklist?.controller;
  return html`<select
    id=${id}
    dir="auto"
    part="input"
    .value=${live(value)}
    aria-invalid=${invalid ? "true" : nothing}
    aria-describedby=${describedBy}
    aria-required=${required ? "true" : nothing}
    ?disabled=${disabled || none}
    @change=${(event: Event) => {
      draft.set(field.name, (event.target as HTMLSelectElement).value || null);
      settle(context, field.name);
      context.redraw();
    }}
  >
    <option value="" ?selected=${value === ""}>${words.say(none ? "ui.depends" : "ui.none")}</option>
    ${known ? nothing : html`<option value=${value} selected ?disabled=${value !== held}>${visible(value)}</option>`}
    ${values.map((option) => html`<option value=${option.value} ?selected=${option.value === value}>${visible(option.label)}</option>`)}
  </select>`;
}

export function checkboxes(context: RenderContext, field: Field) {
  const chosen = new Set(
    String(context.draft.value(field) ?? "")
      .split(";")
      .filter(Boolean),
  );
  const values = offered(context, field);
  const others = [...chosen].filter((value) => values.every((option) => option.value !== value));
  const toggle = (value: string, on: boolean) => {
    if (on) chosen.add(value);
    else chosen.delete(value);
    // In the picklist's order, so that only the selection makes a difference.
    const kept = [...others, ...values.map(({ value }) => value)].filter((value) => chosen.has(value));
    context.draft.set(field.name, kept.join(";") || null);
    settle(context, field.name);
    context.redraw();
  };
  return html`<div class="options">
    ${[...others.map((value) => ({ value, label: value })), ...values].map(
      ({ value, label }) =>
        html`<label>
          <input
            type="checkbox"
            .checked=${live(chosen.has(value))}
            @change=${(event: Event) => toggle(value, (event.target as HTMLInputElement).checked)}
          /><span><bdi>${visible(label)}</bdi></span>
        </label>`,
    )}
  </div>`;
}
