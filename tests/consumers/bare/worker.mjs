// Cloudflare Workers compile nothing at run time: the WebAssembly is imported as modules and handed over.
// #region worker
import conversation from "opportunity-stage/conversation.wasm";
import core from "opportunity-stage/core.wasm";
import { connect, init } from "opportunity-stage/slim";

const ready = init(core, { conversation });
// #endregion
import { flow } from "./flow.mjs";

export default {
  async fetch(request, { INSTANCE_URL, ACCESS_TOKEN }) {
    await ready;
    let requests = 0;
    const counted = (request) => {
      requests += 1;
      return fetch(request);
    };
    try {
      const said = await flow({ connect }, INSTANCE_URL, ACCESS_TOKEN, { fetch: counted });
      return new Response(`${said}, ${requests > 0 ? "with its own fetch" : "past its fetch"}`);
    } catch ({ code, message }) {
      return new Response(`${code}: ${message}`);
    }
  },
};
