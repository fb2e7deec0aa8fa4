/** In place of the element, where only the conversation is looked at: it is there at once. */
customElements.define(
  "opportunity-stage",
  class extends HTMLElement {
    connectedCallback() {
      this.dispatchEvent(new Event("opportunity-open", { bubbles: true }));
    }
  },
);
