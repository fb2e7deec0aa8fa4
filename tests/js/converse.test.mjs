// Conversations in a language, without the element: what they understand, what they say, and when they load it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { connect, init } from "../../pkg/dist/inline.js";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";

let sandbox;
let salesforce;
before(async () => {
  sandbox = await startSandbox();
  await init();
  const { instanceUrl, accessToken } = sandbox;
  salesforce = await connect({ instanceUrl, accessToken, allowedOrigins: [instanceUrl] });
});
after(() => sandbox?.stop());

const opened = async (options) => {
  const conversation = await salesforce.converse(options);
  const [{ id }] = await salesforce.find({ name: "Acme - 200 Widgets" });
  await conversation.send({ type: "choose", id });
  return conversation;
};

test("with buttons only, an event that cannot be read is refused", async () => {
  const conversation = await salesforce.converse({ sentences: false, texts: false });
  const fail = () => {
    throw new Error("the host's");
  };
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const event of [Object.defineProperty({}, "type", { get: fail, enumerable: true }), proxy, null, Symbol("x")]) {
    await assert.rejects(conversation.send(event), { code: "invalid_options" });
  }
  conversation.close();
});

test("a conversation speaks its language, for listeners as well", async () => {
  for (const [language, said, button] of [
    ["de", / der Opportunity „Acme - 200 Widgets“ ist /, "Angaben bearbeiten"],
    ["fr-CA", / de l’opportunité « Acme - 200 Widgets » est /, "Modifier les détails"],
    ["ja", /「Acme - 200 Widgets」の現在の/, null],
    ["ar", /للفرصة/, null],
  ]) {
    const seen = [];
    const conversation = await salesforce.converse({ language });
    conversation.subscribe((view) => seen.push(view));
    const [{ id }] = await salesforce.find({ name: "Acme - 200 Widgets" });
    const view = await conversation.send({ type: "choose", id });
    assert.match(view.message, said, language);
    assert.equal(view.parts.map(({ text }) => text).join(""), view.message);
    assert.equal(view.text.code, "current_stage");
    if (button) assert.equal(view.buttons[0].label, button);
    assert.equal(conversation.view, view, "the same object until something changes");
    assert.equal(seen.at(-1), view);
    conversation.close();
  }
});

test("English, an unknown language and texts of the host's own come in English", async () => {
  for (const options of [undefined, {}, { language: "en-GB" }, { language: "tlh" }, { language: "de", texts: false }]) {
    const conversation = await opened(options);
    assert.match(conversation.view.message, /^The current stage of the Acme - 200 Widgets opportunity is /);
    conversation.close();
  }
});

test("events keep their order while something is loaded", async () => {
  const [{ id }] = await salesforce.find({ name: "Acme - 200 Widgets" });
  const conversation = await salesforce.converse({ language: "es" });
  const chosen = conversation.send({ type: "choose", id });
  const said = chosen.then(() => conversation.send({ type: "say", text: "move it to Closed Won" }));
  assert.equal((await chosen).state, "current");
  assert.equal((await said).state, "preview");
  conversation.close();
});

test("rejects options of another type or name", async () => {
  for (const options of [{ language: 1 }, { sentences: "no" }, { texts: 0 }, { tongue: "de" }])
    await assert.rejects(async () => salesforce.converse(options), { code: "invalid_options" });
});

test("what is asked is answered where it stands, in the language", async () => {
  const conversation = await opened({ language: "de" });
  const { turn } = conversation.view;
  const view = await conversation.send({ type: "say", text: "Who owns it?" });
  assert.equal(view.text.code, "answer_field");
  assert.ok(view.message.includes("Sam Seller"));
  assert.equal(view.state, "current");
  assert.ok(view.turn > turn);
  const help = await conversation.send({ type: "say", text: "What can I say?" });
  assert.match(help.message, /^Sagen Sie, in welche Phase/);
  conversation.close();
});

test("what an event would write is not written where another sentence came to its end before it", async () => {
  // Its lexicon is loaded with the sentence.
  const conversation = await opened({ language: "pt-BR", sentences: false });
  await conversation.send({ type: "propose", stage: "Closed Won" });
  const said = conversation.send({ type: "say", text: "não, coloca como perdida" });
  const confirmed = await conversation.send({ type: "confirm" });
  await said;
  assert.equal(conversation.outcome, "not_sent", "the draft that is confirmed was never seen");
  assert.equal(confirmed.state, "preview");
  conversation.close();
});

test("a sentence in another of the seven languages is understood, though its lexicon is not loaded first", async () => {
  const conversation = await opened({ language: "en" });
  assert.equal((await conversation.send({ type: "say", text: "失注になりました" })).state, "preview");
  assert.equal(await conversation.understands("تم الفوز بالصفقة"), true);
  conversation.close();
});

test("the language changes while it goes on", async () => {
  const conversation = await opened({ language: "de" });
  const seen = [];
  conversation.subscribe(({ message }) => seen.push(message));
  const { turn } = conversation.view;
  await conversation.speak("ja");
  assert.match(conversation.view.message, /現在の/);
  assert.match(seen.at(-1), /現在の/);
  assert.equal(conversation.view.turn, turn);
  assert.equal((await conversation.send({ type: "say", text: "失注になりました" })).state, "preview");
  await conversation.speak("en");
  assert.match(conversation.view.message, /^Please confirm/);
  conversation.close();
});

test("the first view is in the language", async () => {
  const conversation = await salesforce.converse({ language: "fr" });
  assert.match(conversation.view.message, /^De quelle/);
  conversation.close();
});

test("what can be said next is suggested in the language, and fits what is typed", async () => {
  const conversation = await opened({ language: "de" });
  const texts = async (typed) => (await conversation.suggest(typed)).map(({ text }) => text);
  assert.ok((await texts("")).includes("Wem gehört sie?"));
  assert.deepEqual(await texts("setze sie auf verhand"), ["setze sie auf Negotiation/Review"]);
  assert.deepEqual(await texts("wem"), ["Wem gehört sie?"]);
  assert.deepEqual(await texts("xyz"), []);
  for (const { text } of await conversation.suggest("")) assert.equal(conversation.writes({ type: "say", text }), null);
  conversation.close();
});
