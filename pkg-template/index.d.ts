// The main entry: everything by topic, one file each.
export * from "./types/bulk.js";
export * from "./types/calls.js";
export * from "./types/connection.js";
export * from "./types/conversation.js";
export * from "./types/events.js";
export * from "./types/loading.js";
export * from "./types/opportunity.js";
export * from "./types/options.js";
export * from "./types/org.js";
export * from "./types/problem.js";
export * from "./types/proposal.js";
export * from "./types/receipt.js";
export * from "./types/requests.js";
export * from "./types/rules.js";
export * from "./types/values.js";
export * from "./types/verdict.js";
export * from "./types/view.js";
