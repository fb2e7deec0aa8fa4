import type { Stage, TransitionKind } from "./opportunity.js";
import type { ProposalInput, StageOption } from "./proposal.js";
import type { FieldName, FieldValue } from "./values.js";
import type { Change, Verdict } from "./verdict.js";

/**
 * Compiles rules for records that you already have: no connection, no requests, in browsers and in Node. `org` is the document
 * that `opportunity-stage import` writes; without it, pass the stages in the context. Call `init` first.
 */
export function rules(document?: RulesDocument | string | null, org?: object | string | null): Rules;

/** Compiled rules, for any number of records. */
export interface Rules {
  /** Checks a change of a record. */
  check(record: RulesRecord, input: ProposalInput, context?: RulesContext): Checked;
  /** Returns every stage of the record's sales process with its verdict. Equal verdicts may be the same object. */
  stages(record: RulesRecord, context?: RulesContext): readonly StageOption[];
  /** Returns the verdicts of one change for many records, in their order. Equal verdicts may be the same object. */
  checkMany(records: readonly RulesRecord[], input: ProposalInput, context?: RulesContext): readonly Verdict[];
  /** The rules whose formulas cannot be read, and why; they stay undecided. */
  readonly unreadable: readonly { rule: string; message: string }[];
}

/** What `rules(…).check` says of a change. */
export interface Checked {
  /** The stage that was meant; null where none was given, or the words mean none. */
  stage: Stage | null;
  kind: TransitionKind;
  verdict: Verdict;
  changes: readonly Change[];
}

/**
 * A record that the host has, as Salesforce's REST API gives it: parents inside (`Account: { Name }`) or by path. Where the org document has
 * several sales processes, `RecordType: { DeveloperName }` tells which is the record's (`RecordType: null`: it has no record type).
 */
export type RulesRecord = Readonly<Record<string, unknown>>;

/** Who the user is. What is left out is not known: rules that ask for it stay undecided. */
export interface RulesUser {
  id?: string;
  /** The profile's name, or its id. */
  profile?: string;
  /** The role's name, or its id. */
  role?: string;
  /** The API names of all custom permissions that the user has. */
  permissions?: readonly string[];
  /**
   * Fields of the user's record by name or path, such as `Department`, `Bypass__c` or `"Manager.Name"`: what formulas call
   * `$User.Department`. Also other global variables by path: `"Profile.Id"`, `"$Organization.Country"`. The type of a field that the org document does not describe is that of its value; a percentage
   * is then to be given as formulas read it, 0.5 for 50 %.
   */
  fields?: Readonly<Record<string, FieldValue>>;
}

/** Who judges when, for records that the host has. */
export interface RulesContext {
  user?: RulesUser;
  /** Default: now. */
  now?: Date | number;
  /** The user's time zone, such as `Europe/Berlin`: the zone of the user in Salesforce. Default: that of this machine. */
  timeZone?: string;
  /**
   * In place of a time zone, the user's offset from UTC in minutes, east positive, as it is now. What was at another time of the year may be an
   * hour off: where that would make another day, `DATEVALUE` of an instant is undecided.
   */
  offsetMinutes?: number;
  /**
   * The stages of the records' sales process, in order. Default: those of the record type in the org document. Missing properties
   * of a stage are taken from the org document. A property in neither is unknown, and rules that depend on it are undecided.
   * Without any stages, calls that need one throw `invalid_options`.
   */
  stages?: readonly Pick<Stage, "value">[] | readonly Stage[];
}

/** What the portal's owner demands of transitions. `opportunity-stage/rules.schema.json` describes it for editors. */
export interface RulesDocument {
  $schema?: string;
  version: 1;
  /** No open stage is passed over. `excuseLost` (default true): a lost opportunity may be closed from anywhere. */
  noSkipping?: boolean | (RuleParts & { excuseLost?: boolean });
  /** No open stage, or none of `stages`, is left for an earlier one. */
  noMovingBack?: boolean | (RuleParts & { stages?: string | readonly string[] });
  /** No closed stage, or none of `stages`, is left. */
  closedIsFinal?: boolean | (RuleParts & { stages?: string | readonly string[] });
  /** The moves that there are; all others are denied. */
  allowed?: readonly DrawnTransition[] | (RuleParts & { transitions: readonly DrawnTransition[] });
  /** Moves that are denied. */
  forbidden?: readonly RuleParts[];
  /** Fields that have to be filled in. */
  required?: readonly (RuleParts & { fields: readonly FieldName[] })[];
  /** Fields and guidance that are worth a look at a stage. */
  keyFields?: readonly { at: string | readonly string[]; fields?: readonly FieldName[]; guidance?: string }[];
  /** The close date of an open opportunity does not lie in the past. */
  closeDate?: boolean | RuleParts;
  /** The field that says why an opportunity was lost. */
  lossReason?: RuleParts & { field: FieldName };
  /** Approvals that the move needs, by the name under which the host keeps each of them. */
  approvals?: readonly (RuleParts & { approval: string })[];
  /** Anything else that a formula can say: where `when` is true, the message is said. */
  rules?: readonly (RuleParts & { id: string; when: string; message: string; field?: FieldName })[];
  /** Who need not follow the rules, or those of `from`; `reason`: but has to say why. */
  exemptions?: readonly {
    from?: string | readonly string[];
    who: {
      /** Names or ids. */
      profiles?: string | readonly string[];
      /** Names or ids. */
      roles?: string | readonly string[];
      permissions?: string | readonly string[];
      users?: string | readonly string[];
    };
    reason?: boolean;
  }[];
  /** Texts of your own, by rule id or code. */
  messages?: Readonly<Record<string, string | { message?: string; help?: string }>>;
  /** Global variables that never change, such as `$Setup.Switches__c.Off__c`. */
  globals?: Readonly<Record<string, string | number | boolean>>;
}

/** What every rule may have. Stages are named by their API names, conditions are formulas. */
export interface RuleParts {
  /** Stands in the verdict, and is what exemptions and messages refer to. */
  id?: string;
  /** The stages that are left; all where it is absent. */
  from?: string | readonly string[];
  /** The stages that are moved to; all where it is absent. */
  to?: string | readonly string[];
  /** The stages that the record is in afterwards, also where it was there before. */
  at?: string | readonly string[];
  kinds?: readonly TransitionKind[];
  /** The rule speaks only where this formula is true. */
  when?: string;
  /** Default: `error`. */
  severity?: RuleSeverity;
  /** What the user reads; `{from}`, `{to}` and the other parameters are filled in. */
  message?: string;
  help?: string;
}

/** A move that is drawn by hand. */
export type DrawnTransition = Pick<RuleParts, "from" | "to" | "kinds" | "when">;

/** How much a rule weighs: it denies, it warns and wants to be acknowledged, or it warns. */
export type RuleSeverity = "error" | "acknowledge" | "warning";
