/** Asks the host's model to interpret a sentence, with limits on input and time. */
import type {
  ConversationOptions,
  ConversationView,
  Interpretation,
  InterpretationContext,
  Interpret,
} from "../index.js";
import type { Reader } from "./plain.js";

export interface Interpreter {
  ask: Interpret;
  when: ConversationOptions["interpretWhen"];
  timeout: number | undefined;
}

/** The time limit for a model, in milliseconds. */
const TIMEOUT = 4000;

/** The most characters of a sentence, and of each text of its context. */
const LONGEST_SENTENCE = 500;
const LONGEST_TEXT = 255;

/** The most items of each list. */
const MOST = 50;

/** The model's interpretation; undefined if it is unsure, fails, or takes too long. */
export async function interpretation(
  { ask, timeout }: Interpreter,
  text: string,
  { view, language }: { view: ConversationView; language: string },
  { replaced, caller }: { replaced: AbortSignal; caller: AbortSignal | undefined },
  plain: Reader,
): Promise<Interpretation | "replaced" | undefined> {
  if (text.length > LONGEST_SENTENCE) return undefined;
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ended = new Promise<"replaced" | undefined>((resolve, reject) => {
    timer = setTimeout(() => resolve(undefined), timeout ?? TIMEOUT);
    const on = (signal: AbortSignal | undefined, end: () => void) => {
      if (signal?.aborted) end();
      signal?.addEventListener("abort", end, { once: true, signal: stop.signal });
    };
    on(replaced, () => resolve("replaced"));
    on(caller, () => reject(caller?.reason as Error));
  });
  try {
    const asked = async () => ask(text, contextOf(view, language), { signal: stop.signal });
    const answered = asked()
      .then((answer) => checked(plain(answer)))
      .catch(() => undefined);
    return await Promise.race([ended, answered]);
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

/** A model can return anything. The core checks the rest. */
function checked(answer: unknown): Interpretation | undefined {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return undefined;
  const { intent } = answer as Interpretation;
  return typeof intent === "string" && intent !== "unknown" ? (answer as Interpretation) : undefined;
}

/** What is on the screen, without ids and addresses. */
export function contextOf(view: ConversationView, language: string): InterpretationContext {
  const { opportunity, choices, offers, card, form } = view;
  const named = { stages: offers, choices };
  const draft = (card?.changes ?? []).filter(({ by }) => by === "you");
  return bounded({
    language,
    state: view.state,
    today: localDay(new Date()),
    opportunity: opportunity && {
      name: opportunity.name,
      account: opportunity.account,
      owner: opportunity.owner,
      stage: opportunity.stage.label,
      amount: opportunity.amount,
      closeDate: opportunity.closeDate,
    },
    choices: named.choices.map(({ label, opportunity: one, stage }, index) => ({
      choice: index + 1,
      name: one?.name ?? stage?.label ?? label,
      ...(one && {
        account: one.account,
        owner: one.owner,
        stage: one.stage,
        amount: one.amount,
        closeDate: one.closeDate,
      }),
    })),
    stages: named.stages.map(({ label, verdict }) => ({ label, denied: verdict.type === "denied" })),
    fields: form
      ? form.fields.map(({ name, label, type }) => ({ name, label, type }))
      : Object.keys(opportunity?.fields ?? {}).map((name) => ({ name })),
    draft: draft.map(({ label, to, toLabel }) => ({ label, value: toLabel ?? to })),
  });
}

/** A copy with every text and list cut to a fixed length. */
function bounded<T>(value: T): T {
  if (typeof value === "string") return value.slice(0, LONGEST_TEXT) as T;
  if (Array.isArray(value)) return value.slice(0, MOST).map(bounded) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, bounded<unknown>(item)])) as T;
}

const localDay = (now: Date) => {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
};
