/** One input for each kind of field. */
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import type { Field } from "../contract.js";
import { currencySign, parseNumber, writeNumber } from "../numerals.js";
import { isNumber } from "../localize.js";
import { unitOf, type RenderContext } from "../render-context.js";
import type { Attributes } from "./attributes.js";
import { checkboxes, picklist } from "./picklist.js";

/** Several inputs under one name. */
export const isGroup = ({ type, picklist }: Field) => type === "MultiPicklist" && Boolean(picklist);

export function input(context: RenderContext, field: Field, attributes: Attributes) {
  if (isGroup(field)) return checkboxes(context, field);
  if (field.picklist) return picklist(context, field, attributes);
  if (field.type === "Boolean") return checkbox(context, field, attributes);
  if (isNumber(field)) return number(context, field, attributes);
  if (field.type === "TextArea") return area(context, field, attributes);
  return text(context, field, attributes);
}

const KINDS: Readonly<Record<string, { type: string; mode?: string }>> = {
  Date: { type: "date" },
  DateTime: { type: "datetime-local" },
  Time: { type: "time" },
  Email: { type: "email" },
  Phone: { type: "tel" },
  Url: { type: "url" },
};

/** An empty input clears the field. */
const orNull = (value: string) => (value === "" ? null : value);

function text(context: RenderContext, field: Field, { id, invalid, describedBy, required, disabled }: Attributes) {
  const value = context.draft.value(field);
  const { type = "text" } = KINDS[field.type] ?? {};
  const isInstant = type === "datetime-local";
  return html`<input
    id=${id}
    part="input"
    type=${type}
    maxlength=${field.length ?? nothing}
    dir=${type === "email" || type === "tel" || type === "url" ? "ltr" : "auto"}
    .value=${live(isInstant ? localTime(value) : String(value ?? ""))}
    aria-invalid=${invalid ? "true" : nothing}
    aria-describedby=${describedBy}
    aria-required=${required ? "true" : nothing}
    ?disabled=${disabled}
    @input=${(event: Event) => {
      const { value } = event.target as HTMLInputElement;
      context.draft.set(field.name, orNull(isInstant && value ? new Date(value).toISOString() : value));
      context.redraw();
    }}
  />`;
}

/** An instant in the input's format: local time, without a zone. */
function localTime(value: unknown): string {
  const time = new Date(String(value ?? "").replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
  if (Number.isNaN(time.valueOf())) return "";
  return new Date(time.valueOf() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function area(context: RenderContext, field: Field, { id, invalid, describedBy, required, disabled }: Attributes) {
  return html`<textarea
    id=${id}
    part="input"
    rows="3"
    maxlength=${field.length ?? nothing}
    dir="auto"
    .value=${live(String(context.draft.value(field) ?? ""))}
    aria-invalid=${invalid ? "true" : nothing}
    aria-describedby=${describedBy}
    aria-required=${required ? "true" : nothing}
    ?disabled=${disabled}
    @input=${(event: Event) => {
      context.draft.set(field.name, orNull((event.target as HTMLTextAreaElement).value));
      context.redraw();
    }}
  ></textarea>`;
}

/** Parses a number as the language writes it; other text is passed on, and rejected by name. */
function number(context: RenderContext, field: Field, { id, invalid, describedBy, required, disabled }: Attributes) {
  const { draft, words } = context;
  const { locale } = words.format;
  const value = draft.value(field);
  const shown = draft.text(field.name) ?? (value === null ? "" : writeNumber(String(value), locale));
  const unit = field.currency ?? unitOf(context.view.opportunity);
  const { sign, before } =
    field.type === "Percent"
      ? { sign: "%", before: false }
      : field.type === "Currency" && unit
        ? currencySign(unit, locale)
        : { sign: "", before: false };
  const adornment = sign ? html`<span class="sign" aria-hidden="true">${sign}</span>` : nothing;
  return html`<span class="number${sign ? (before ? " before" : " behind") : ""}">
    ${before ? adornment : nothing}
    <input
      id=${id}
      part="input"
      type="text"
      inputmode="decimal"
      .value=${live(shown)}
      aria-invalid=${invalid ? "true" : nothing}
      aria-describedby=${describedBy}
      aria-required=${required ? "true" : nothing}
      ?disabled=${disabled}
      @input=${(event: Event) => {
        const typed = (event.target as HTMLInputElement).value;
        draft.set(field.name, typed.trim() === "" ? null : (parseNumber(typed, locale) ?? typed), typed);
      }}
    />
    ${before ? nothing : adornment}
  </span>`;
}

function checkbox(context: RenderContext, field: Field, { id, invalid, describedBy, disabled }: Attributes) {
  return html`<input
    id=${id}
    type="checkbox"
    .checked=${live(context.draft.value(field) === true)}
    aria-invalid=${invalid ? "true" : nothing}
    aria-describedby=${describedBy}
    ?disabled=${disabled}
    @change=${(event: Event) => {
      context.draft.set(field.name, (event.target as HTMLInputElement).checked);
      context.redraw();
    }}
  />`;
}
