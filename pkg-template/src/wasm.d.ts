/** The build gives the bytes of `core.wasm` and of its parts as base64. */
declare const base64: string;
export default base64;
