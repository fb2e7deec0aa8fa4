/** The build gives the bytes of each `.wasm` file, compressed, as base64: `dist/embedded/core.js` and so on. */
declare const packed: string;
export default packed;
