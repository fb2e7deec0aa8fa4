// The parts that are split off the core: each is a `.wasm` file that is loaded when it is called (docs/decisions/parts.md).
export const PARTS = ["bulk", "conversation", "tools"];
