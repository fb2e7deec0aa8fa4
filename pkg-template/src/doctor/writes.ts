/** Which of the three ways to write pass, and a save on a record that was named for it. */
import type { Check } from "../../doctor.js";
import type { PreparedRequest, WriteStrategy } from "../../index.js";
import { requests, responses } from "../index.js";
import { isProblem } from "../problem.js";
import { broken, fine, jsonOf, received, refusalOf, refused, unanswered, warning } from "./checks.js";
import { missingHeaders, preflight } from "./connection.js";
import type { Exchange } from "./exchange.js";
import type { Settings } from "./options.js";

/** No record has this number, so that nothing can be written. */
const NO_RECORD = "006000000000000AAA";
const SINCE = "2000-01-01T00:00:00.000Z";

const WAYS: readonly { readonly strategy: WriteStrategy; readonly name: string }[] = [
  { strategy: "composite", name: "Composite API" },
  { strategy: "ui-api", name: "User Interface API" },
  { strategy: "row", name: "REST rows" },
];

type Verdict = "passes" | "unknown" | "fails";

/** `listed`: whether the org lists the origin. If it does not, preflights say nothing of their own. */
export async function checkWrites(exchange: Exchange, settings: Settings, listed: boolean): Promise<Check> {
  const { apiVersion, isBrowser } = settings;
  const origin = !isBrowser && listed ? settings.origin : null;
  const errorsReadable = await readsErrors(exchange, settings, origin);
  const results: { name: string; verdict: Verdict; missing: readonly string[] }[] = [];
  for (const { strategy, name } of WAYS) {
    // The real request, so that its method and headers are those that will be sent.
    const request = requests.update(NO_RECORD, { NextStep: null }, { strategy, unmodifiedSince: SINCE, apiVersion });
    const missing = origin === null ? [] : await withheldHeaders(exchange, request, origin);
    const answer = await exchange.asUser(request);
    // Without CORS headers on errors, a browser cannot tell the refusal that is expected from a preflight's.
    const verdict: Verdict = answer.kind !== "answer" ? (errorsReadable ? "fails" : "unknown") : "passes";
    results.push({ name, verdict: missing.length > 0 ? "fails" : verdict, missing });
  }
  return summary(results, errorsReadable);
}

/** Whether a page can read a response that reports an error: of a record that is not there, by a request that passes. */
async function readsErrors(exchange: Exchange, { apiVersion }: Settings, origin: string | null): Promise<boolean> {
  const request = requests.record(NO_RECORD, { apiVersion });
  const headers = { ...request.headers, ...(origin === null ? {} : { origin }) };
  const answer = await exchange.asUser({ ...request, headers });
  if (answer.kind !== "answer") return false;
  return origin === null || answer.headers.get("access-control-allow-origin") === origin;
}

async function withheldHeaders(
  exchange: Exchange,
  request: PreparedRequest,
  origin: string,
): Promise<readonly string[]> {
  const names = ["authorization", ...Object.keys(request.headers).filter((name) => !/^accept$/i.test(name))];
  const answer = await preflight(exchange, request.path, origin, request.method, names);
  return answer.kind === "answer" ? missingHeaders(answer, names) : [];
}

function summary(
  results: readonly { name: string; verdict: Verdict; missing: readonly string[] }[],
  errorsReadable: boolean,
): Check {
  const names = (verdict: Verdict) => results.filter((one) => one.verdict === verdict).map(({ name }) => name);
  const [passing, failing] = [names("passes"), names("fails")];
  const details = { passing, failing, headers: [...new Set(results.flatMap(({ missing }) => missing))] };
  if (!errorsReadable) {
    const finding = "Refusals come without CORS headers: a page sees a broken connection in place of the reason.";
    return warning(
      "writes",
      "errors_without_cors",
      finding,
      "Look for a proxy or gateway that drops these headers.",
      details,
    );
  }
  if (failing.length === results.length) {
    const change = "Look for a proxy or gateway that answers preflights, or blocks POST and PATCH.";
    return broken("writes", "no_way_to_write", "No request that writes gets through.", change, details);
  }
  if (failing.length > 0) {
    const headers = details.headers.length > 0 ? `, as preflights do not allow ${details.headers.join(", ")}` : "";
    const finding = `Updates are written by ${passing.join(" and ")}; ${failing.join(" and ")} ${failing.length > 1 ? "do" : "does"} not get through${headers}.`;
    const code = details.headers.length > 0 ? "preflight_headers" : "ways_missing";
    return warning(
      "writes",
      code,
      finding,
      "Nothing has to be changed: the package takes another way by itself.",
      details,
    );
  }
  return fine("writes", "All three ways to write get through.", details);
}

/** Half of what Salesforce takes (16,384 bytes of address): a proxy often takes less. */
const LONG = 8_000;

export async function checkAddresses(exchange: Exchange, { apiVersion }: Settings): Promise<Check> {
  const path = `/services/data/v${apiVersion}/limits?padding=${"x".repeat(LONG)}`;
  const answer = await exchange.asUser({ method: "GET", path });
  if (answer.kind !== "answer" || answer.status !== 414) return fine("addresses", "Long addresses get through.");
  const finding = `Addresses of ${LONG.toLocaleString("en")} characters are refused: by a proxy, as Salesforce takes more.`;
  const change = "Nothing has to be changed: the package sends long queries in a body.";
  return warning("addresses", "long_addresses", finding, change);
}

/** Saves the record's own stage once more, in the way that is used first. */
export async function tryWrite(exchange: Exchange, { apiVersion }: Settings, record: string): Promise<Check> {
  const id = "trial";
  const read = await exchange.asUser(requests.record(record, { apiVersion }));
  if (read.kind !== "answer") return unanswered(id, read);
  const problem = refusalOf(read);
  if (problem) return refused(id, problem);
  const fields = jsonOf(read)?.["fields"] as { StageName?: { value?: unknown } } | undefined;
  const stage = fields?.StageName?.value;
  if (typeof stage !== "string") {
    const change = "Give the user Read Access to StageName.";
    return broken(id, "stage_not_editable", "The record's stage cannot be read.", change);
  }
  const { lastModified } = responses.record(received(read));
  const written = await exchange.asUser(
    requests.update(record, { StageName: stage }, { unmodifiedSince: lastModified, apiVersion }),
  );
  if (written.kind !== "answer") return unanswered(id, written);
  try {
    responses.update(received(written));
    return fine(id, "The record's own stage was saved again.");
  } catch (thrown) {
    if (isProblem(thrown)) return refused(id, thrown);
    throw thrown;
  }
}
