/**
 * A small element builder. Text always becomes a text node: markup cannot pass through it.
 *
 * @param {string} tag a tag name with classes, such as `p.lead`
 * @param {Record<string, any>} [properties] properties of the element; `data` takes an object
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function h(tag, properties = {}, ...children) {
  const [name = tag, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.classList.add(...classes);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "data") Object.assign(element.dataset, value);
    else if (key === "role" || key === "for") element.setAttribute(key, value);
    else Reflect.set(element, key, value);
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/** Control characters, marks of the writing direction, and characters without a width, line feeds and tabs left out. */
const HIDDEN = /(?![\t\n])\p{Cc}|[\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/gu;

/** What cannot be seen in a text of the org, made visible. @param {string} text */
export const visible = (text) =>
  text.replace(HIDDEN, (hidden) => `⟨U+${hidden.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);

/** A text of the org: it stands for itself, whatever direction it runs in. @param {string} text */
export const org = (text) => h("bdi", {}, visible(text));

/** @param {string} id */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
