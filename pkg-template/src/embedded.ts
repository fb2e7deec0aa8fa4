/** WebAssembly inside JavaScript: compressed, as base64, in modules that are loaded on demand. */

/** A module of `embedded/`. */
export type Embedded = { readonly default: string };

/** The bytes of a file of WebAssembly. */
export async function unpack({ default: packed }: Embedded): Promise<ArrayBuffer> {
  const text = atob(packed);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  // Not from a `Blob`: jsdom's has no stream.
  const { readable, writable } = new DecompressionStream("gzip");
  const writer = writable.getWriter();
  const written = Promise.all([writer.write(bytes), writer.close()]);
  const [unpacked] = await Promise.all([new Response(readable).arrayBuffer(), written]);
  return unpacked;
}

/** Why a response has no file in it; undefined where it has one. A page is what some servers send for any address. */
export function lackOf({ ok, status, headers }: Response): string | undefined {
  if (!ok) return `answered ${status}`;
  return headers.get("content-type")?.startsWith("text/html") ? "answered with a page" : undefined;
}

/** Set once a server has answered that a file is not there: then the bundler has carried none along. */
let filesAreMissing = false;

/**
 * Gives a file that lies next to the package's JavaScript. Some bundlers do not carry it along, and some hosts do not serve
 * it: then the same bytes come from a module, which every bundler carries along and which is not loaded otherwise.
 */
export const fileOrModule =
  (address: () => URL, embedded: () => Promise<Embedded>) => async (): Promise<Response | ArrayBuffer> => {
    let failure: unknown;
    if (!filesAreMissing) {
      try {
        const response = await fetch(address());
        if (lackOf(response) === undefined) return response;
        failure = response;
      } catch (error) {
        // No address either, in a bundle that is not a module.
        failure = error;
      }
    }
    let module: Embedded;
    try {
      module = await embedded();
    } catch (error) {
      failure ??= error;
      if (failure instanceof Response) return failure;
      throw failure;
    }
    filesAreMissing ||= failure instanceof Response && failure.status < 500;
    return unpack(module);
  };
