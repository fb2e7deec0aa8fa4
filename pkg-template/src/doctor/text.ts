/** A diagnosis as text that can be sent to an administrator. */
import type { Check, Diagnosis, diagnosisText as DiagnosisText } from "../../doctor.js";
import { problem } from "../problem.js";
import { visible } from "../visible.js";

const MARKS: Readonly<Record<Check["state"], string>> = { fine: "ok", warning: "!!", broken: "XX", skipped: "--" };

const TITLES: Readonly<Record<Check["id"], string>> = {
  address: "Address",
  network: "Network",
  cors: "CORS",
  session: "Session",
  version: "API version",
  user: "User",
  opportunity: "Opportunity",
  account: "Account",
  fields: "Fields",
  stages: "Stages",
  record_types: "Record types",
  records: "Records",
  rules: "Validation rules",
  paths: "Paths",
  writes: "Ways to write",
  addresses: "Long addresses",
  limits: "API calls",
  oauth_cors: "CORS for OAuth",
  trial: "Trial save",
};

const STATES = {
  fine: "Everything is set up.",
  limited: "It works, with less than is possible.",
  broken: "It cannot work before something is changed.",
} as const;

const WIDTH = Math.max(...Object.values(TITLES).map(({ length }) => length));

const INDENT = " ".repeat(WIDTH + 7);

/** Checks that were left out one after the other, for the same reason, are one entry. */
function together(checks: readonly Check[]) {
  const entries: { state: Check["state"]; titles: string[]; finding: string; change: string | null }[] = [];
  for (const { id, state, finding, change } of checks) {
    const last = entries.at(-1);
    if (state === "skipped" && last?.state === state && last.finding === finding) last.titles.push(TITLES[id]);
    else entries.push({ state, titles: [TITLES[id]], finding, change });
  }
  return entries;
}

/** The most checks that are printed; a diagnosis has far fewer. */
const MOST = 1_000;

export const diagnosisText: typeof DiagnosisText = (diagnosis) => {
  try {
    const { state, instanceUrl, origin, checks } = diagnosis;
    // The list's own iterator may never end.
    const { length } = checks;
    if (length <= MOST)
      return textOf({ state, instanceUrl, origin, checks: Array.from({ length }, (_, at) => checks[at] as Check) });
  } catch {
    // What cannot be read is not a diagnosis either.
  }
  throw problem("invalid_options", "this is not a diagnosis", "give what `diagnose` returned");
};

const textOf = ({ state, instanceUrl, origin, checks }: Omit<Diagnosis, "environment">): string => {
  const lines = together(checks).flatMap(({ state, titles, finding: found, change }) => {
    // A terminal must not act on the org's texts.
    const finding = visible(found);
    return [
      titles.length === 1
        ? `[${MARKS[state]}] ${titles.join().padEnd(WIDTH)}  ${finding}`
        : `[${MARKS[state]}] ${"Not checked".padEnd(WIDTH)}  ${finding}\n${INDENT}${titles.join(", ")}`,
      ...(change === null ? [] : [`${INDENT}-> ${visible(change)}`]),
    ];
  });
  return [
    visible(`opportunity-stage with ${instanceUrl}${origin === null ? "" : `, for pages of ${origin}`}`),
    STATES[state],
    "",
    ...lines,
    "",
  ].join("\n");
};
