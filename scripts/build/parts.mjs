// The parts that are split off the core: each is a `.wasm` file that is loaded when it is called (docs/decisions/parts.md).
export const PARTS = ["bulk", "conversation", "rules", "sentences", "tools"];

/** What a part is built on, as the loader has it (pkg-template/src/parts.ts). */
export const BASES = { sentences: "conversation", tools: "rules" };
