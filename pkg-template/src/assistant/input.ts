import type { JsonSchema } from "../../assistant.js";

/**
 * Returns what is wrong with a model's input by the tool's schema, or null. Supports only the keywords that the schemas
 * of this package use.
 */
export function wrongIn(value: unknown, schema: JsonSchema, path = "the input"): string | null {
  const types = [schema["type"]].flat() as string[];
  if (!types.includes(typeOf(value))) return `${path} is not of type ${types.join(" or ")}`;
  if (typeof value === "string") return wrongText(value, schema, path);
  if (typeOf(value) !== "object") return null;
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const others = schema["additionalProperties"] as JsonSchema | false;
  for (const key of (schema["required"] ?? []) as readonly string[]) {
    if (!Object.hasOwn(value as object, key)) return `${path} is without \`${key}\``;
  }
  const entries = Object.entries(value as object);
  if (entries.length < Number(schema["minProperties"] ?? 0)) return `${path} is empty`;
  for (const [key, item] of entries) {
    const its = Object.hasOwn(properties, key) ? properties[key] : others;
    if (!its) return `${path} has no \`${key.slice(0, 80)}\``;
    const wrong = wrongIn(item, its, `\`${key.slice(0, 80)}\``);
    if (wrong !== null) return wrong;
  }
  return null;
}

function wrongText(value: string, schema: JsonSchema, path: string): string | null {
  if (value.trim().length < Number(schema["minLength"] ?? 0)) return `${path} is empty`;
  if (value.length > Number(schema["maxLength"] ?? Infinity)) {
    return `${path} is longer than ${String(schema["maxLength"])} characters`;
  }
  return null;
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  // Typed arrays have a key for each byte.
  return ArrayBuffer.isView(value) ? "bytes" : typeof value;
}
