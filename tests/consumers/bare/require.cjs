const entry = require("opportunity-stage");
const { flow } = require("./flow.mjs");

const [instanceUrl, accessToken] = process.argv.slice(2);
flow(entry, instanceUrl, accessToken).then(console.log);
