/** Runs a function under a lock that is shared by the pages of this origin. */
export async function exclusively<T>(name: string, act: () => Promise<T>): Promise<T> {
  let started: Promise<T> | undefined;
  try {
    return await navigator.locks.request(name, () => (started = act()));
  } catch (error) {
    // In another site's frame the browser may deny locks; then this page is alone.
    return await (started ?? (isDenied(error) ? act() : Promise.reject(error)));
  }
}

/** Whether another page holds the lock. */
export async function isBusy(name: string): Promise<boolean> {
  try {
    return await navigator.locks.request(name, { ifAvailable: true }, (lock) => lock === null);
  } catch {
    return false;
  }
}

const isDenied = (error: unknown) => error instanceof DOMException && error.name === "SecurityError";
