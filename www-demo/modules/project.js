// A sample as a project of its own: the module as it is served, and a page around it that runs it.
import { version } from "opportunity-stage";
import { local } from "./org.js";

/** The bundler that the examples have. */
const VITE = "8.4.0";

/** @param {string} name of the sample, such as `find.js` @param {string} title */
const page = (name, title) => `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>${title}</title>
  <h1>${name}</h1>
  <form id="parameters"><button>Run</button></form>
  <pre id="output" role="log"></pre>
  <script type="module" src="main.js"></script>
</html>
`;

/** @param {string} name @param {string} instanceUrl */
const main = (name, instanceUrl) => `import { parameters, run } from "./${name}";

// Your portal returns the token of its signed-in user here; the page does not keep it.
const org = {
  instanceUrl: ${JSON.stringify(instanceUrl)},
  accessToken: () => prompt("Access token of the org"),
  allowedOrigins: ${JSON.stringify(local(instanceUrl))},
};

const form = document.querySelector("#parameters");
for (const [name, value] of Object.entries(parameters)) {
  const label = document.createElement("label");
  const input = Object.assign(document.createElement("input"), { name, value });
  label.append(name + " ", input, " ");
  form.prepend(label);
}
const print = (value) => {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  document.querySelector("#output").append(text + "\\n");
};
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const input = Object.fromEntries(new FormData(form));
  run({ ...input, org }, print).catch(({ code, message, help }) => print([code, message, help].join("\\n")));
});
`;

/**
 * The files of the project, by name.
 *
 * @param {string} name of the sample @param {string} source @param {string} instanceUrl
 * @returns {Record<string, string>}
 */
export function projectOf(name, source, instanceUrl) {
  const title = `opportunity-stage-${name.replace(/\.js$/, "")}`;
  const manifest = {
    name: title,
    private: true,
    type: "module",
    scripts: { dev: "vite", build: "vite build" },
    dependencies: { "opportunity-stage": `^${version}` },
    devDependencies: { vite: `^${VITE}` },
  };
  return {
    "package.json": `${JSON.stringify(manifest, null, 2)}\n`,
    "index.html": page(name, title),
    "main.js": main(name, instanceUrl),
    [name]: source,
  };
}

/** What to paste into a shell: it writes the files into a new folder, and says what comes next. @param {string} name @param {Record<string, string>} files */
export function shellScript(name, files) {
  const folder = `opportunity-stage-${name.replace(/\.js$/, "")}`;
  const end = "END_OF_FILE";
  const writes = Object.entries(files).map(([file, text]) => `cat > ${file} <<'${end}'\n${text.trimEnd()}\n${end}`);
  return [`mkdir ${folder} && cd ${folder}`, ...writes, "npm install && npm run dev", ""].join("\n");
}
