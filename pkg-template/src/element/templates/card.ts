/** The confirmation card. */
import { html, nothing } from "lit";
import { visible } from "../../visible.js";
import { label } from "../localize.js";
import type { RenderContext } from "../render-context.js";
import { bothSides } from "./changes.js";

export function card(context: RenderContext) {
  const { view, words, variant } = context;
  if (!view.card) return nothing;
  // The path shows the opportunity and both stages already; a conversation has to name them.
  const rows = variant === "conversation" ? view.card.rows : [];
  const changes =
    variant === "conversation"
      ? view.card.changes.filter(({ by, field }) => by === "salesforce" || field !== "StageName")
      : view.card.changes;
  return html`<section class="card" part="card" aria-labelledby="card-title">
    <h3 id="card-title">${words.say("ui.card_title")}</h3>
    ${
      rows.length
        ? html`<dl class="rows">
            ${rows.map(
              (row) =>
                html`<div>
                  <dt><bdi>${label("row", row, words)}</bdi></dt>
                  <dd><bdi>${visible(row.value)}</bdi></dd>
                </div>`,
            )}
          </dl>`
        : nothing
    }
    ${bothSides(changes, context)}
  </section>`;
}
