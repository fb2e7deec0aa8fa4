/** A page with the element on it, as the tests steer it. */
import { define, OpportunityStageElement } from "./pkg/element.js";

/** A connection that shows given views: one for each event that is sent. */
window.fakeConnection = (shown) => {
  const connection = {
    sent: [],
    closed: 0,
    open: 0,
    converse() {
      const views = [...shown];
      const listeners = new Set();
      connection.open += 1;
      const show = (view) => {
        conversation.view = view;
        for (const listener of listeners) listener(view);
      };
      const conversation = {
        view: views.shift(),
        can: () => true,
        writes: ({ type }) => ({ confirm: "update", undo: "undo" })[type] ?? null,
        async send(event) {
          connection.sent.push(event);
          const next = views.shift();
          if (next) show(next);
          return conversation.view;
        },
        subscribe(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        close() {
          connection.closed += 1;
          connection.open -= 1;
          listeners.clear();
        },
      };
      connection.show = show;
      return conversation;
    },
  };
  return connection;
};

const EVENTS = [
  "opportunity-open",
  "stage-proposed",
  "before-save",
  "stage-saved",
  "stage-undone",
  "opportunity-problem",
  "view-change",
];
window.events = [];
for (const name of EVENTS) {
  document.addEventListener(name, ({ detail }) => window.events.push({ name, detail }));
}

/** Puts an element with these attributes and properties on the page. */
window.mount = ({ attributes = {}, properties = {}, views }) => {
  const element = document.createElement("opportunity-stage");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  Object.assign(element, properties);
  if (views) {
    window.fake = window.fakeConnection(views);
    element.salesforce = window.fake;
  }
  document.querySelector("main").replaceChildren(element);
  window.element = element;
  return element;
};

window.define = define;
window.OpportunityStageElement = OpportunityStageElement;
define();
document.documentElement.dataset.ready = "";
