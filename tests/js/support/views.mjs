// Views as the core gives them, for every state that the page draws; with names and values that are hard on the layout.

const link = "https://acme.lightning.force.com/lightning/r/Opportunity/006R0000001rboIIAQ/view";
const citation = { label: "Acme - 200 Widgets", link };

const empty = {
  turn: 1,
  state: "idle",
  message: "",
  parts: [],
  citation: null,
  steps: [],
  choices: [],
  card: null,
  form: null,
  buttons: [],
  violations: [],
  warnings: [],
  undecided: [],
  conflict: null,
  undo: null,
  problem: null,
  receipt: null,
};

const text = (...parts) => ({
  message: parts.map((part) => part.replaceAll("**", "")).join(""),
  parts: parts.map((part) => ({ text: part.replaceAll("**", ""), strong: part.startsWith("**") })),
});

const stage = (value, probability, closed = false, won = false) => ({
  value,
  label: value,
  probability,
  forecastCategory: closed ? (won ? "Closed" : "Omitted") : "Pipeline",
  closed,
  won,
});

export const stages = [
  stage("Prospecting", 10),
  stage("Qualification", 10),
  stage("Proposal/Price Quote", 75),
  stage("Negotiation/Review", 90),
  stage("Closed Won", 100, true, true),
  stage("Closed Lost", 0, true),
];

const buttons = [
  { label: "Confirm Update", appearance: "filled", event: { type: "confirm" } },
  { label: "Edit Details", appearance: "outlined", event: { type: "edit" } },
  { label: "Cancel", appearance: "outlined", event: { type: "cancel" } },
];

const changes = [
  { field: "StageName", label: "Stage", from: "Proposal/Price Quote", to: "Closed Won", by: "you" },
  { field: "CloseDate", label: "Close Date", from: "2026-12-24", to: "2026-12-01", by: "you" },
  { field: "MRR__c", label: "Monthly Recurring Revenue", from: null, to: 1250.5, by: "you" },
  { field: "Probability", label: "Probability (%)", from: 75, to: 100, by: "salesforce" },
  { field: "ForecastCategoryName", label: "Forecast Category", from: "Best Case", to: "Closed", by: "salesforce" },
];

const field = (name, label, type, value, more = {}) => ({
  name,
  label,
  type,
  required: false,
  updateable: true,
  length: null,
  precision: null,
  scale: null,
  value,
  ...more,
});

const fields = [
  field("Name", "Opportunity Name", "String", "Acme - 200 Widgets", { required: true, length: 120 }),
  field("CloseDate", "Close Date", "Date", "2026-12-24", { required: true }),
  field("Discount__c", "Discount", "Percent", 15, { precision: 5, scale: 2 }),
  field("MRR__c", "Monthly Recurring Revenue", "Currency", 1200, { precision: 18, scale: 2, updateable: false }),
];

const match = (label, detail) => ({ label, detail, event: { type: "choose", id: "006R0000001rboIIAQ" } });

/** A name that is longer than any line, with words and without. */
export const longName = `Acme International Manufacturing and Distribution Holding of North America: ${"Renewal".repeat(9)} 2026/2027`;

const conflictField = (field, label, before, mine, theirs, changedBy) => ({
  field,
  label,
  type: "String",
  currency: null,
  before,
  mine,
  theirs,
  changedBy,
});

