/** Reads a request's body up to a limit. */

export class TooLong extends Error {}

/** Returns the text; throws `TooLong`, and `TypeError` if it is not UTF-8. */
export async function readBody(request: Request, most: number): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > most) throw new TooLong();
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const reader = request.body?.getReader();
  let text = "";
  let length = 0;
  while (reader) {
    const { done, value } = (await reader.read()) as ReadableStreamReadResult<Uint8Array>;
    if (done) break;
    length += value.byteLength;
    if (length > most) {
      reader.cancel().catch(() => undefined);
      throw new TooLong();
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}
