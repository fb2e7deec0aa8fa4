import { problem } from "../problem.js";
import { addressOf, type Attempt } from "./attempt.js";
import { cancelled } from "./failure.js";
import { exclusively, isBusy } from "./lock.js";
import type { App } from "./options.js";

/*
 * The popup and the page that opened it find each other by the state, which is secret: it names a channel and a
 * lock. Neither needs `window.opener`, which a `Cross-Origin-Opener-Policy` on either side takes away. The lock says
 * that a page is waiting, and is released when the response has been taken: so no popup waits for a closed page.
 *
 * A page in another site's frame has channels and locks of its own; there the opener gets a message directly.
 */
const named = (state: string) => `opportunity-stage.sign-in.${state}`;

const LOOK = 250;
/** Browsers move the focus some time after a window was closed. */
const SETTLE = 1_000;

/** Cancels the pending sign-in; there is one popup at a time. */
let giveUp: ((reason: Error) => void) | undefined;

/** Opens the window. Must be called during a click, before anything is awaited. */
export function openPopup() {
  const popup = window.open("about:blank", "_blank", "popup,width=520,height=720");
  if (!popup) {
    throw problem(
      "sign_in_blocked",
      "the browser did not let the page open a window",
      "call `signIn` first thing in a click's handler, or use the mode `redirect`",
    );
  }
  giveUp?.(cancelled("another sign-in was started"));
  return { answer: (app: App, attempt: Attempt, signal?: AbortSignal | null) => answerOf(popup, app, attempt, signal) };
}

async function answerOf(
  popup: Window,
  app: App,
  attempt: Attempt,
  signal: AbortSignal | null | undefined,
): Promise<URLSearchParams> {
  const name = named(attempt.state);
  const over = new AbortController();
  const channel = new BroadcastChannel(name);
  const answered = new Promise<URLSearchParams>((resolve, reject) => {
    const take = ({ data }: MessageEvent) => {
      if (typeof data !== "string") return;
      const answer = new URLSearchParams(data);
      if (answer.get("state") === attempt.state) resolve(answer);
    };
    channel.onmessage = take;
    addEventListener(
      "message",
      (event) => {
        if (event.origin === location.origin) take(event);
      },
      { signal: over.signal },
    );
    signal?.addEventListener("abort", () => reject(signal.reason as Error), { signal: over.signal });
    giveUp = reject;
    watch(popup, over.signal, () => reject(cancelled("the window was closed before the sign-in was complete")));
  });
  answered.catch(() => undefined);
  try {
    return await exclusively(name, async () => {
      popup.location.replace(await addressOf(app, attempt));
      return await answered;
    });
  } finally {
    over.abort();
    channel.close();
    popup.close();
  }
}

/**
 * Calls back when the user has closed the window.
 *
 * A window that an opener policy hides looks closed as well. But when a user closes a window, the focus returns
 * to the page; when a window is hidden, the focus stays where it is. Then only the response or the host's `signal`
 * ends the sign-in.
 */
function watch(popup: Window, over: AbortSignal, closed: () => void): void {
  const looking = setInterval(() => {
    if (!popup.closed) return;
    clearInterval(looking);
    const settling = setTimeout(() => {
      if (document.hasFocus()) closed();
    }, SETTLE);
    over.addEventListener("abort", () => clearTimeout(settling));
  }, LOOK);
  over.addEventListener("abort", () => clearInterval(looking));
}

/** In the popup: passes the response to the waiting page, and closes the window. */
export async function handOver(answer: URLSearchParams): Promise<void> {
  const text = answer.toString();
  const name = named(answer.get("state") ?? "");
  const opener = window.opener as Window | null;
  const isWaiting = await isBusy(name);
  // Only a framed page waits without a lock that is visible here. Any other has gone or was reloaded.
  if (!isWaiting && (!opener || opener.parent === opener)) {
    throw problem(
      "sign_in_failed",
      "no page of this browser is waiting for this sign-in",
      "start again from the page with the sign-in button",
    );
  }
  opener?.postMessage(text, location.origin);
  if (!isWaiting) return;
  const channel = new BroadcastChannel(name);
  channel.postMessage(text);
  // Granted as soon as the response has been taken.
  await exclusively(name, () => Promise.resolve());
  channel.close();
  window.close();
}
