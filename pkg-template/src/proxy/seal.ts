/** Encrypted texts: AES-256-GCM with a key that HKDF derives from the host's secret. */

const encoder = new TextEncoder();
const NONCE = 12;

/** Encrypts with the first secret, and decrypts with any. */
export class Seal {
  readonly #keys: readonly Promise<CryptoKey>[];

  constructor(secrets: readonly string[]) {
    this.#keys = secrets.map(keyOf);
    // A key that nothing awaits yet must not end the process.
    for (const key of this.#keys) key.catch(() => undefined);
  }

  /** `purpose` binds a text to its use: it opens for no other one. */
  async close(text: string, purpose: string): Promise<string> {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
    const key = await (this.#keys[0] as Promise<CryptoKey>);
    const sealed = await crypto.subtle.encrypt(parameters(nonce, purpose), key, encoder.encode(text));
    return toText(new Uint8Array([...nonce, ...new Uint8Array(sealed)]));
  }

  /** Returns the text; null if it is not one of ours. */
  async open(sealed: string, purpose: string): Promise<string | null> {
    const bytes = fromText(sealed);
    if (bytes === null || bytes.length <= NONCE) return null;
    for (const key of this.#keys) {
      try {
        const algorithm = parameters(bytes.slice(0, NONCE), purpose);
        return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, await key, bytes.slice(NONCE)));
      } catch {
        // Sealed with another secret, or changed.
      }
    }
    return null;
  }
}

const parameters = (iv: Uint8Array<ArrayBuffer>, purpose: string) => ({
  name: "AES-GCM",
  iv,
  additionalData: encoder.encode(purpose),
});

async function keyOf(secret: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveKey"]);
  const info = encoder.encode("opportunity-stage session 1");
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

/** A key for a store, or for a map: what it stands for cannot be computed from it. */
export async function digest(text: string): Promise<string> {
  return toText(new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text))));
}

export const randomId = (): string => toText(crypto.getRandomValues(new Uint8Array(32)));

function toText(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromText(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}
