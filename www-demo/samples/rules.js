import { init, rules } from "opportunity-stage";

export const parameters = { from: "Qualification", to: "Negotiation/Review", amount: "80000" };

// No connection and no request: the same rules over records that you have, here or in Node.
export async function run({ from, to, amount }, print) {
  await init();
  const compiled = rules({
    version: 1,
    noSkipping: true,
    required: [{ fields: ["NextStep"], to: "Negotiation/Review", when: "Amount > 50000" }],
    messages: { field_required: "A deal of this size needs a next step before it is negotiated." },
  });

  const open = ["Prospecting", "Qualification", "Proposal/Price Quote", "Negotiation/Review"];
  const stages = [
    ...open.map((value) => ({ value, label: value, closed: false, won: false })),
    { value: "Closed Won", label: "Closed Won", closed: true, won: true },
    { value: "Closed Lost", label: "Closed Lost", closed: true, won: false },
  ];
  const record = { StageName: from, Amount: Number(amount), NextStep: null };

  const { kind, verdict } = compiled.check(record, { stage: to }, { stages });
  print(`${from} → ${to}: ${kind}, ${verdict.type}`);
  for (const { rule, message, field } of verdict.violations) print({ rule, message, field });
}
