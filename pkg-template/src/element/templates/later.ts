/**
 * Templates that are loaded when a view needs them: a page that shows one record's path does without the form, the search and
 * the other variants until they are wanted. They are one file: the smaller the files, the more of what they share.
 */
import type { ConversationView } from "../../../index.js";
import { problem } from "../../problem.js";
import type { nothing, TemplateResult } from "lit";
import { isEarly } from "../messages.js";
import type { RenderContext, Variant } from "../render-context.js";
import type { LaterSheets } from "../style.js";
import type { Suggestions } from "../suggestions.js";

type Template = (context: RenderContext) => TemplateResult | typeof nothing;

/** What was said in a conversation: its views and sentences by turn. */
export interface Talk {
  readonly turns: ReadonlyMap<number, ConversationView>;
  readonly said: ReadonlyMap<number, string>;
}

/** What `more.js` provides. A type taken from that file would lead back to this one. */
interface Templates {
  readonly change: Template;
  readonly compact: Template;
  readonly conflict: Template;
  readonly lookUp: Template;
  conversation(context: RenderContext, talk: Talk): TemplateResult;
  readonly styleSheets: LaterSheets;
  readonly Suggestions: typeof Suggestions;
}

let loaded: Templates | undefined;
let loading: Promise<Templates> | undefined;

/** The templates, once they are there. */
export const more = (): Templates | undefined => loaded;

/** Loads them once. A failure is not kept: the next view that needs them tries again. */
async function load(): Promise<void> {
  loading ??= import("./more.js").finally(() => (loading = undefined));
  loaded = await loading;
}

/** True if the view of a record is rendered without them. */
const isPlain = (variant: Variant, view: ConversationView, isLookUp: boolean) =>
  variant === "path" &&
  (isNamedAndFailed(view, isLookUp) ||
    (view.opportunity === null ? view.state === "opening" : view.state === "current" || view.state === "failed")) &&
  isEarly(`text.${view.text.code}`);

/** True if the opportunity that the page has named could not be opened. */
export const isNamedAndFailed = ({ state, opportunity }: ConversationView, isLookUp: boolean) =>
  !isLookUp && opportunity === null && state === "failed";

/** Whether a view can be drawn as a whole. */
export const isWhole = (variant: Variant, view: ConversationView | null, isLookUp: boolean) =>
  view === null || loaded !== undefined || isPlain(variant, view, isLookUp);

/** Loads what a view needs. It rejects with a coded problem. */
export function templates(): Promise<void> {
  return load().catch(() => {
    throw problem(
      "wasm_unavailable",
      "a part of the element could not be loaded",
      "serve all files of the package's `dist` next to `element.js`",
      true,
    );
  });
}

/** Starts loading before a view needs them. A failure is reported to the view that does. */
export function loadAhead(): void {
  if (!loaded) load().catch(() => undefined);
}
