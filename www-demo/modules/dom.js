/**
 * A small element builder. Text always becomes a text node: there is no way to pass markup through it.
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

/** @param {string} id */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
