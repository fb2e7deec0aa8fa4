/**
 * Returns a signal that aborts with the host's; undefined if that is not a real signal. Properties that the host has
 * defined on a real one are ignored.
 */
export function followed(signal: unknown): AbortSignal | undefined {
  try {
    const given = signal as AbortSignal;
    // Throws for anything else, before the names of a huge text or of bytes are listed.
    read(given, "aborted");
    // Node's own `any` reads properties, and browsers before 2024 have none. It is preferred because it holds on to nothing.
    const isPlain = Object.getOwnPropertyNames(given).length === 0 && typeof AbortSignal.any === "function";
    return isPlain ? AbortSignal.any([given]) : relayed(given);
  } catch {
    return undefined;
  }
}

/** Reads the signal's real property, not an overriding one. */
const read = (signal: AbortSignal, name: string): unknown => Reflect.get(AbortSignal.prototype, name, signal);

function relayed(signal: AbortSignal): AbortSignal {
  const own = new AbortController();
  const abort = () => own.abort(read(signal, "reason"));
  if (read(signal, "aborted")) abort();
  else EventTarget.prototype.addEventListener.call(signal, "abort", abort, { once: true });
  return own.signal;
}
