import type { Stage, TransitionKind } from "./opportunity.js";
import type { ProposalInput, StageOption } from "./proposal.js";
import type { FieldName, FieldValue } from "./values.js";
import type { Change, Verdict } from "./verdict.js";

/**
 * Compiles rules for records that you already have, in browsers and in Node. Sends nothing. Await `init` first.
 *
 * @param document The rules document, or its JSON text. Without one, everything that Salesforce allows is allowed.
 * @param org The document that `opportunity-stage import` writes. Without it, pass `stages` in the context.
 * @throws `invalid_document` with every fault in `errors`; `not_initialized` before `init`.
 *
 * @example
 * ```ts
 * import { init, rules } from "opportunity-stage";
 *
 * await init();
 * const { verdict } = rules({ version: 1, noSkipping: true }, org).check(record, { stage: "Closed Won" });
 * ```
 */
export function rules(document?: RulesDocument | string | null, org?: object | string | null): Rules;

/** Compiled rules, for any number of records. */
export interface Rules {
  /**
   * Checks a change of a record.
   *
   * @throws `invalid_options`, also if neither the org document nor the context has the stages; `invalid_field_name`,
   * `unknown_field` or `invalid_value`.
   *
   * @example
   * ```ts
   * import { rules } from "opportunity-stage";
   *
   * const { verdict } = rules(rulesDocument, org).check(record, { stage: "Closed Won" }, { user });
   * ```
   */
  check(record: RulesRecord, input: ProposalInput, context?: RulesContext): Checked;

  /**
   * Returns every stage of the record's sales process with its verdict. Equal verdicts may be the same object.
   *
   * @throws `invalid_options`, also if neither the org document nor the context has the stages.
   *
   * @example
   * ```ts
   * import { rules } from "opportunity-stage";
   *
   * const possible = rules(rulesDocument, org)
   *   .stages(record, { user })
   *   .filter((stage) => stage.verdict.type !== "denied");
   * ```
   */
  stages(record: RulesRecord, context?: RulesContext): readonly StageOption[];

  /**
   * Returns the verdicts of one change for many records, in their order. Equal verdicts may be the same object.
   *
   * @throws The codes of `check`.
   *
   * @example
   * ```ts
   * import { rules } from "opportunity-stage";
   *
   * const verdicts = rules(rulesDocument, org).checkMany(records, { stage: "Closed Lost" }, { user });
   * const denied = records.filter((_, index) => verdicts[index].type === "denied");
   * ```
   */
  checkMany(records: readonly RulesRecord[], input: ProposalInput, context?: RulesContext): readonly Verdict[];

  /** The rules whose formulas cannot be parsed, with the reason. They stay undecided. */
  readonly unreadable: readonly { rule: string; message: string }[];
}

/** The result of `Rules.check`. */
export interface Checked {
  /** The target stage; null if none was given, or none matches. */
  stage: Stage | null;
  kind: TransitionKind;
  verdict: Verdict;
  changes: readonly Change[];
}

/**
 * A record as Salesforce's REST API returns it, with parents as objects (`Account: { Name }`) or by path (`"Account.Name"`).
 * If the org document has several sales processes, `RecordType: { DeveloperName }` selects one; `RecordType: null` means that
 * the record has no record type.
 */
export type RulesRecord = Readonly<Record<string, unknown>>;

/** Facts about the user. An omitted one is not known, and rules that read it are undecided. */
export interface RulesUser {
  /** The id of the user. */
  id?: string;
  /** The name or id of the profile. */
  profile?: string;
  /** The name or id of the role. */
  role?: string;
  /** The API names of all custom permissions that the user has. */
  permissions?: readonly string[];
  /**
   * Fields of the user's record by name or path, such as `Department`, `Bypass__c` or `"Manager.Name"`: formulas read them as
   * `$User.Department`. Other global variables by path: `"Profile.Id"`, `"$Organization.Country"`. A field that the org
   * document does not describe has the type of its value. Give a percentage as formulas read it: 0.5 for 50 %.
   */
  fields?: Readonly<Record<string, FieldValue>>;
}

