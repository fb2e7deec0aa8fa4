/**
 * The sandbox's own controls, apart from Salesforce's API: which kind of org it is, and what goes wrong.
 *
 * @typedef {object} Dial
 * @property {string} fault
 * @property {unknown} [value]
 * @property {string} [method]
 * @property {string} [path]
 * @property {number} [times]
 */

export class Sandbox {
  #address;
  #generate;
  #fetch;
  /** Whether it is inside this page: then there is no network. */
  isInPage;

  /**
   * @param {string} address
   * @param {number} generate how many opportunities it has in addition to those of its seed
   * @param {typeof globalThis.fetch} [own] that of a sandbox inside this page
   */
  constructor(address, generate, own) {
    this.#address = address;
    this.#generate = generate;
    this.#fetch =
      own ?? ((/** @type {RequestInfo | URL} */ input, /** @type {RequestInit} */ init) => fetch(input, init));
    this.isInPage = own !== undefined;
  }

  /** Back to the start, as an org of this kind. @param {string[]} profiles */
  reset(profiles) {
    return this.#call("POST", "reset", { profiles, generate: this.#generate });
  }

  /** The dials that are on. @returns {Promise<Dial[]>} */
  async dials() {
    return (await this.#call("GET", "faults")).faults;
  }

  /** Turns these on, and all others off: what is on then. @param {Dial[]} dials @returns {Promise<Dial[]>} */
  async turn(dials) {
    return (await this.#call("PUT", "faults", dials)).faults;
  }

  log() {
    return this.#call("GET", "log");
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   */
  async #call(method, path, body) {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const response = await this.#fetch(`${this.#address}/sandbox/${path}`, { method, ...init });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error);
    return answer;
  }
}
