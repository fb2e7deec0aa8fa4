// The values of views: an opportunity, stages, fields, changes, conflicts; names and values are hard on the layout.

const id = "006R0000001rboIIAQ";
const link = `https://acme.lightning.force.com/lightning/r/Opportunity/${id}/view`;

/** A name that is longer than any line, with words and without. */
export const longName = `Acme International Manufacturing and Distribution Holding of North America: ${"Renewal".repeat(9)} 2026/2027`;

const allowed = {
  type: "allowed",
  violations: [],
  warnings: [],
  undecided: [],
  required: [],
  approvals: [],
  exemptions: [],
};

export const violation = (code, message, more = {}) => ({
  code,
  rule: null,
  message,
  help: null,
  helpCode: null,
  field: null,
  parameters: {},
  authored: false,
  stages: [],
  ...more,
});

const denied = (...violations) => ({ ...allowed, type: "denied", violations });

const offer = (value, probability, kind, more = {}) => ({
  value,
  label: value,
  probability,
  forecastCategory: "Pipeline",
  closed: false,
  won: false,
  kind,
  verdict: allowed,
  keyFields: [],
  guidance: null,
  ...more,
});

export const offers = [
  offer("Prospecting", 10, "back"),
  offer("Qualification", 10, "back"),
  offer("Needs Analysis", 20, "back"),
  offer("Value Proposition", 50, "back"),
  offer("Id. Decision Makers", 60, "back"),
  offer("Perception Analysis", 70, "back"),
  offer("Proposal/Price Quote", 75, "same", {
    guidance: "<p>Send the <b>quote</b> within two days.</p><p>Name the decision maker &amp; the budget.</p>",
  }),
  offer("Negotiation/Review", 90, "forward"),
  offer("Closed Won", 100, "close_won", { closed: true, won: true }),
  offer("Closed Lost", 0, "close_lost", { closed: true }),
];

/** Going on is closed to this user, with a reason for each. */
export const guarded = offers.map((one) =>
  one.kind === "back"
    ? {
        ...one,
        verdict: denied(
          violation("moves_back", "It cannot go from Proposal/Price Quote back to an earlier stage.", {
            rule: "no_moving_back",
            help: "Choose a later stage.",
            helpCode: "choose_later_stage",
            parameters: { from: "Proposal/Price Quote", to: one.label, kind: "back" },
          }),
        ),
      }
    : one,
);

export const stageOf = ({ value, label, probability, forecastCategory, closed, won }) => ({
  value,
  label,
  probability,
  forecastCategory,
  closed,
  won,
});
export const stages = offers.map(stageOf);

const values = { Name: "Acme - 200 Widgets", CloseDate: "2026-12-24", Amount: 12500, Discount__c: 15 };

export const opportunity = {
  id,
  name: "Acme - 200 Widgets",
  stage: stages[6],
  account: "Acme",
  owner: "Maya Ferreira",
  amount: 12500,
  currency: "USD",
  closeDate: "2026-12-24",
  lastModified: "2026-11-20T08:00:00.000Z",
  daysInStage: 12,
  pushCount: 2,
  fields: values,
  link,
};

