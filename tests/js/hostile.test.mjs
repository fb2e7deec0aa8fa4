// Every export and every option with every hostile value. What is called is read off the package itself, so that an
// export that is added later is covered as well.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startSandbox } from "../../scripts/demo/sandbox.mjs";
import * as assistant from "../../pkg/dist/assistant.js";
import * as index from "../../pkg/dist/index.js";
import * as inline from "../../pkg/dist/inline.js";
import * as oauth from "../../pkg/dist/oauth.js";
import * as slim from "../../pkg/dist/slim.js";
import { HostError, hostileValues } from "./support/hostile-values.mjs";

const { connect, init, rules } = inline;
const STAGES = { stages: [{ value: "Open" }, { value: "Closed Won", closed: true, won: true }] };
const RECORD = { Id: "006000000000001AAA", StageName: "Open" };

let sandbox;
let world;
let values;

before(async () => {
  await init();
  sandbox = await startSandbox();
  world = await makeWorld();
  values = hostileValues({ reenter: () => reenter(), objects: lookalikes() });
  // What the values themselves leave behind unhandled is theirs.
  process.on("unhandledRejection", unhandled);
});

after(async () => {
  process.off("unhandledRejection", unhandled);
  await sandbox?.stop();
});

const stray = [];
const unhandled = (reason) => void (reason instanceof HostError || reason === undefined || stray.push(reason));

/** Answers from what was fetched before, so that a call that passes costs nothing and writes nothing. */
const answers = new Map();
async function cached(request) {
  const key = `${request.method} ${request.url}`;
  if (!answers.has(key)) {
    const response = await fetch(request);
    answers.set(key, [response.status, await response.text()]);
  }
  const [status, body] = answers.get(key);
  return new Response(status === 204 ? null : body, { status });
}

/** One object of each kind, and the arguments with which each of their functions does what it is for. */
async function makeWorld() {
  const { instanceUrl, accessToken } = sandbox;
  const options = { instanceUrl, accessToken, allowedOrigins: [instanceUrl], fetch: cached };
  Object.assign(options, { retry: { attempts: 1 }, orgRules: false });
  const salesforce = await connect(options);
  // A hostile `fetch` may never answer.
  options.timeout = 500;
  const [{ id }] = await salesforce.find({ name: "Acme" });
  const update = await salesforce.open(id);
  const input = { stage: update.stages.find(({ closed }) => !closed).value };
  const proposal = update.propose(input);
  const conversation = await salesforce.converse();
  const judge = rules();
  const plan = await salesforce.planMany([{ id, ...input }]);
  const tools = assistant.assistantTools(salesforce);
  const response = { status: 200, body: "[]" };
  const received = { instanceUrl, allowedOrigins: [instanceUrl] };
  return {
    options,
    objects: { salesforce, update, proposal, conversation, judge, plan, tools },
    arguments: {
      connect: [options],
      "salesforce.find": [{ name: "Acme" }, {}],
      "salesforce.open": [id, {}],
      "salesforce.history": [id, {}],
      "salesforce.planMany": [[{ id, ...input }], {}],
      "salesforce.updateMany": [[{ id, ...input }], { confirm: () => false }],
      "salesforce.resumeMany": [JSON.stringify(plan)],
      "salesforce.undo": [{}, {}],
      "update.propose": [input],
      "update.refresh": [{}],
      "proposal.confirm": [{ signal: AbortSignal.abort(new HostError("never confirmed")) }],
      "plan.run": [{ signal: AbortSignal.abort(new HostError("never run")) }],
      "conversation.can": [{ type: "cancel" }],
      "conversation.writes": [{ type: "cancel" }],
      "conversation.send": [{ type: "cancel" }, {}],
      "conversation.subscribe": [() => {}],
      "judge.check": [RECORD, { stage: "Closed Won" }, STAGES],
      "judge.stages": [RECORD, STAGES],
      "judge.checkMany": [[RECORD], { stage: "Closed Won" }, STAGES],
      rules: [{ version: 1 }, { version: 1 }],
      lint: ['{"version": 1}'],
      "requests.find": [{ name: "Acme" }, {}],
      "requests.record": [id, {}],
      "requests.stages": ["012000000000001AAA", {}],
      "requests.update": [id, { Name: "x" }, {}],
      "responses.find": [response, received],
      "assistant.assistantTools": [salesforce, {}],
      "tools.call": ["find_opportunities", { name: "Acme" }, {}],
      "tools.callMcp": ["find_opportunities", { name: "Acme" }, {}],
      "tools.find_opportunities": [{ name: "Acme" }, {}],
      "tools.get_opportunity": [{ opportunityId: id }, {}],
      "tools.preview_stage_update": [{ opportunityId: id, stage: input.stage }, {}],
      "tools.commit_stage_update": [{ token: "x" }, {}],
      "tools.undo_stage_update": [{ undoToken: "x" }, {}],
    },
  };
}

/** Objects that are the package's, or look like it. */
function lookalikes() {
  const { salesforce, conversation, judge, plan } = world.objects;
  const prototype = Object.getPrototypeOf(salesforce);
  return {
    "a connection": salesforce,
    "a conversation": conversation,
    "compiled rules": judge,
    "a plan": plan,
    "a proxy of a connection": new Proxy(salesforce, {}),
    "an object with the prototype of a connection": Object.create(prototype),
    "an object with the address of a connection": Object.assign(Object.create(prototype), { __wbg_ptr: 1048576 }),
    "a copy of a connection": { ...salesforce },
  };
}

