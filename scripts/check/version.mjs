// The package and the crate are one product: their versions must be the same.
import { readFile } from "node:fs/promises";

const read = (relative) => readFile(new URL(`../../${relative}`, import.meta.url), "utf8");
const packaged = JSON.parse(await read("pkg-template/package.json")).version;
const crate = /^version = "(.+)"$/m.exec(await read("Cargo.toml"))?.[1];
if (packaged !== crate) {
  console.error(`versions differ: Cargo.toml has ${crate}, pkg-template/package.json has ${packaged}`);
  process.exit(1);
}
