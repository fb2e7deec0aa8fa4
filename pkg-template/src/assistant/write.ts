import type { ChangePreview, ToolAnswer } from "../../assistant.js";
import type { FieldValue, Problem, Proposal, ProposalInput, Receipt, Salesforce } from "../../index.js";
import { Refusal, type Act } from "./call.js";
import type { Options } from "./options.js";
import { Tokens } from "./tokens.js";
import { mergedOf, previewOf, previewOfUndo, worded } from "./words.js";

/** What a person was shown, and the very proposal that it shows. */
interface Previewed {
  readonly shown: ChangePreview;
  readonly proposal: Proposal;
}

/** A connection of the host's own making may be without. */
type Connection = Omit<Salesforce, "undo"> & Partial<Pick<Salesforce, "undo">>;

/** The tools that prepare a change, make it, and put it back. */
export function writers(salesforce: Connection, { confirm, onReceipt, previewLifetime, now }: Options) {
  const previews = new Tokens<Previewed>(now, "make a new preview and show it to the user");
  const updates = new Tokens<Receipt>(now, "use the `undoToken` of the last update of this opportunity");

  /** Nothing is written that the person did not say yes to. */
  const asked = async (shown: ChangePreview, call: { signal?: AbortSignal }) => {
    if (confirm && (await confirm(structuredClone(shown), call)) !== true) {
      throw new Refusal(
        "not_confirmed",
        "the user did not confirm the change",
        "ask the user what should be different",
      );
    }
  };

  const receipted = (receipt: Receipt, message: string) => {
    onReceipt?.(receipt);
    const { opportunity, written, verified, changes, unexpected, link } = receipt;
    const merged = mergedOf(receipt);
    return {
      message: merged?.changes.length ? `${message} ${MERGED}` : message,
      written,
      verified,
      opportunity: { ...opportunity, link },
      changes: changes.map(worded),
      unexpected: unexpected.map(worded),
      merged,
    };
  };

  return {
    preview_stage_update: (async ({ opportunityId, ...rest }: PreviewInput, call) => {
      const update = await salesforce.open(opportunityId, call);
      // Also where nothing comes of it: what was shown before is no longer before their eyes.
      previews.withdraw(update.current.id);
      const proposal = acknowledged(update.propose, update, rest);
      const shown = previewOf(update, proposal, rest.reason ?? null);
      const { violations, type } = proposal.verdict;
      const isPossible = type !== "denied" && shown.changes.some((change) => change.by === "you");
      const until = now() + previewLifetime;
      return {
        message: saidOf(type, isPossible),
        token: isPossible ? previews.issue({ shown, proposal }, shown.opportunity.id, until) : null,
        expiresAt: isPossible ? new Date(until).toISOString() : null,
        verdict: type,
        // What the host does with the answer must not change what the person is shown.
        ...structuredClone(shown),
        problems: violations.map(({ code, message, help, field }) => ({ code, message, help, field })),
        choices: violations.flatMap(({ stages }) => stages.map(({ value, label }) => ({ value, label }))),
      };
    }) satisfies Act,

    commit_stage_update: (async ({ token }: { token: string }, call) => {
      // Spent before anything is awaited: two calls at once make one update.
      const { shown, proposal } = previews.take(token);
      await asked(shown, call);
      // A yes counts for what is before the person's eyes: the latest preview, within its time.
      previews.check(token);
      const receipt = await proposal.confirm(call);
      const until = salesforce.undo ? (receipt.undoUntil ?? null) : null;
      return {
        ...receipted(receipt, receipt.written ? "OK. I've updated the opportunity." : "Nothing had to be changed."),
        undoToken: until === null ? null : updates.issue(receipt, shown.opportunity.id, Date.parse(until)),
        undoUntil: until,
      };
    }) satisfies Act,

    undo_stage_update: (async ({ undoToken }: { undoToken: string }, call): Promise<ToolAnswer> => {
      if (!salesforce.undo) {
        throw new Refusal(
          "not_available",
          "an update cannot be undone here",
          "preview a move back to the stage before",
        );
      }
      const receipt = updates.take(undoToken);
      try {
        await asked(previewOfUndo(receipt), call);
        updates.check(undoToken);
        return receipted(await salesforce.undo(receipt, call), "OK. I've put the opportunity back.");
      } catch (error) {
        // Nothing came of it, and asking once more may help.
        if (error instanceof Refusal || (error as Partial<Problem>).retryable) updates.restore(undoToken, receipt);
        throw error;
      }
    }) satisfies Act,
  };
}

/** Whose they are stands in `merged`: names are data. */
const MERGED =
  "Somebody else changed other fields meanwhile, and they stay as they are now: `merged` says which. Tell the user.";

type PreviewInput = { opportunityId: string; stage?: string; fields?: Record<string, FieldValue>; reason?: string };

/** The person is shown every warning, so a confirmation acknowledges them; the model cannot do it alone. */
function acknowledged(propose: (input: ProposalInput) => Proposal, update: object, input: ProposalInput): Proposal {
  const proposal = propose.call(update, input);
  const asking = proposal.verdict.warnings
    .filter((warning) => warning.acknowledge)
    .map((warning) => warning.rule ?? "");
  return asking.length === 0 ? proposal : propose.call(update, { ...input, acknowledge: asking });
}

function saidOf(verdict: string, isPossible: boolean): string {
  if (verdict === "denied") return "This change is not possible. `problems` says why and what helps.";
  if (!isPossible) return "This would change nothing.";
  return "Nothing is written yet. Please confirm the details with the user.";
}
