/** A diagnosis as text that can be sent to an administrator. */
import type { Check, diagnosisText as DiagnosisText } from "../../doctor.js";

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

export const diagnosisText: typeof DiagnosisText = ({ state, instanceUrl, origin, checks }) => {
  const lines = checks.flatMap((check) => [
    `[${MARKS[check.state]}] ${TITLES[check.id].padEnd(WIDTH)}  ${check.finding}`,
    ...(check.change === null ? [] : [`${" ".repeat(WIDTH + 7)}-> ${check.change}`]),
  ]);
  return [
    `opportunity-stage with ${instanceUrl}${origin === null ? "" : `, for pages of ${origin}`}`,
    STATES[state],
    "",
    ...lines,
    "",
  ].join("\n");
};
