// What a page may hand to a function that expects something else. Runs in Node and in a page.

/** Thrown by the values themselves: a call may reject with it where it is the caller's own reason. */
export class HostError extends Error {
  name = "HostError";
}

const fail = () => {
  throw new HostError("thrown by the host");
};

const traps = [
  ...["get", "has", "ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf", "set", "defineProperty"],
  ...["deleteProperty", "isExtensible", "preventExtensions", "setPrototypeOf", "apply", "construct"],
];
const throwing = (target) => new Proxy(target, Object.fromEntries(traps.map((trap) => [trap, fail])));

function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function cyclic(object) {
  object.self = object;
  return object;
}

function detached() {
  const buffer = new ArrayBuffer(8);
  const bytes = new Uint8Array(buffer);
  structuredClone(buffer, { transfer: [buffer] });
  return bytes;
}

/** Every property is a further such object, but for hidden ones, by which Node knows its own signals. */
const endless = () =>
  new Proxy(
    {},
    {
      ownKeys: () => ["a"],
      getOwnPropertyDescriptor: () => described(),
      get: (_, key) => (typeof key === "symbol" ? undefined : endless()),
    },
  );
const described = () => ({ value: 1, enumerable: true, configurable: true });

/** Made once: they are large. */
const huge = "x".repeat(2 ** 25);
const bytes = new Uint8Array(2 ** 26);
const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`k${index}`, index]));

const signal = (properties) => Object.defineProperties(new AbortController().signal, properties);

/** Rejects as a host's promise may, without a complaint of the platform's: whether it is awaited is not the point. */
function rejected(reason) {
  const promise = Promise.reject(reason);
  promise.catch(() => undefined);
  return promise;
}

/** A promise, or something like it, that does not behave. */
const promises = {
  "a thenable that throws": () => ({ then: fail }),
  "a thenable whose `then` is a getter that throws": () => Object.defineProperty({}, "then", { get: fail }),
  "a thenable that settles twice and throws": () => ({
    then(resolve, reject) {
      resolve(1);
      reject(2);
      fail();
    },
  }),
  "a promise whose `then` throws": () => Object.assign(Promise.resolve(1), { then: fail }),
  "a promise whose `constructor` throws": () => Object.defineProperty(Promise.resolve(1), "constructor", { get: fail }),
  "a promise that gives a list of a revoked proxy": () => Promise.resolve([revoked({})]),
  "a promise that rejects with a throwing proxy": () => rejected(throwing({})),
};

/**
 * @param {object} own
 * @param {() => void} own.reenter calls the package again, from within a getter or a callback
 * @param {Record<string, object>} own.objects objects of the package's: alive, gone with an earlier instance, copied
 * @returns {[string, () => unknown][]} a name, and what makes the value anew
 */
