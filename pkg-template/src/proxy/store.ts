import type { memoryStore as MemoryStore } from "../../proxy.js";

/** So many sessions are kept; beyond that the oldest goes. */
const MOST = 100_000;

export const memoryStore: typeof MemoryStore = () => {
  const kept = new Map<string, { value: string; until: number }>();
  return {
    get: (key) => {
      const found = kept.get(key);
      if (found === undefined || found.until > Date.now()) return Promise.resolve(found?.value ?? null);
      kept.delete(key);
      return Promise.resolve(null);
    },
    set: (key, value, seconds) => {
      kept.delete(key);
      kept.set(key, { value, until: Date.now() + seconds * 1_000 });
      const [oldest] = kept.keys();
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
      return Promise.resolve();
    },
    delete: (key) => {
      kept.delete(key);
      return Promise.resolve();
    },
  };
};
