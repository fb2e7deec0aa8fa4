/** The area below the path, by the state of the flow. */
import { html, nothing } from "lit";
import { visible } from "../../visible.js";
import { buttons } from "./buttons.js";
import { more } from "./later.js";
import { spoken } from "./message.js";
import { problem } from "./notices.js";
import { chosenStage, type RenderContext } from "../render-context.js";

export function panel(context: RenderContext) {
  const { view, words } = context;
  switch (view.state) {
    case "failed":
      return html`${spoken(context)} ${view.problem ? problem(view.problem, words) : nothing} ${buttons(context)}`;
    case "current":
      return html`${standing(context)} ${buttons(context)}`;
    // Rendered in a dialog above the previous view.
    case "conflict":
      return nothing;
    case "opening":
    case "preview":
    case "editing":
    case "applying":
    case "done":
    case "choosing_stage":
    case "idle":
    case "finding":
    case "choosing":
      return more()?.change(context) ?? nothing;
  }
}

/** Nothing is proposed yet: the message, and the org's guidance for the stage. */
function standing(context: RenderContext) {
  const { view, words } = context;
  const guidance = view.opportunity && guidanceOf(context, chosenStage(view, view.opportunity));
  return html`
    ${view.text.code === "current_stage" ? html`<p class="hint">${words.say("ui.choose_hint")}</p>` : spoken(context)}
    ${guidance ? html`<p class="guidance" part="guidance"><bdi>${lines(guidance)}</bdi></p>` : nothing}
  `;
}

/** Keeps line breaks; makes hidden characters visible. */
const lines = (text: string) => text.split("\n").map(visible).join("\n");

/** A Path's guidance contains markup. It is shown as text, with line breaks in place of tags. */
function guidanceOf({ view }: RenderContext, stage: string): string {
  const guidance = view.offers.find(({ value }) => value === stage)?.guidance ?? "";
  const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", nbsp: "\u00a0" };
  return guidance
    .replace(/<(?:br|\/p|\/li|\/div)\b[^>]*>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => named[name] ?? "")
    .trim();
}
