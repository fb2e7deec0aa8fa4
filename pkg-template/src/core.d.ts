/** What wasm-bindgen generates from `src/wasm/bindings.rs`, as far as the loader uses it. The build settles the path. */
import type {
  BulkPlan as Planned,
  Salesforce as Connection,
  ConnectOptions,
  StageUpdate as Opened,
  Proposal as Proposed,
  lint as Lint,
  requests,
  responses,
  rules as compileRules,
  Rules as CompiledRules,
  Conversation as Talk,
  Suggestion,
} from "../index.js";

/** `__wrap` makes the object for what the core has at an address. */
type Class<T> = { readonly prototype: T; __wrap(pointer: number): T };
export const BulkPlan: Class<Planned>;
export const Salesforce: Class<Connection>;
export const StageUpdate: Class<Opened>;
export const Proposal: Class<Proposed>;
export const Conversation: Class<Talk>;
export const Rules: Class<CompiledRules>;

export function connect(options: ConnectOptions): Connection;
export const rules: typeof compileRules;

type Requests = typeof requests;
export const requests_find: Requests["find"];
export const requests_record: Requests["record"];
export const requests_object_info: Requests["objectInfo"];
export const requests_stages: Requests["stages"];
export const requests_opportunity_stages: Requests["opportunityStages"];
export const requests_update: Requests["update"];

type Responses = typeof responses;
export const responses_find: Responses["find"];
export const responses_record: Responses["record"];
export const responses_object_info: Responses["objectInfo"];
export const responses_stages: Responses["stages"];
export const responses_opportunity_stages: Responses["opportunityStages"];
export const responses_update: Responses["update"];

export const lint: typeof Lint;

/** Adds the lexicon of a language. */
export function learn(language: string, lexicon: string): void;
/** The number of languages that this instance has learned. */
export function knows(): number;

/** What the core's own conversation answers at once, and the package's loads something for. */
export interface OwnConversation {
  speak(language: string): void;
  understands(text: string): boolean;
  suggest(typed: string): readonly Suggestion[];
}

/** Discards all state of the instance and starts it again. */
export function __wbg_reset_state(): void;

/** The exports of the current instance; its parts import them. */
export type Exports = WebAssembly.ModuleImports & { readonly __indirect_function_table: WebAssembly.Table };
export function initSync(): Exports;

export default function instantiate(input: { module_or_path: WebAssembly.Module }): Promise<unknown>;
