/** In place of the element, where only the conversation is looked at. */
customElements.define("opportunity-stage", class extends HTMLElement {});