export const empty = {
  turn: 1,
  state: "idle",
  message: "",
  parts: [],
  text: { code: "greeting", parameters: {} },
  citation: null,
  opportunity: null,
  offers: [],
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

export const open = { ...empty, turn: 2, opportunity, offers, citation: { label: opportunity.name, link } };

export const text = (code, parameters = {}) => ({
  text: { code, parameters },
  message: code,
  parts: [{ text: code, strong: false }],
});

export const button = (code, label, event, appearance = "outlined") => ({ code, label, appearance, event });
export const cancel = button("cancel", "Cancel", { type: "cancel" });
export const edit = button("edit_details", "Edit Details", { type: "edit" });
export const confirm = button("confirm_update", "Confirm Update", { type: "confirm" }, "filled");
export const review = button("review", "Review Changes", { type: "propose" }, "filled");
export const undo = button("undo", "Undo", { type: "undo" });

const change = (field, label, type, from, to, by, more = {}) => ({
  field,
  label,
  type,
  currency: type === "Currency" ? "USD" : null,
  from,
  to,
  fromLabel: null,
  toLabel: null,
  by,
  ...more,
});

export const changes = [
  change("StageName", "Stage", "Picklist", "Proposal/Price Quote", "Closed Won", "you"),
  change("Amount", "Amount", "Currency", 12500, 14200.5, "you"),
  change("Discount__c", "Discount", "Percent", null, 15, "you"),
  change("Probability", "Probability (%)", "Percent", 75, 100, "salesforce"),
  change("ForecastCategoryName", "Forecast Category", "Picklist", "Best Case", "Closed", "salesforce"),
  change("CloseDate", "Close Date", "Date", "2026-12-24", "2026-11-22", "salesforce"),
];

export const card = {
  code: "confirm_details",
  title: "Please confirm the details",
  rows: [
    { code: "opportunity", label: "Opportunity", value: opportunity.name, field: "Name" },
    { code: "current_stage", label: "Current Stage", value: "Proposal/Price Quote", field: "StageName" },
    { code: "new_stage", label: "New Stage", value: "Closed Won", field: "StageName" },
  ],
  changes,
};

export const field = (name, label, type, value, more = {}) => ({
  name,
  label,
  type,
  required: false,
  updateable: true,
  length: null,
  precision: null,
  scale: null,
  picklist: null,
  currency: null,
  value,
  ...more,
});

const picklist = (names, controller = null, validFor = {}) => ({
  restricted: true,
  controller,
  values: names.map((name) => ({ value: name, label: name, validFor: validFor[name] ?? null })),
});

export const fields = [
  field("Name", "Opportunity Name", "String", "Acme - 200 Widgets", { required: true, length: 120 }),
  field("CloseDate", "Close Date", "Date", "2026-12-24", { required: true }),
  field("Amount", "Amount", "Currency", 12500, { precision: 18, scale: 2, currency: "USD" }),
  field("Discount__c", "Discount", "Percent", 15, { precision: 5, scale: 2 }),
  field("MRR__c", "Monthly Recurring Revenue", "Currency", 1200, {
    precision: 18,
    scale: 2,
    currency: "USD",
    updateable: false,
  }),
  field("LeadSource", "Lead Source", "Picklist", "Partner", { picklist: picklist(["Web", "Partner", "Phone"]) }),
  field("Partner__c", "Partner Tier", "Picklist", "Gold", {
    picklist: picklist(["Gold", "Silver", "Organic"], "LeadSource", {
      Gold: ["Partner"],
      Silver: ["Partner"],
      Organic: ["Web"],
    }),
  }),
  field("Private__c", "Private", "Boolean", true),
  field("Competitors__c", "Competitors", "MultiPicklist", "Globex;Initech", {
    picklist: picklist(["Globex", "Hooli", "Initech", "Umbrella"]),
  }),
  field("NextStep", "Next Step", "String", "Call the buyer on Monday about the revised quote", { length: 50 }),
  field("Description", "Description", "TextArea", "First line\nSecond line", { length: 32000 }),
];

export const many = Array.from({ length: 40 }, (_, index) =>
  field(
    `Field${index}__c`,
    `A field with a rather long name, number ${index + 1}`,
    ["String", "Currency", "Date"][index % 3],
    null,
    {
      length: index % 3 === 0 ? 255 : null,
    },
  ),
);

export const match = (name, account, stage, more = {}) => {
  const found = {
    id,
    name,
    account,
    owner: "Maya Ferreira",
    stage,
    closed: false,
    won: false,
    amount: 12500,
    currency: null,
    closeDate: "2026-12-24",
    link,
    ...more,
  };
  return { label: name, detail: "", opportunity: found, stage: null, event: { type: "choose", id } };
};

export const step = (code, status) => ({ code, label: code, status });

export const receipt = {
  opportunity: { id, name: opportunity.name },
  written: true,
  already: false,
  confirmedBy: "answer",
  verified: true,
  changes,
  sent: { StageName: "Closed Won", Amount: 14200.5 },
  before: { StageName: "Proposal/Price Quote" },
  after: { StageName: "Closed Won" },
  unexpected: [change("NextStep", "Next Step", "String", null, "Hand over to delivery", "salesforce")],
  merged: null,
  warnings: [],
  acknowledged: [],
  undecided: [],
  exemptions: [{ rule: "no_skipping", reason: "agreed with the team" }],
  startedAt: "2026-11-22T08:00:00.000Z",
  finishedAt: "2026-11-22T08:00:00.400Z",
  undoUntil: "2100-01-01T00:00:00.000Z",
  undo: false,
  requestId: null,
  link,
};

export const warning = {
  ...violation("close_date_moves", "Salesforce moves the close date to 2026-11-22, which is today in UTC."),
  stages: undefined,
  acknowledge: false,
  field: "CloseDate",
  parameters: { date: "2026-11-22", today: "2026-11-22" },
};
delete warning.stages;

export const problem = (code, message, more = {}) => ({
  code,
  message,
  help: null,
  fields: [],
  errors: [],
  status: null,
  retryable: false,
  conflict: null,
  duplicates: null,
  ...more,
});

export const won = {
  ...opportunity,
  stage: stages[8],
  daysInStage: 0,
  pushCount: 0,
  closeDate: "2026-11-22",
  amount: 14200.5,
};

export const conflict = {
  by: "Jonas Weber",
  at: "2026-11-22T07:58:00.000Z",
  fields: [
    {
      field: "StageName",
      label: "Stage",
      type: "Picklist",
      currency: null,
      before: "Proposal/Price Quote",
      mine: "Closed Won",
      theirs: "Negotiation/Review",
      changedBy: "both",
    },
    {
      field: "Amount",
      label: "Amount",
      type: "Currency",
      currency: "USD",
      before: 12500,
      mine: 12500,
      theirs: 11000,
      changedBy: "them",
    },
  ],
};

const labels = [
  "Discover",
  "Qualify",
  "Scope the work",
  "Estimate",
  "Present",
  "Negotiate terms",
  "Legal",
  "Security review",
];
export const twenty = Array.from({ length: 20 }, (_, index) =>
  offer(`Stage ${index + 1}`, index * 5, index < 9 ? "back" : "forward", {
    label: `${labels[index % labels.length]} ${index + 1}`,
    ...(index >= 18 && { closed: true, won: index === 18 }),
  }),
);
