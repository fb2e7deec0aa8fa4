/** The stages as a path of native radios. Choosing one proposes it: nothing is written. */
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import type { ConversationView, CurrentOpportunity, StageOption } from "../../../index.js";
import { visible } from "../../visible.js";
import { formatPercent } from "../format.js";
import { reason } from "../localize.js";
import { chosenStage, type RenderContext } from "../render-context.js";
import { check, cross, lock } from "./icons.js";

type Place = "passed" | "current" | "ahead";

export function path(context: RenderContext, opportunity: CurrentOpportunity) {
  const { view, words } = context;
  const open = view.offers.filter(({ closed }) => !closed);
  const closed = view.offers.filter(({ closed }) => closed);
  const at = open.findIndex(({ value }) => value === opportunity.stage.value);
  // A closed opportunity has passed the whole path; a stage that is no longer available is not on it.
  const reached = at >= 0 ? at : opportunity.stage.won ? open.length : -1;
  const place = (index: number): Place => (index === at ? "current" : index < reached ? "passed" : "ahead");
  const stray = !view.offers.some(({ value }) => value === opportunity.stage.value);
  return html`<fieldset class="path" part="path" ?disabled=${context.busy} id="stages">
    <legend class="unseen">${words.label("stage")}</legend>
    ${stray ? html`<p class="stray">${words.say("ui.stage_not_offered", { stage: opportunity.stage.label })}</p>` : nothing}
    <div class="tracks">
      <ol class="track">
        ${open.map((offer, index) => stage(context, opportunity, offer, place(index)))}
      </ol>
      ${
        closed.length
          ? html`<div class="closing">
              <span aria-hidden="true">${words.say("ui.close_as")}</span>
              <ul class="outcomes" aria-label=${words.say("ui.closed_stages")}>
                ${closed.map((offer) =>
                  stage(context, opportunity, offer, offer.value === opportunity.stage.value ? "current" : "ahead"),
                )}
              </ul>
            </div>`
          : nothing
      }
    </div>
    ${reasons(context)}
  </fieldset>`;
}

function stage(context: RenderContext, opportunity: CurrentOpportunity, offer: StageOption, place: Place) {
  const { view, words } = context;
  const chosen = chosenStage(view, opportunity) === offer.value;
  const shut = isShut(offer);
  const state = place === "current" ? "stage-current" : chosen ? "stage-chosen" : `stage-${place}`;
  const outcome = offer.closed ? (offer.won ? " won" : " lost") : "";
  return html`<li>
    <label class="stage ${place}${chosen ? " chosen" : ""}${shut ? " shut" : ""}${outcome}" part="stage ${state}">
      <input
        type="radio"
        name="stage"
        .value=${offer.value}
        .checked=${live(chosen)}
        aria-current=${place === "current" ? "step" : nothing}
        aria-describedby=${shut ? reasonId(view, offer) : nothing}
        @change=${() => context.press({ type: "propose", ...context.draft.proposal(view, offer.value) }, offer.label)}
      />
      <span class="stage-face">
        ${offer.closed ? mark(offer, place, shut) : nothing}
        <span class="stage-label"><bdi>${breakable(offer.label)}</bdi></span>
        ${
          offer.closed
            ? nothing
            : html`<span class="stage-meta"
                >${mark(offer, place, shut)}${
                  offer.probability === null
                    ? nothing
                    : html`<span class="stage-probability"
                        >${formatPercent(words.format.locale, offer.probability)}</span
                      >`
                }</span
              >`
        }
        ${place === "current" ? html`<span class="unseen">, ${words.say("ui.current_stage")}</span>` : nothing}
        ${place === "passed" ? html`<span class="unseen">, ${words.say("ui.passed")}</span>` : nothing}
      </span>
    </label>
  </li>`;
}

function mark(offer: StageOption, place: Place, shut: boolean) {
  if (shut) return lock();
  if (offer.closed) return offer.won ? check() : cross();
  return place === "passed" ? check() : nothing;
}

/** A line may break after a slash, as in Proposal/Price Quote. */
const breakable = (label: string) =>
  visible(label)
    .split(/(?<=\/)/)
    .map((part) => html`${part}<wbr />`);

/** By position: names of stages may be in any script. */
const reasonId = ({ offers }: ConversationView, offer: StageOption) => `reason-${offers.indexOf(offer)}`;

/** Not available to this user, whatever is entered into the form. */
const isShut = ({ verdict }: StageOption) =>
  verdict.type === "denied" &&
  verdict.violations.some(({ field, parameters }) => field === null && parameters.reason !== true);

/** Every reason is readable without a mouse. */
function reasons({ view, words }: RenderContext) {
  const shut = view.offers.filter(isShut);
  if (shut.length === 0) return nothing;
  return html`<details class="reasons">
    <summary>${lock()}<span>${words.say("ui.why_shut", { count: shut.length })}</span></summary>
    <dl>
      ${shut.map(
        (offer) =>
          html`<div>
            <dt><bdi>${visible(offer.label)}</bdi></dt>
            <dd id=${reasonId(view, offer)}>
              ${offer.verdict.violations.map((violation) => {
                const { message, help } = reason(violation, words);
                return html`<span><bdi>${message}</bdi>${help ? html` <bdi>${help}</bdi>` : nothing} </span>`;
              })}
            </dd>
          </div>`,
      )}
    </dl>
  </details>`;
}