/** Who checks a record, and when. */
export interface RulesContext {
  user?: RulesUser;
  /**
   * The current time; a number is in milliseconds since 1970.
   *
   * @default new Date()
   */
  now?: Date | number;
  /** The user's time zone in Salesforce, such as `Europe/Berlin`. Without it, the time zone of this machine. */
  timeZone?: string;
  /**
   * The user's current offset from UTC in minutes, east positive, instead of a time zone. It may be an hour off at another
   * time of the year: if that could change the day, `DATEVALUE` of an instant is undecided.
   */
  offsetMinutes?: number;
  /**
   * The stages of the sales process, in order. Without them, those of the record type in the org document. Properties that a
   * stage lacks are taken from the org document; rules that read a property found in neither are undecided.
   */
  stages?: readonly Pick<Stage, "value">[] | readonly Stage[];
}

/** `error` denies the move. `acknowledge` warns and has to be acknowledged. `warning` only warns. */
export type RuleSeverity = "error" | "acknowledge" | "warning";

/** What every rule may have. Stages are API names, and conditions are formulas in Salesforce's language. */
export interface RuleParts {
  /** The id in verdicts. Exemptions and messages refer to it. */
  id?: string;
  /** The stages that the move leaves. Without it, all. */
  from?: string | readonly string[];
  /** The stages that the move leads to. Without it, all. */
  to?: string | readonly string[];
  /** The stages that the record is in after the change, whether it moved or not. */
  at?: string | readonly string[];
  /** The kinds of moves. Without it, all. */
  kinds?: readonly TransitionKind[];
  /** The rule applies only if this formula is true. */
  when?: string;
  /** @default "error" */
  severity?: RuleSeverity;
  /** The message for the user. `{from}`, `{to}` and the other parameters are replaced by their values. */
  message?: string;
  /** What to do about it, with the same parameters. */
  help?: string;
}

/** A move in the list of allowed ones. */
export type DrawnTransition = Pick<RuleParts, "from" | "to" | "kinds" | "when">;

/**
 * The portal owner's rules. `opportunity-stage/rules.schema.json` describes the document for editors.
 *
 * @example
 * ```ts
 * import type { RulesDocument } from "opportunity-stage";
 *
 * const demands: RulesDocument = {
 *   version: 1,
 *   noSkipping: true,
 *   required: [{ id: "next-step", at: "Negotiation/Review", fields: ["NextStep"] }],
 * };
 * ```
 */
export interface RulesDocument {
  /** The address of the schema, for editors. */
  $schema?: string;
  version: 1;
  /**
   * A move may not skip an open stage. `excuseLost`, which is true by default, lets a lost opportunity be closed from any
   * stage.
   */
  noSkipping?: boolean | (RuleParts & { excuseLost?: boolean });
  /** A move may not go back from an open stage, or from one of `stages`. */
  noMovingBack?: boolean | (RuleParts & { stages?: string | readonly string[] });
  /** A move may not leave a closed stage, or one of `stages`. */
  closedIsFinal?: boolean | (RuleParts & { stages?: string | readonly string[] });
  /** The only moves that are allowed. */
  allowed?: readonly DrawnTransition[] | (RuleParts & { transitions: readonly DrawnTransition[] });
  /** Moves that are denied. */
  forbidden?: readonly RuleParts[];
  /** Fields that must be filled in. */
  required?: readonly (RuleParts & { fields: readonly FieldName[] })[];
  /** Fields and guidance to show at a stage. */
  keyFields?: readonly { at: string | readonly string[]; fields?: readonly FieldName[]; guidance?: string }[];
  /** The close date of an open opportunity may not be in the past. */
  closeDate?: boolean | RuleParts;
  /** The field that must say why an opportunity was lost. */
  lossReason?: RuleParts & { field: FieldName };
  /** Approvals that a move requires, by the names that the host uses in `approvals` of its input. */
  approvals?: readonly (RuleParts & { approval: string })[];
  /** Rules as formulas: the message is reported if `when` is true. */
  rules?: readonly (RuleParts & { id: string; when: string; message: string; field?: FieldName })[];
  /** Users who are exempt from all rules, or from those of `from`. With `reason: true` they have to give a reason. */
  exemptions?: readonly {
    /** The ids of the rules. */
    from?: string | readonly string[];
    who: {
      /** Names or ids. */
      profiles?: string | readonly string[];
      /** Names or ids. */
      roles?: string | readonly string[];
      /** API names of custom permissions. */
      permissions?: string | readonly string[];
      /** Ids. */
      users?: string | readonly string[];
    };
    reason?: boolean;
  }[];
  /** Texts that replace the built-in ones, by rule id or code. */
  messages?: Readonly<Record<string, string | { message?: string; help?: string }>>;
  /** Global variables with fixed values, such as `$Setup.Switches__c.Off__c`. */
  globals?: Readonly<Record<string, string | number | boolean>>;
}
