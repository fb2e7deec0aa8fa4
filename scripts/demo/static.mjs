// `make demo-static`: the page for any static host. Its org is inside the page.
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { assembleSite } from "./site.mjs";

const { values } = parseArgs({ options: { folder: { type: "string" } } });
const folder = await assembleSite(values.folder ? { folder: values.folder } : {});
console.log(`${relative(process.cwd(), folder) || folder}: put it below any path of a static host`);
