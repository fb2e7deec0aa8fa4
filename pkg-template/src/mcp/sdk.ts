/** Loads the official SDK, which is installed by those who use it. */
import { problem } from "../problem.js";

export const loadServer = () => loaded(() => import("@modelcontextprotocol/sdk/server/index.js"));
export const loadTypes = () => loaded(() => import("@modelcontextprotocol/sdk/types.js"));
export const loadHttp = () => loaded(() => import("@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js"));

async function loaded<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    // The second of a version that has not all of it yet.
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw error;
    throw problem(
      "not_initialized",
      "`@modelcontextprotocol/sdk` is not installed, or older than 1.25",
      "npm install @modelcontextprotocol/sdk@latest",
    );
  }
}
