/**
 * Stand-ins for what the element's module takes from the page when it is evaluated. Without a page the class is still
 * defined, so that a server can import it; nothing registers it there. The build substitutes these for the globals.
 */
const page = globalThis as unknown as Record<string, unknown>;

// Marked as pure, so that bundles that do not need it omit it.
const Base = /* @__PURE__ */ (() => page.HTMLElement ?? Object)();
const Event = /* @__PURE__ */ (() => page.CustomEvent ?? Object)();
const Document = /* @__PURE__ */ (() => page.document ?? { createTreeWalker: () => null, createComment: () => null })();

export { Base as HTMLElement, Event as CustomEvent, Document as document };
