/**
 * Stands in for the package where only the page's looks are tested: shows the view that the test hands over in
 * `window.fakeViews`, one after the other, one for each event that is sent.
 */
export const version = "0.0.0";

export async function init() {}

export async function connect() {
  return { converse: conversation };
}

function conversation() {
  const views = [...window.fakeViews];
  const listeners = new Set();
  const self = {
    view: views.shift(),
    sent: [],
    can: () => true,
    async send(event) {
      self.sent.push(event);
      self.view = views.shift() ?? self.view;
      for (const listener of listeners) listener(self.view);
      return self.view;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {},
  };
  window.fakeConversation = self;
  return self;
}
