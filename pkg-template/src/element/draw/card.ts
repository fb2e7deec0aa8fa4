/** The confirmation card. */
import { html, nothing } from "lit";
import { visible } from "../../visible.js";
import { label } from "../said.js";
import type { Surface } from "../surface.js";
import { bothSides } from "./changes.js";

export function card(surface: Surface) {
  const { view, words, variant } = surface;
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
    ${bothSides(changes, surface)}
  </section>`;
}
