/** Before and after, a line for each field. */
import { html, nothing } from "lit";
import type { Change } from "../../../index.js";
import { visible } from "../../visible.js";
import { sides } from "../localize.js";
import { unitOf, type RenderContext } from "../render-context.js";
import { arrow } from "./more-icons.js";

export function changes(list: readonly Change[], { view, words }: RenderContext) {
  const unit = unitOf(view.opportunity);
  return html`<dl class="changes">
    ${list.map((change) => {
      const { from, to } = sides(change, unit, words);
      return html`<div class="change">
        <dt><bdi>${visible(change.label)}</bdi></dt>
        <dd>
          <span class="before"><span class="unseen">${words.say("ui.before")} </span><bdi>${from}</bdi></span>
          ${arrow()}
          <span class="after"><span class="unseen">${words.say("ui.after")} </span><bdi>${to}</bdi></span>
        </dd>
      </div>`;
    })}
  </dl>`;
}

/** The user's changes, and separately those that Salesforce makes by itself. */
export function bothSides(list: readonly Change[], context: RenderContext, future = true) {
  const { words } = context;
  const yours = list.filter(({ by }) => by === "you");
  const theirs = list.filter(({ by }) => by === "salesforce");
  return html`
    ${
      yours.length
        ? html`<h3 class="sub">${words.say("ui.you_change")}</h3>
            ${changes(yours, context)}`
        : nothing
    }
    ${
      theirs.length
        ? html`<h3 class="sub">${words.say(future ? "ui.salesforce_will_change" : "ui.salesforce_changed")}</h3>
            <div class="theirs">${changes(theirs, context)}</div>`
        : nothing
    }
  `;
}