export function hostileValues({ reenter, objects }) {
  const entered = (value) => () => {
    reenter();
    return value;
  };
  const values = {
    undefined: () => undefined,
    null: () => null,
    true: () => true,
    zero: () => 0,
    "minus zero": () => -0,
    five: () => 5,
    NaN: () => NaN,
    Infinity: () => -Infinity,
    "a huge number": () => 2 ** 53 + 2,
    "a BigInt": () => 2n ** 80n,
    "a Symbol": () => Symbol("hostile"),
    "a well-known Symbol": () => Symbol.iterator,
    "an empty text": () => "",
    "a lone surrogate": () => "\ud800",
    "a text with NUL": () => "a\0b",
    "JSON of a list": () => "[1]",
    "JSON nested deeply": () => "[".repeat(100_000),
    "a long text": () => "ä".repeat(300_000),
    "a huge text": () => huge,
    "an empty object": () => ({}),
    "an object with unknown keys": () => ({ unknown: 1 }),
    "a key __proto__": () => JSON.parse('{"__proto__": {"a": 1}}'),
    "no prototype": () => Object.create(null),
    "a boxed text": () => new String("006000000000001AAA"),
    "a boxed number": () => new Number(5),
    "an object that converts itself": () => ({ toString: fail, valueOf: fail, [Symbol.toPrimitive]: fail }),
    "an object with a toJSON that throws": () => ({ toJSON: fail }),
    "an object with a toJSON that calls back": () => ({ toJSON: entered("{}") }),
    "an object whose tag lies": () => ({ [Symbol.toStringTag]: "Date" }),
    "an object whose tag throws": () => Object.defineProperty({}, Symbol.toStringTag, { get: fail }),
    "an empty list": () => [],
    "a list with holes": () => Object.assign(new Array(4), { 1: 1 }),
    "the longest list": () => new Array(2 ** 32 - 1),
    "a list of everything": () => [null, undefined, Symbol("x"), 1n, () => 1, [[]], {}],
    "a list whose iterator never ends": () =>
      Object.assign([1], {
        *[Symbol.iterator]() {
          for (;;) yield 1;
        },
      }),
    "a list with a getter that throws": () => Object.defineProperty([1], 0, { get: fail, enumerable: true }),
    "a list whose length lies": () => new Proxy([], { get: (_, key) => (key === "length" ? Infinity : 1) }),
    "a function": () => () => 1,
    "a function that throws": () => fail,
    "a function that calls back": () => entered(true),
    "a function that gives itself": () =>
      function itself() {
        return itself;
      },
    "a function that gives a revoked proxy": () => () => revoked({}),
    "a function that gives a throwing proxy": () => () => throwing({}),
    "a function that throws a throwing proxy": () => () => {
      throw throwing({});
    },
    "a function that rejects with nothing": () => () => rejected(),
    "a function with a hostile `call`": () => Object.assign(() => true, { call: fail, apply: fail, bind: fail }),
    "a class": () => class {},
    "an async function": () => async () => true,
    "a generator": () => function* () {},
    "a Date": () => new Date(),
    "an invalid Date": () => new Date(NaN),
    "a Date whose getTime throws": () => Object.assign(new Date(), { getTime: fail }),
    "a regular expression": () => /a/g,
    "an Error": () => new Error("given"),
    "a Map": () => new Map([[1, 2]]),
    "a Set": () => new Set([1]),
    "a WeakRef": () => new WeakRef({}),
    "a typed array": () => new Uint8Array(4),
    "a large typed array": () => bytes,
    "a detached buffer": detached,
    "an ArrayBuffer": () => new ArrayBuffer(8),
    "a DataView": () => new DataView(new ArrayBuffer(8)),
    "a URL": () => new URL("https://acme.my.salesforce.com"),
    "a Response": () => new Response("{}"),
    "the global object": () => globalThis,
    "a proxy that throws": () => throwing({}),
    "a proxy of a list that throws": () => throwing([]),
    "a proxy of a function that throws": () => throwing(() => 1),
    "a revoked proxy": () => revoked({}),
    "a revoked proxy of a list": () => revoked([]),
    "a revoked proxy of a function": () => revoked(() => 1),
    "an object without an end": endless,
    "an object with many keys": () => many,
    "a getter that throws": () => Object.defineProperty({}, "signal", { get: fail, enumerable: true }),
    "getters that call back": () =>
      new Proxy({}, { ownKeys: entered(["a"]), getOwnPropertyDescriptor: entered(described()), get: entered(1) }),
    "a cyclic object": () => cyclic({ a: 1 }),
    "a cyclic list": () => {
      const list = [];
      list.push(list);
      return list;
    },
    "an object nested deeply": () => Array.from({ length: 20_000 }).reduce((inner) => ({ inner }), {}),
    "an AbortSignal": () => new AbortController().signal,
    "an aborted AbortSignal": () => AbortSignal.abort(new HostError("aborted by the host")),
    "an object with AbortSignal's prototype": () => Object.create(AbortSignal.prototype),
    "an object like a signal": () => ({ aborted: false, reason: 1, addEventListener: fail, removeEventListener: fail }),
    "a signal whose `aborted` throws": () => signal({ aborted: { get: fail } }),
    "a signal whose `aborted` calls back": () => signal({ aborted: { get: entered(false) } }),
    "a signal whose `reason` throws": () => signal({ aborted: { value: true }, reason: { get: fail } }),
    "a signal that aborts while it is listened to": () => {
      const controller = new AbortController();
      const { signal } = controller;
      return Object.assign(signal, { addEventListener: () => controller.abort(new HostError("now")) });
    },
    "a proxy of a signal": () => new Proxy(new AbortController().signal, {}),
    ...promises,
  };
  for (const [name, make] of Object.entries(promises)) values[`a function that gives ${name}`] = () => make;
  for (const [name, object] of Object.entries(objects)) values[name] = () => object;
  return Object.entries(values);
}
