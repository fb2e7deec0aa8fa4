/** Problems. */
import { html, nothing } from "lit";
import type { Problem, ViewProblem } from "../../../index.js";
import { detail, headline, sentence } from "../localize.js";
import type { Messages } from "../messages.js";
import { visible } from "../../visible.js";
import { failed } from "./icons.js";

/** A problem in the user's words; technical details are folded. */
export function problem(it: ViewProblem | Problem, words: Messages) {
  const said = headline(it, words);
  const found = it.duplicates && `${it.duplicates.rule}: ${it.duplicates.records.join(", ")}`;
  const details = [...new Set(it.errors.map((error) => detail(error, words)))].filter((text) => text !== said);
  if (found) details.push(visible(found));
  return html`<div class="notice bad" part="notice notice-error">
    ${failed()}
    <div>
      <p class="notice-title"><bdi>${said}</bdi></p>
      ${
        details.length
          ? html`<ul>
              ${details.map((text) => html`<li><bdi>${text}</bdi></li>`)}
            </ul>`
          : nothing
      }
      <details class="technical">
        <summary>${words.say("ui.technical")}</summary>
        <p lang="en" dir="auto">${sentence(it.message)}${it.help ? html` ${sentence(it.help)}` : nothing}</p>
        <p><code>${it.code}</code>${it.status === null ? nothing : html` · HTTP ${it.status}`}</p>
      </details>
    </div>
  </div>`;
}

/** What is shown instead of the flow: no connection, or an opportunity that cannot be opened. */
export function unconnected(it: Problem, words: Messages, again: (() => void) | false) {
  return html`${problem(it, words)}
  ${
    again
      ? html`<div class="buttons">
          <button type="button" class="button filled" part="button button-filled" data-code="try_again" @click=${again}>
            ${words.say("button.try_again")}
          </button>
        </div>`
      : nothing
  }`;
}
