/**
 * Returns a signal that aborts with the host's; undefined if that is not a real signal. Properties that the host has
 * defined on a real one are ignored.
 */
export function followed(signal: unknown): AbortSignal | undefined {
  try {
    const given = signal as AbortSignal;
    // Node's own `any` reads properties, and browsers before 2024 have none. It is preferred because it holds on to nothing.
    const isPlain = Object.getOwnPropertyNames(given).length === 0 && typeof AbortSignal.any === "function";
    return isPlain ? AbortSignal.any([given]) : relayed(given);
  } catch {
    return undefined;
  }
}

/** Reads the signal's real properties, not overriding ones. */
function relayed(signal: AbortSignal): AbortSignal {
  const own = new AbortController();
  const of = (name: string): unknown => Reflect.get(AbortSignal.prototype, name, signal);
  const abort = () => own.abort(of("reason"));
  if (of("aborted")) abort();
  else EventTarget.prototype.addEventListener.call(signal, "abort", abort, { once: true });
  return own.signal;
}
