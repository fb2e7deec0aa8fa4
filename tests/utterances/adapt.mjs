// Lets the runner of the corpus, as it was written before there was an answer to it, drive this package:
// `ADAPT=tests/utterances/adapt.mjs PKG=pkg SANDBOX=… node run.mjs`.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const LANGUAGES = ["en", "de", "fr", "es", "pt-BR", "ja", "ar"];

const pkg = resolve(process.env.PKG ?? "pkg");
const { exports } = JSON.parse(readFileSync(join(pkg, "package.json"), "utf8"));
const { connect } = await import(pathToFileURL(join(pkg, exports["."].node ?? exports["."].default)).href);

// The runner reads `view` right after `converse`, which loads its part first: until then it is the view that every
// conversation begins with. This connection sends nothing.
const instanceUrl = "https://unused.my.salesforce.com";
const unused = await connect({ instanceUrl, accessToken: "unused" });
const first = new Map();
for (const language of LANGUAGES) {
  const conversation = await unused.converse({ language });
  first.set(language, conversation.view);
  conversation.close();
}

/** The conversation in the language of the case, for a caller that does not wait for it. */
export function converse(salesforce, language) {
  let conversation;
  const started = salesforce.converse({ language }).then((made) => (conversation = made));
  return {
    get view() {
      return conversation?.view ?? first.get(language);
    },
    send: async (event, options) => (await started).send(event, options),
    close: () => void started.then((made) => made.close()),
  };
}
