/**
 * The org that the page talks to. A token is in a closure here and in no property, no storage, no address.
 *
 * @typedef {object} Org
 * @property {string} instanceUrl
 * @property {() => string | Promise<string>} accessToken
 * @property {string[]} allowedOrigins
 * @property {import("./sandbox.js").Sandbox | null} sandbox
 * @property {string | null} opportunity the id of one to begin with, where it is known
 * @property {typeof globalThis.fetch} [fetch] that of an org inside this page
 */

/** @type {Org | null} */
let current = null;
/** @type {((org: Org) => void)[]} */
const listeners = [];

export const org = () => current;

/** Calls back now, where there is an org, and with each one that follows. @param {(org: Org) => void} listener */
export function onOrg(listener) {
  listeners.push(listener);
  if (current) listener(current);
}

/** @param {Org} next */
export function changeOrg(next) {
  current = next;
  for (const listener of listeners) listener(next);
}

/** Everything starts again with the same org, as after a reset of the sandbox. */
export const restart = () => current && changeOrg(current);

/** A sandbox on this machine is not a Salesforce host, and has to be allowed by name. @param {string} address */
export function local(address) {
  const url = URL.canParse(address) ? new URL(address) : null;
  return url && ["localhost", "127.0.0.1"].includes(url.hostname) ? [url.origin] : [];
}