export const views = {
  idle: { ...empty, turn: 0 },
  finding: {
    ...empty,
    state: "finding",
    ...text("Looking for opportunities of Acme"),
    steps: [{ label: "Looking up opportunities", status: "pending" }],
  },
  choosing: {
    ...empty,
    state: "choosing",
    ...text("There are several opportunities. Which one do you mean?"),
    choices: [
      match("Acme - 200 Widgets", "Acme · Proposal/Price Quote · $12,500.00 · closes Dec 24, 2026"),
      match("Acme - Support Renewal", "Acme · Qualification · $4,800.00 · closes Jan 15, 2027"),
      match(longName, `Acme International Manufacturing · ${"Owner ".repeat(20)}`),
    ],
  },
  current: {
    ...empty,
    state: "current",
    ...text("The current stage of the Acme opportunity is ", "**Proposal/Price Quote**", "."),
    citation,
    steps: [
      { label: "Looking up opportunities", status: "done" },
      { label: "Reading the opportunity", status: "done" },
    ],
  },
  ambiguous: {
    ...empty,
    state: "choosing_stage",
    ...text("Closed Won or Closed Lost?"),
    choices: [
      { label: "Closed Won", detail: "100 %, won", event: { type: "propose", stage: "Closed Won" } },
      { label: "Closed Lost", detail: "0 %, lost", event: { type: "propose", stage: "Closed Lost" } },
    ],
  },
  preview: {
    ...empty,
    state: "preview",
    ...text("Please confirm the details"),
    card: {
      title: "Please confirm the details",
      rows: [
        { label: "Opportunity", value: "Acme - 200 Widgets" },
        { label: "Current Stage", value: "Proposal/Price Quote" },
        { label: "New Stage", value: "Closed Won" },
      ],
      changes,
    },
    warnings: [
      {
        code: "closes_opportunity",
        message: "this closes the opportunity as won",
        help: "reopening it later needs another stage change",
        field: "StageName",
      },
    ],
    buttons,
  },
  longPreview: {
    ...empty,
    state: "preview",
    ...text("Please confirm the details"),
    card: {
      title: "Please confirm the details",
      rows: [
        { label: "Opportunity", value: longName },
        { label: "Current Stage", value: "Value Proposition and Perception Analysis with Decision Makers" },
        { label: "New Stage", value: "Closed Won" },
      ],
      changes: changes.map((change) => ({ ...change, label: `${change.label} ${"of the Opportunity ".repeat(4)}` })),
    },
    buttons,
  },
  editing: {
    ...empty,
    state: "editing",
    ...text("What should be different?"),
    form: {
      stage: "Closed Won",
      stages,
      fields,
      submit: { code: "review", label: "Preview Changes", appearance: "filled", event: { type: "propose" } },
    },
    buttons: [{ label: "Cancel", appearance: "outlined", event: { type: "cancel" } }],
    violations: [
      {
        code: "value_out_of_range",
        message: "`Discount` may have three digits before the decimal point",
        help: "enter a percentage such as 15",
        field: "Discount__c",
        stages: [],
      },
      {
        code: "stage_unknown",
        message: "there is no stage `Won!`",
        help: "choose one of the list",
        field: null,
        stages,
      },
    ],
  },
  applying: {
    ...empty,
    state: "applying",
    ...text("Updating the opportunity"),
    steps: [
      { label: "Checking what has changed since", status: "done" },
      { label: "Writing the new stage", status: "pending" },
    ],
  },
  done: {
    ...empty,
    state: "done",
    ...text("OK. I've updated the opportunity."),
    citation,
    steps: [{ label: "Written and read back", status: "done" }],
    receipt: {
      opportunity: { id: "006R0000001rboIIAQ", name: "Acme - 200 Widgets" },
      written: true,
      already: false,
      confirmedBy: "answer",
      changes,
      sent: { StageName: "Closed Won", CloseDate: "2026-12-01", MRR__c: 1250.5 },
      before: { StageName: "Proposal/Price Quote" },
      after: { StageName: "Closed Won" },
      unexpected: [
        { field: "NextStep", label: "Next Step", from: null, to: "Hand over to delivery", by: "salesforce" },
      ],
      startedAt: "2026-11-22T08:00:00.000Z",
      finishedAt: "2026-11-22T08:00:00.400Z",
      link,
    },
  },
  conflict: {
    ...empty,
    state: "conflict",
    ...text("Jo Colleague changed the opportunity after it was read here. Whose values should be saved?"),
    citation,
    steps: [
      { label: "Updating the opportunity in Salesforce", status: "failed" },
      { label: "Reading what another user changed", status: "done" },
    ],
    conflict: {
      by: "Jo Colleague",
      at: "2026-11-22T08:00:00.000Z",
      fields: [
        conflictField("StageName", "Stage", "Proposal/Price Quote", "Closed Won", "Negotiation/Review", "both"),
        conflictField("Discount__c", "Discount", 15, 12.5, 15, "me"),
        conflictField("Name", "Opportunity Name", "Acme - 200 Widgets", "Acme - 200 Widgets", longName, "them"),
      ],
    },
    buttons: [
      { label: "Keep Mine", appearance: "filled", event: { type: "resolve", keep: "mine" } },
      { label: "Take Theirs", appearance: "outlined", event: { type: "resolve", keep: "theirs" } },
      { label: "Merge Field by Field", appearance: "outlined", event: { type: "resolve", keep: "merge" } },
      { label: "Cancel", appearance: "outlined", event: { type: "cancel" } },
    ],
  },
  cancelled: { ...empty, state: "current", ...text("Nothing was changed."), citation },
  refused: {
    ...empty,
    state: "failed",
    ...text("Salesforce did not accept the change."),
    steps: [{ label: "Writing the new stage", status: "failed" }],
    problem: {
      code: "validation_rule",
      message: "a closed opportunity needs a loss reason",
      help: "fill in the field and try again",
      fields: ["Loss_Reason__c"],
      errors: [
        { code: "FIELD_CUSTOM_VALIDATION_EXCEPTION", message: "a closed opportunity needs a loss reason", fields: [] },
        {
          code: "FIELD_CUSTOM_VALIDATION_EXCEPTION",
          message: "the amount is above what you may approve",
          fields: ["Amount"],
        },
      ],
      status: 400,
      retryable: false,
    },
    buttons,
  },
  wrongOrigin: {
    ...empty,
    state: "failed",
    ...text("Salesforce could not be reached."),
    problem: {
      code: "network",
      message: "no answer from http://localhost:8081",
      help: "if the address is right, list this page's origin in Setup → CORS of the org",
      fields: [],
      errors: [],
      status: null,
      retryable: true,
    },
  },
};
