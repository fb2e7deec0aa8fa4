import * as entry from "opportunity-stage";
import { flow } from "./flow.mjs";

const [instanceUrl, accessToken] = process.argv.slice(2);
console.log(await flow(entry, instanceUrl, accessToken));
