/**
 * A small element builder. Text always becomes a text node: there is no way to pass markup through it.
 *
 * @param {string} tag a tag name with classes, such as `p.lead`
 * @param {Record<string, unknown>} [properties] properties of the element; `data` and `aria` take objects
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function h(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.classList.add(...classes);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "data") Object.assign(element.dataset, value);
    else if (key === "aria")
      for (const [aria, text] of Object.entries(value)) element.setAttribute(`aria-${aria}`, text);
    else if (key === "role" || key === "for") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** @param {string} id */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
