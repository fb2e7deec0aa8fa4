// How long it takes to understand a sentence, in wasm: each sentence of tests/utterances is put before a preview several
// times, through the public API, without being said. What is printed is microseconds for one sentence.
import { readFile } from "node:fs/promises";
import { connect, init } from "../../pkg/dist/inline.js";
import { startSandbox } from "../demo/sandbox.mjs";

const ROUNDS = 20;
/** Microseconds that a sentence may take. */
const LIMIT = 2_000;

const { cases } = JSON.parse(await readFile(new URL("../../tests/utterances/cases.json", import.meta.url), "utf8"));
const sentences = [...new Set(cases.map(({ say }) => say))];
const sandbox = await startSandbox();
try {
  await init();
  const salesforce = await connect({
    instanceUrl: sandbox.instanceUrl,
    accessToken: sandbox.accessToken,
    allowedOrigins: [sandbox.instanceUrl],
  });
  const conversation = await salesforce.converse();
  const [{ id }] = await salesforce.find({ account: "Acme" });
  // The first sentence loads the lexicons.
  await conversation.send({ type: "say", text: "hello" });
  await conversation.send({ type: "choose", id });
  await conversation.send({ type: "propose", stage: "Closed Won" });
  if (conversation.view.state !== "preview") throw new Error(`the conversation is in ${conversation.view.state}`);

  const fastest = sentences.map((text) => {
    const times = Array.from({ length: ROUNDS }, () => {
      const started = performance.now();
      conversation.writes({ type: "say", text });
      return (performance.now() - started) * 1000;
    });
    return { text, time: Math.min(...times) };
  });
  fastest.sort((a, b) => a.time - b.time);
  const median = fastest[Math.floor(fastest.length / 2)].time;
  const slowest = fastest.at(-1);
  console.log(`sentences  ${fastest.length}, ${ROUNDS} times each`);
  console.log(`median     ${median.toFixed(0)} µs`);
  console.log(`slowest    ${slowest.time.toFixed(0)} µs: ${JSON.stringify(slowest.text)}`);
  process.exitCode = slowest.time > LIMIT ? 1 : 0;
} finally {
  await sandbox.stop();
}
process.exit();
