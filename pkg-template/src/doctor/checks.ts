/** Makes checks, and knows from Salesforce's refusals what they mean. */
import type { Check, CheckId } from "../../doctor.js";
import type { Problem, ReceivedResponse } from "../../index.js";
import { responses } from "../index.js";
import { isProblem } from "../problem.js";
import type { Answer, Missing } from "./exchange.js";

type Details = Readonly<Record<string, unknown>>;

export const fine = (id: CheckId, finding: string, details: Details = {}): Check => ({
  ...{ id, state: "fine", code: "fine", finding, change: null, details },
});

export const skipped = (id: CheckId, finding: string): Check => ({
  ...{ id, state: "skipped", code: "skipped", finding, change: null, details: {} },
});

const found =
  (state: "warning" | "broken") =>
  (id: CheckId, code: string, finding: string, change: string | null, details: Details = {}): Check => ({
    ...{ id, state, code, finding, change, details },
  });

export const warning = found("warning");

export const broken = found("broken");

/** A response as the core takes it. */
export const received = ({ status, body }: Answer): ReceivedResponse => ({ status, body });

/** The problem that the core sees in a refusal; null for a success. */
export function refusalOf(answer: Answer): Problem | null {
  if (answer.status >= 200 && answer.status < 300) return null;
  try {
    responses.objectInfo(received(answer));
    return null;
  } catch (thrown) {
    if (isProblem(thrown)) return thrown;
    throw thrown;
  }
}

/** Salesforce's own codes in a refusal, for the details. */
export const codesOf = ({ errors }: Problem): readonly string[] => errors.map(({ code }) => code);

/** A response in JSON; null if it is something else. */
export function jsonOf({ body }: Answer): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

/** Ids of records in Salesforce's own messages, as in those of duplicates and flows: the text goes to other people. */
const RECORD_ID = /\b(?=[A-Za-z]*\d)[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?\b/g;

/** What a check says if its request was refused. */
export function refused(id: CheckId, problem: Problem, state: "warning" | "broken" = "broken"): Check {
  const said = problem.errors[0]?.message;
  const finding = said === undefined || said === problem.message ? problem.message : `${problem.message}: ${said}`;
  const details = { status: problem.status, errors: codesOf(problem) };
  const text = sentence(finding).replaceAll(RECORD_ID, "…");
  return {
    id,
    state,
    code: problem.code,
    finding: text,
    change: problem.help === null ? null : sentence(problem.help),
    details,
  };
}

/** What a check says if nothing came back, although an earlier request was answered. */
export function unanswered(id: CheckId, missing: Missing, state: "warning" | "broken" = "broken"): Check {
  const seconds = Math.round(missing.milliseconds / 1000);
  const details = { milliseconds: missing.milliseconds };
  const say = (code: string, finding: string, change: string): Check => ({ id, state, code, finding, change, details });
  switch (missing.kind) {
    case "timeout":
      return say(
        "timeout",
        `No response came within ${seconds} s.`,
        "Try again later; a proxy or firewall may hold the request.",
      );
    case "offline":
      return say("offline", "The browser has no network.", "Connect it, then try again.");
    case "policy":
      return say("csp_blocked", "The page's own policy blocks the request.", "Add the org's address to `connect-src`.");
    case "unreadable":
      return say(
        "network",
        "The connection broke, or the browser withholds the response.",
        "Try again; if it stays, check proxies and firewalls.",
      );
  }
}

/** With a capital letter and a full stop, as texts for administrators have them. */
export function sentence(text: string): string {
  const capital = /^[a-z][a-z]* /.test(text) ? text[0]?.toUpperCase() + text.slice(1) : text;
  return /[.!?:]$/.test(capital) ? capital : `${capital}.`;
}
