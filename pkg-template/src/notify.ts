/**
 * Calls a host's listener. Its failure must not change the result that it receives: neither an exception nor a promise that
 * rejects, which would end a Node process. Both go to `reportError`, where there is one.
 */
export function notify<T>(listener: ((value: T) => unknown) | undefined, value: T): void {
  const report = (error: unknown) => globalThis.reportError?.(error);
  try {
    Promise.resolve(listener?.(value)).catch(report);
  } catch (error) {
    report(error);
  }
}
