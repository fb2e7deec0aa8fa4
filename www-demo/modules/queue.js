/**
 * One thing at a time, in the order in which they were asked for. Of two of a kind that wait, the later takes the place of the
 * earlier: who clicks quickly wants where the clicks ended, and not each step on the way.
 */
/** @type {Map<string, () => Promise<void>>} */
const waiting = new Map();
let busy = false;
let asked = 0;

export const queue = {
  /** Counts what was asked for, so that an older response is not mistaken for a newer request. */
  get asked() {
    return asked;
  },
  get busy() {
    return busy;
  },
  /** Does another of this kind wait behind the one that is under way? @param {string} kind */
  waits: (kind) => waiting.has(kind),
  /** @param {string} kind @param {() => Promise<void>} act */
  ask(kind, act) {
    asked += 1;
    waiting.delete(kind);
    waiting.set(kind, act);
    if (!busy) work();
  },
};

async function work() {
  busy = true;
  document.documentElement.dataset.asking = "";
  for (let next = first(); next; next = first()) await next();
  busy = false;
  delete document.documentElement.dataset.asking;
}

function first() {
  for (const [kind, act] of waiting) {
    waiting.delete(kind);
    return act;
  }
  return null;
}
