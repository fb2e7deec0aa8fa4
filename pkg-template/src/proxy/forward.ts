/** Sends a permitted request to Salesforce with the user's token, and renews the token once. */
import table from "./requests.json" with { type: "json" };
import type { Permitted } from "./permit.js";
import type { Settings } from "./options.js";
import { failed, passOn, refuse, withCookies } from "./respond.js";

/** The user of a request. */
export interface User {
  readonly token: string;
  /** Returns another token than the refused one, with cookies for the browser; null if the session has ended. */
  renew(refused: string): Promise<{ token: string; cookies: readonly string[] } | null>;
}

export interface Forwarded {
  readonly response: Response;
  readonly renewed: boolean;
  readonly problem: string | null;
}

const EXPIRED = "Session expired or invalid";

export const signedOut = (): Response => refuse(401, "INVALID_SESSION_ID", EXPIRED);

export async function forward(
  settings: Settings,
  request: Request,
  target: string,
  permitted: Permitted,
  user: User,
): Promise<Forwarded> {
  const first = await send(settings, request, target, permitted, user.token);
  if ("problem" in first) return { ...first, renewed: false };
  if (first.answer.status !== 401)
    return { response: passOn(first.answer, first.answer.body), renewed: false, problem: null };
  // It says whether another token helps.
  const text = await shortText(first.answer, settings.timeout);
  if (!mayRenew(text, permitted.writes)) return { response: passOn(first.answer, text), renewed: false, problem: null };
  const fresh = await user.renew(user.token);
  if (fresh === null) {
    return { response: signedOut(), renewed: false, problem: "the session has ended" };
  }
  const second = await send(settings, request, target, permitted, fresh.token);
  if ("problem" in second) return { ...second, response: withCookies(second.response, fresh.cookies), renewed: true };
  const response = withCookies(passOn(second.answer, second.answer.body), fresh.cookies);
  return { response, renewed: true, problem: null };
}

/** The most characters that are read of a refusal, which is far shorter. */
const LONGEST_REFUSAL = 65_536;

/** The text of a refusal. One that does not end is neither waited for nor kept. */
async function shortText(answer: Response, timeout: number): Promise<string> {
  const reader = answer.body?.getReader();
  const leave = () => void reader?.cancel().catch(() => undefined);
  const timer = setTimeout(leave, timeout);
  const decoder = new TextDecoder();
  let text = "";
  try {
    while (reader && text.length < LONGEST_REFUSAL) {
      const { done, value } = await reader.read();
      if (done) return text;
      text += decoder.decode(value as Uint8Array, { stream: true });
    }
    leave();
    return text;
  } catch {
    return "";
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Whether another token may help. A write is repeated only if Salesforce itself reported the expired session, which it does
 * before anything is done: a gateway may report it afterwards.
 */
function mayRenew(text: string, writes: boolean): boolean {
  if (table.unrecoverable.some((hopeless) => text.includes(hopeless))) return false;
  return !writes || /^\s*\[\s*\{[^]*"errorCode"\s*:\s*"INVALID_/.test(text);
}

type Sent = { readonly answer: Response } | { readonly response: Response; readonly problem: string };

async function send(
  { org, fetch, timeout }: Settings,
  request: Request,
  target: string,
  { headers, body }: Permitted,
  token: string,
): Promise<Sent> {
  // A token with other characters would stand in the error text of `Headers`.
  if (!/^[\x21-\x7e]+$/.test(token))
    return { response: failed(502, "there is no usable token"), problem: "the token is not one" };
  const address = new URL(`${org}${target}`);
  if (address.origin !== org || `${address.pathname}${address.search}` !== target) {
    return {
      response: refuse(403, "FORBIDDEN", "the address is not permitted"),
      problem: "the address changes when it is parsed",
    };
  }
  const over = new AbortController();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    over.abort();
  }, timeout);
  // A page that goes away waits for nothing, nor for the rest of a body.
  const leave = () => over.abort();
  if (request.signal?.aborted) leave();
  request.signal?.addEventListener("abort", leave);
  try {
    const answer = await fetch(address.href, {
      method: request.method,
      headers: { ...headers, authorization: `Bearer ${token}` },
      body,
      redirect: "manual",
      signal: over.signal,
    });
    // The token must not follow, and another page is not an answer of the org.
    if (answer.type === "opaqueredirect" || (answer.status >= 300 && answer.status < 400 && answer.status !== 304)) {
      return { response: failed(502, "Salesforce led to another address"), problem: `a redirect, ${answer.status}` };
    }
    return { answer };
  } catch {
    if (isLate) return { response: failed(504, "Salesforce did not answer in time"), problem: "no answer in time" };
    return { response: failed(502, "no answer came from Salesforce"), problem: "no answer" };
  } finally {
    clearTimeout(timer);
  }
}
