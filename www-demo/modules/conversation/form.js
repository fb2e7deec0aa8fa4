import { h, org, visible } from "../dom.js";
import { sentence } from "../format.js";

/**
 * The form of "Edit Details". It hands everything over as it stands: what has changed is the core's to decide.
 *
 * @param {import("opportunity-stage").ConversationView} view
 * @param {(event: import("opportunity-stage").ConversationEvent, spoken: string) => void} send
 */
export function form(view, send) {
  const { stage, stages, fields, submit: going } = /** @type {NonNullable<typeof view.form>} */ (view.form);
  // Words that mean none of the stages must not fall to the first of them.
  const chosen = stages.find(({ value, label }) => value === stage || label === stage);
  const select = /** @type {HTMLSelectElement} */ (
    h(
      "select",
      { id: `stage-${view.turn}` },
      !chosen && h("option", { value: "", selected: true }, "Choose a stage"),
      ...stages.map(({ value, label }) =>
        h("option", { value, selected: value === chosen?.value, dir: "auto" }, visible(label)),
      ),
    )
  );
  const inputs = fields.map((field) => ({ field, input: inputFor(field, view.turn) }));

  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const values = inputs
      .filter(({ field }) => field.updateable)
      .map(({ field, input }) => /** @type {const} */ ([field.name, read(field, input)]));
    const proposed = select.value ? { stage: select.value } : {};
    send({ type: "propose", ...proposed, fields: Object.fromEntries(values) }, going.label);
  };

  return h(
    "form.edit",
    { onsubmit: submit, noValidate: true },
    h("div.field", {}, h("label", { for: select.id }, org(view.labels?.stage ?? "Stage")), select),
    ...inputs.map(({ field, input }) => labelled(field, input, view.violations)),
    h(
      "div.buttons",
      {},
      h(`button.${going.appearance}`, { type: "submit" }, going.label),
      ...view.buttons.map(({ label, appearance, event }) =>
        h(`button.${appearance}`, { type: "button", onclick: () => send(event, label) }, label),
      ),
    ),
  );
}

const NUMBERS = new Set(["Currency", "Double", "Int", "Long", "Percent"]);

/**
 * @param {import("opportunity-stage").EditableField} field
 * @param {number} turn
 */
function inputFor({ name, type, required, updateable, length, scale, value }, turn) {
  const common = { dir: "auto", id: `${name}-${turn}`, name, required, disabled: !updateable };
  const input = /** @type {HTMLInputElement} */ (h("input", common));
  if (type === "Boolean") {
    input.type = "checkbox";
    input.checked = value === true;
    return input;
  }
  if (type === "Date") input.type = "date";
  else if (NUMBERS.has(type)) {
    input.type = "number";
    input.step = scale ? (10 ** -scale).toFixed(scale) : "1";
    if (scale === null) input.step = "any";
  } else if (length !== null) input.maxLength = length;
  input.value = value === null ? "" : String(value);
  return input;
}

/**
 * An empty input means that the field is to be empty; what is not a number goes on as it is, to be refused by name.
 *
 * @param {import("opportunity-stage").EditableField} field
 * @param {HTMLInputElement} input
 */
function read({ type }, input) {
  if (type === "Boolean") return input.checked;
  if (input.validity.badInput) return "not a number";
  if (input.value === "") return null;
  // The digits as they were typed: a double would round an amount of seventeen.
  return input.value;
}

/**
 * @param {import("opportunity-stage").EditableField} field
 * @param {HTMLInputElement} input
 * @param {readonly import("opportunity-stage").Violation[]} violations
 */
function labelled(field, input, violations) {
  const own = violations.filter((violation) => violation.field === field.name);
  const parts = [h("label", { for: input.id }, org(field.label)), input];
  const notes = own.map(({ message, help }, index) =>
    h("p.error", { id: `${input.id}-error-${index}` }, ...sentence(message), " ", ...(help ? sentence(help) : [])),
  );
  if (!field.updateable)
    notes.push(h("p.hint", { id: `${input.id}-hint` }, "You may read this field but not change it."));
  if (own.length) input.setAttribute("aria-invalid", "true");
  if (notes.length) input.setAttribute("aria-describedby", notes.map((note) => note.id).join(" "));
  return h("div.field", {}, ...parts, ...notes);
}
