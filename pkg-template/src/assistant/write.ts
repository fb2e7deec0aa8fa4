import type { ChangePreview, ToolAnswer } from "../../assistant.js";
import type { FieldValue, Labels, Problem, Proposal, ProposalInput, Receipt, Salesforce } from "../../index.js";
import { notify } from "../notify.js";
import { Refusal, type Act } from "./call.js";
import type { Options } from "./options.js";
import { Tokens } from "./tokens.js";
import { mergedOf, previewOf, previewOfUndo, worded } from "./words.js";

/** What the user was shown, and its proposal. */
interface Previewed {
  readonly shown: ChangePreview;
  readonly proposal: Proposal;
}

/** What can be undone, and what the org calls it. */
interface Written {
  readonly receipt: Receipt;
  readonly labels: Labels | null;
}

/** A connection made by the host may not have it. */
type Connection = Omit<Salesforce, "undo"> & Partial<Pick<Salesforce, "undo">>;

/** The tools that preview, commit and undo a change. */
export function writers(salesforce: Connection, { confirm, onReceipt, previewLifetime, now }: Options) {
  const previews = new Tokens<Previewed>(now, "make a new preview and show it to the user");
  const updates = new Tokens<Written>(now, "use the `undoToken` of the last update of this opportunity");

  /** Asks the user; nothing is written without their confirmation. */
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
    // The update is written: a failure of the host's function must not hide that.
    notify(onReceipt, receipt);
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
      // Also if the preview is denied: the earlier one is no longer shown.
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
        // The host's changes to the result must not change what the user is shown.
        ...structuredClone(shown),
        problems: violations.map(({ code, message, help, field }) => ({ code, message, help, field })),
        choices: violations.flatMap(({ stages }) => stages.map(({ value, label }) => ({ value, label }))),
      };
    }) satisfies Act,

    commit_stage_update: (async ({ token }: { token: string }, call) => {
      // Used before anything is awaited: two concurrent calls make one update.
      const { shown, proposal } = previews.take(token);
      await asked(shown, call);
      // A confirmation applies to what is shown: the latest preview, within its lifetime.
      previews.check(token);
      const receipt = await proposal.confirm(call);
      const { labels } = shown;
      const until = salesforce.undo ? (receipt.undoUntil ?? null) : null;
      return {
        ...receipted(receipt, receipt.written ? "OK. I've made the update." : "Nothing had to be changed."),
        undoToken: until === null ? null : updates.issue({ receipt, labels }, shown.opportunity.id, Date.parse(until)),
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
      const written = updates.take(undoToken);
      const { receipt, labels } = written;
      try {
        await asked(previewOfUndo(receipt, labels), call);
        updates.check(undoToken);
        return receipted(await salesforce.undo(receipt, call), "OK. I've undone the update.");
      } catch (error) {
        // Nothing was written, and another attempt may succeed.
        if (error instanceof Refusal || (error as Partial<Problem>).retryable) updates.restore(undoToken, written);
        throw error;
      }
    }) satisfies Act,
  };
}

/** Names are data: they are in `merged`. */
const MERGED =
  "Another user changed other fields in the meantime, and those changes are kept: `merged` lists them. Tell the user.";

type PreviewInput = { opportunityId: string; stage?: string; fields?: Record<string, FieldValue>; reason?: string };

/** The user is shown every warning, so a confirmation acknowledges them; the model alone cannot. */
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