/** What a getter or a callback may do: use the package, at once and later, and end what it is in. */
function reenter() {
  const { salesforce, judge } = world.objects;
  judge.checkMany([RECORD], { stage: "Closed Won" }, STAGES);
  salesforce.forgetAccessToken();
  salesforce.converse().then(
    (conversation) => {
      conversation.subscribe(() => conversation.close());
      void conversation.send({ type: "say", text: "hello" }).catch(() => {});
      conversation.close();
    },
    () => {},
  );
}

/** Every function of a namespace or an object, getters among them, by its name. */
function functionsOf(owner, name) {
  const found = [];
  const seen = new Set();
  for (let at = owner; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (seen.has(key)) continue;
      seen.add(key);
      const path = name ? `${name}.${key}` : key;
      if (property.get) found.push({ path, call: (...args) => property.get.apply(owner, args), of: property.get });
      else if (typeof property.value === "function") {
        found.push({ path, call: (...args) => property.value.apply(owner, args), of: property.value, method: true });
      } else if (key === "tools") {
        found.push(
          ...property.value.map((tool) => ({ path: `tools.${tool.name}`, call: tool.handler, of: tool.handler })),
        );
      } else if (typeof property.value === "object" && property.value !== null && name === "") {
        found.push(...functionsOf(property.value, key));
      }
    }
  }
  return found;
}

/** What several entries share is called once. */
function everything() {
  const all = listed();
  return all.filter(({ of }, index) => all.findIndex((other) => other.of === of) === index);
}

const listed = () => [
  ...functionsOf(inline, ""),
  ...functionsOf(index, "index"),
  ...functionsOf(slim, "slim"),
  ...functionsOf(oauth, "oauth"),
  ...functionsOf(assistant, "assistant"),
  ...Object.entries(world.objects).flatMap(([name, object]) => functionsOf(object, name)),
];

/** The arguments with which a function does what it is for; none where it is not known what that is. */
const usualOf = (path) => world.arguments[path.replace(/^(index|slim)\./, "")] ?? [];

/** The keys of the options at this place: the package lists them when it is given one that it does not know. */
async function keysOf({ path, call }, position) {
  const args = [...usualOf(path)];
  const given = args[position];
  if (typeof given === "function" || Array.isArray(given)) return [];
  args[position] = { ...(typeof given === "object" ? given : undefined), "not a key": 1 };
  const { thrown } = await outcomeOf(call, args);
  const listed = /^the (?:keys|types) are (.*)$/.exec(thrown?.help ?? "")?.[1];
  return listed && !listed.startsWith("say, ") ? listed.split(", ") : [];
}

/** What a call throws or rejects with, in a box, as it may be a thenable. One that never settles is an error. */
async function outcomeOf(call, args) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(reject, 5_000, new Error("it never settled"))));
  try {
    const result = call(...args);
    if (result instanceof Promise) await Promise.race([result, late]);
    return {};
  } catch (thrown) {
    return { thrown };
  } finally {
    clearTimeout(timer);
  }
}

/** What is thrown is a coded problem, or what the host itself has thrown. */
function isAllowed(thrown) {
  try {
    if (thrown === undefined || thrown === null || thrown instanceof HostError) return true;
    const { name, code, message } = thrown;
    // What the platform throws where a function of the host's cannot be called; `confirm` passes it on.
    if (thrown instanceof TypeError && /revoked|^Class constructor/.test(message)) return true;
    return name === "OpportunityStageError" && typeof code === "string" && code !== "internal";
  } catch {
    // A proxy of the host's that throws.
    return true;
  }
}

/** What was thrown, as a line; it may be anything. */
function shown(thrown) {
  try {
    return `${String(thrown)} (${thrown?.code})`;
  } catch {
    return `a ${typeof thrown} that cannot be shown`;
  }
}

/** Objects that were there before work as they did: the instance is still the same. */
function isAlive() {
  try {
    return worksAsBefore();
  } catch {
    return false;
  }
}

function worksAsBefore() {
  const { judge, conversation, update } = world.objects;
  const verdict = judge.check(RECORD, { stage: "Closed Won" }, STAGES).verdict.type;
  return verdict === "allowed" && conversation.view.problem?.code !== "internal" && update.current.id.startsWith("006");
}

test("no argument of any export crashes the instance", { timeout: 300_000 }, async () => {
  const exported = everything();
  let [calls, options] = [0, 0];
  const wrong = [];
  for (const { path, call } of exported) {
    const usual = usualOf(path);
    for (let position = 0; position <= Math.max(usual.length, 1); position += 1) {
      const keys = await keysOf({ path, call }, position);
      options += keys.length;
      for (const key of [undefined, ...keys]) {
        for (const [name, make] of values) {
          const args = [...usual];
          args[position] = key === undefined ? make() : { ...args[position], [key]: make() };
          const { thrown } = await outcomeOf(call, args);
          calls += 1;
          const where = `${path}, argument ${position}${key ? `, \`${key}\`` : ""}, ${name}`;
          if (!isAllowed(thrown)) wrong.push(`${where}: ${shown(thrown)}`);
          if (!isAlive()) assert.fail(`${where}: the instance is gone`);
        }
      }
    }
  }
  console.log(`${exported.length} exports and ${options} options x ${values.length} hostile values: ${calls} calls`);
  assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} of ${calls} calls threw what is not a coded problem`);
  assert.ok(exported.length >= 50 && options >= 60, "the exports and the options were not found");
  assert.deepEqual(stray, []);
});
