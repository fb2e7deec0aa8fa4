/** The WebAssembly of an org: its requests and responses in memory. `crates/sandbox/src/wasm.rs` is the other side. */

/** What the module exports. Addresses and lengths are unsigned, and JavaScript gets them signed. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  buffer(length: number): number;
  address(): number;
  length(): number;
  head(): number;
  create(now: number, random: bigint): number;
  receive(head: number, now: number, random: bigint): number;
  delay(ticket: number): number;
  answer(ticket: number, now: number, random: bigint): number;
  forget(ticket: number): void;
  crash(): number;
  crash_length(): number;
}

export interface Message {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
}

export interface Reply {
  readonly status: number;
  readonly headers: [string, string][];
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A reply, or what becomes of the connection instead. */
export type Ending = Reply | "reset" | "silence";

const ENDINGS = [null, "reset", "silence"] as const;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const EMPTY = new Uint8Array();

export class Instance {
  readonly #exports: Exports;
  readonly #now: () => number;
  #crash: Error | null = null;

  constructor(module: WebAssembly.Module, setup: string, now: () => number) {
    this.#exports = new WebAssembly.Instance(module).exports as unknown as Exports;
    this.#now = now;
    this.#call(({ create }) => {
      this.#write(encoder.encode(setup), EMPTY);
      if (create(now(), random()) !== 0) throw new RangeError(decoder.decode(this.#read()));
    });
  }

  get crashed(): boolean {
    return this.#crash !== null;
  }

  /** A ticket for the answer; null for what is not HTTP. */
  receive({ body, ...message }: Message): number | null {
    return this.#call(({ receive }) => {
      const head = encoder.encode(JSON.stringify(message));
      this.#write(head, body);
      return receive(head.length, this.#now(), random()) || null;
    });
  }

  /** Milliseconds until it may be answered. */
  delay(ticket: number): number {
    return this.#call(({ delay }) => delay(ticket));
  }

  answer(ticket: number): Ending {
    return this.#call(({ answer, head }) => {
      const ending = ENDINGS[answer(ticket, this.#now(), random())];
      if (ending === undefined) throw new Error("the sandbox knows nothing of this request");
      if (ending !== null) return ending;
      const message = this.#read();
      const end = head() >>> 0;
      const { status, headers } = JSON.parse(decoder.decode(message.subarray(0, end))) as Omit<Reply, "body">;
      return { status, headers, body: message.slice(end) };
    });
  }

  /** The caller has given up. */
  forget(ticket: number): void {
    if (this.#crash === null) this.#exports.forget(ticket);
  }

  /** After a crash the memory cannot be trusted: every call says so, until there is another instance. */
  #call<T>(act: (exports: Exports) => T): T {
    if (this.#crash !== null) throw this.#crash;
    try {
      return act(this.#exports);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) {
        const { crash, crash_length } = this.#exports;
        const text = decoder.decode(this.#view(crash(), crash_length()));
        const why = text || error.message;
        this.#crash = new Error(`the sandbox has crashed: ${why}; \`reset()\` makes it anew`, { cause: error });
        throw this.#crash;
      }
      throw error;
    }
  }

  #write(head: Uint8Array, body: Uint8Array): void {
    const length = head.length + body.length;
    const address = this.#exports.buffer(length);
    // The memory may have grown, which detaches former views of it.
    const view = this.#view(address, length);
    view.set(head);
    view.set(body, head.length);
  }

  /** The buffer, until the next call. */
  #read(): Uint8Array<ArrayBuffer> {
    return this.#view(this.#exports.address(), this.#exports.length());
  }

  #view(address: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#exports.memory.buffer as ArrayBuffer, address >>> 0, length >>> 0);
  }
}

const random = () => crypto.getRandomValues(new BigUint64Array(1))[0] as bigint;
