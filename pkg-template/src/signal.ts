/**
 * A signal of our own that aborts with the host's; nothing where it is not a real signal. Properties that the host has
 * put over those of a real one do not count.
 */
export function followed(signal: unknown): AbortSignal | undefined {
  try {
    return typeof AbortSignal.any === "function" ? AbortSignal.any([signal as AbortSignal]) : relayed(signal as object);
  } catch {
    return undefined;
  }
}

/** The same for browsers before 2024. */
function relayed(signal: object): AbortSignal {
  const own = new AbortController();
  const of = (name: string): unknown => Reflect.get(AbortSignal.prototype, name, signal);
  const abort = () => own.abort(of("reason"));
  if (of("aborted")) abort();
  else EventTarget.prototype.addEventListener.call(signal, "abort", abort, { once: true });
  return own.signal;
}
