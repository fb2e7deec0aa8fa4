/** The receipt: the link, the changes, and the undo button. */
import { html, nothing } from "lit";
import { visible } from "../../visible.js";
import { formatInstant, numberFormat } from "../format.js";
import type { RenderContext } from "../render-context.js";
import { buttons } from "./buttons.js";
import { bothSides, changes } from "./changes.js";
import { recordLink } from "./summary.js";
import { done } from "./more-icons.js";
import { spoken } from "./message.js";

export function receipt(context: RenderContext) {
  const { view, words } = context;
  const it = view.receipt;
  if (!it) return nothing;
  const said = !it.written ? "ui.nothing_written" : it.verified ? "ui.written_verified" : "ui.written";
  return html`<section class="receipt" part="receipt">
    <div class="success">
      ${done()}
      <div>
        ${spoken(context)}
        <p class="citation">
          ${it.link ? recordLink(it.link, words, it.opportunity.name) : html`<bdi>${visible(it.opportunity.name)}</bdi>`}
        </p>
      </div>
    </div>
    ${
      it.unexpected.length
        ? html`<h3 class="sub">${words.say("ui.otherwise")}</h3>
            ${changes(it.unexpected, context)}`
        : nothing
    }
    <details class="proof">
      <summary>${words.say("ui.receipt")}</summary>
      <p>${words.say(said, { time: formatInstant(words.format.locale, it.finishedAt || it.startedAt) })}</p>
      ${bothSides(it.changes, context, false)}
      ${
        it.exemptions.length
          ? html`<h3 class="sub">${words.say("ui.exemptions")}</h3>
              <ul>
                ${it.exemptions.map(
                  ({ rule, reason }) =>
                    html`<li>
                      <code><bdi>${visible(rule)}</bdi></code
                      >${reason ? html` – <bdi>${visible(reason)}</bdi>` : nothing}
                    </li>`,
                )}
              </ul>`
          : nothing
      }
    </details>
    ${undoing(context)}
  </section>`;
}

/** The undo button of the view, with the remaining time next to it. */
function undoing(context: RenderContext) {
  const { view, words, now } = context;
  const until = view.undo ? Date.parse(view.undo.until) : Number.NaN;
  const left = Math.max(0, until - now);
  const list = view.buttons.filter(({ code }) => code !== "undo" || left > 0);
  return html`<div class="undoing">
    ${buttons(context, list)}
    ${left > 0 ? html`<p class="countdown">${words.say("ui.undo_left", { time: clock(left, words.format.locale) })}</p>` : nothing}
  </div>`;
}

/** `4:59`, and from an hour on `1:04:59`. */
function clock(left: number, locale: string): string {
  const seconds = Math.ceil(left / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (parts[0] === 0) parts.shift();
  const write = (part: number, index: number) =>
    numberFormat(locale, { minimumIntegerDigits: index ? 2 : 1, useGrouping: false }).format(part);
  return parts.map(write).join(":");
}
