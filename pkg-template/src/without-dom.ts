/**
 * What the element's module takes from the page when it is evaluated. Where there is no page the class is defined all the
 * same, so that a server can import it; nothing registers it there. The build puts these in the place of the globals.
 */
const page = globalThis as unknown as Record<string, unknown>;

// Marked as pure, so that the bundles that need none of it stay without it.
const Base = /* @__PURE__ */ (() => page.HTMLElement ?? Object)();
const Event = /* @__PURE__ */ (() => page.CustomEvent ?? Object)();
const Document = /* @__PURE__ */ (() => page.document ?? { createTreeWalker: () => null, createComment: () => null })();

export { Base as HTMLElement, Event as CustomEvent, Document as document };
