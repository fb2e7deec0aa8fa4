/** Runs this while no other page of the origin runs something of the same name. */
export async function exclusively<T>(name: string, act: () => Promise<T>): Promise<T> {
  let started: Promise<T> | undefined;
  try {
    return await navigator.locks.request(name, () => (started = act()));
  } catch (error) {
    // In another site's frame the browser may deny locks; then there is this page alone.
    return await (started ?? (isDenied(error) ? act() : Promise.reject(error)));
  }
}

/** Whether another page runs something of this name. */
export async function isBusy(name: string): Promise<boolean> {
  try {
    return await navigator.locks.request(name, { ifAvailable: true }, (lock) => lock === null);
  } catch {
    return false;
  }
}

const isDenied = (error: unknown) => error instanceof DOMException && error.name === "SecurityError";
