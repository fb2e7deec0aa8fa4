/**
 * Whether a request is one that this product makes. The shapes come from the core (`requests.json`, which a test of the
 * core compares with the functions that build the requests). What is not in the table does not pass.
 */
import { Digits, readJson, writeJson, type Json } from "./json.js";
import { pattern, whole } from "./slots.js";
import table from "./requests.json" with { type: "json" };

type Template = null | boolean | number | string | readonly Template[] | { readonly [key: string]: Template };

interface Shape {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  readonly headers: ReadonlyMap<string, RegExp>;
  readonly body: Template;
  readonly writes: boolean;
}

/** A request in parts, as it arrived. */
export interface Asked {
  readonly method: string;
  /** Path and query, as they will be sent. */
  readonly target: string;
  readonly header: (name: string) => string | null;
}

export interface Permitted {
  /** The name of the shape, for logs. */
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body to send. */
  readonly body: string | null;
  /** True if it may change a record. */
  readonly writes: boolean;
}

/** Why a request does not pass. */
export class NotPermitted extends Error {
  constructor(
    message: string,
    readonly field: string | null = null,
  ) {
    super(message);
  }
}

/** Headers that change what a request means: one that the shape lacks is an error, and not left out. */
const CONDITIONS = ["if-match", "if-unmodified-since", "if-modified-since", "if-none-match"];

const { queries } = table;
const comparison = `(?:${queries.comparisons.map((text) => pattern(text)).join("|")})`;
const either = `\\(${comparison}(?: OR ${comparison})*\\)`;
const group = `\\((?:${comparison}|${either})(?: OR (?:${comparison}|${either}))*\\)`;
const QUERIES = queries.texts.map((text) =>
  whole(
    pattern(text, {
      condition: `(?:${comparison}|${group})(?: AND (?:${comparison}|${group}))*`,
      someColumns: `(?:, (?:${queries.columns.map((column) => pattern(column)).join("|")}))*`,
      ids: "'006[0-9A-Za-z]{15}'(?:,'006[0-9A-Za-z]{15}')*",
    }),
  ),
);

const SHAPES: readonly Shape[] = (table.requests as readonly RawShape[]).map(
  ({ name, method, path, headers, body, writes }) => ({
    name,
    method,
    path: whole(pattern(path)),
    headers: new Map(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), whole(pattern(value))])),
    body,
    writes,
  }),
);

interface RawShape {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Template;
  readonly writes: boolean;
}

/** The fields that may be written: those of the core, and those that the host adds. */
export function writable(more: readonly string[]): ReadonlySet<string> {
  return new Set([...table.fields, ...more].map((name) => name.toLowerCase()));
}

/** The shapes that fit but for the body; throws if there are none. */
export function shapesOf({ method, target, header }: Asked): readonly Shape[] {
  const named = SHAPES.filter((shape) => shape.method === method && shape.path.test(target));
  if (named.length === 0 || !isQuery(target)) throw new NotPermitted("this method of this path is not permitted");
  const fits = named.filter(({ headers }) => hasHeaders(headers, header, method));
  if (fits.length === 0) throw new NotPermitted("its headers are not those of such a request");
  return fits;
}

export const hasBody = (shapes: readonly Shape[]): boolean => shapes.some(({ body }) => body !== null);

/** Matches the body, and returns the request to send. */
export function permit(
  shapes: readonly Shape[],
  asked: Asked,
  body: string | null,
  fields: ReadonlySet<string>,
): Permitted {
  let reason = new NotPermitted("its body is not that of such a request");
  // Read once, for all shapes: it may be long.
  let parsed: Json | undefined;
  const json = (text: string) => (parsed ??= readJson(text));
  for (const shape of shapes) {
    try {
      const { name, writes } = shape;
      return { name, writes, headers: headersOf(shape, asked), body: sent(shape.body, body, fields, json) };
    } catch (error) {
      if (error instanceof SyntaxError) throw reason;
      if (!(error instanceof NotPermitted)) throw error;
      if (error.field !== null) reason = error;
    }
  }
  throw reason;
}

function hasHeaders(wanted: ReadonlyMap<string, RegExp>, header: Asked["header"], method: string): boolean {
  const conditions = method === "GET" ? [] : CONDITIONS;
  return (
    [...wanted].every(([name, value]) => value.test(valueOf(name, header))) &&
    conditions.every((name) => wanted.has(name) || header(name) === null)
  );
}

function valueOf(name: string, header: Asked["header"]): string {
  const value = header(name) ?? "";
  return name === "content-type" ? value.replace(/; *charset=utf-8$/i, "") : value;
}

const headersOf = (shape: Shape, { header }: Asked) =>
  Object.fromEntries([...shape.headers.keys()].map((name) => [name, valueOf(name, header)]));

function sent(
  template: Template,
  body: string | null,
  fields: ReadonlySet<string>,
  json: (text: string) => Json,
): string | null {
  if (template === null) {
    if (body) throw new NotPermitted("it has a body");
    return null;
  }
  if (body === null) throw new NotPermitted("it has no body");
  if (isObject(template) && "csv" in template) {
    checkColumns(body.slice(0, body.indexOf("\n") + 1), fields);
    return body;
  }
  const value = json(body);
  match(template, value, fields);
  return writeJson(value);
}

const LONGEST_HEAD = 20_000;

/** The head of an upload: the id, and fields. */
function checkColumns(head: string, fields: ReadonlySet<string>): void {
  if (head.length > LONGEST_HEAD) throw new NotPermitted("its columns are too many");
  const [id, ...names] = head.trimEnd().split(",");
  if (id !== "Id" || names.length === 0) throw new NotPermitted("its first column is not `Id`");
  const seen = new Set(names.map((name) => checkField(name, fields)));
  if (seen.size < names.length) throw new NotPermitted("a column twice");
}

function checkField(name: string, fields: ReadonlySet<string>): string {
  // Not repeated: what is not a name goes neither into the answer nor into logs.
  if (!FIELD.test(name)) throw new NotPermitted("a field that is written has no valid name");
  const key = name.toLowerCase();
  if (!fields.has(key)) throw new NotPermitted(`the field \`${name}\` may not be written`, name);
  return key;
}

const FIELD = whole(pattern("{field}"));

const isObject = (template: Template): template is { readonly [key: string]: Template } =>
  typeof template === "object" && template !== null && !Array.isArray(template);

const wrong = () => new NotPermitted("its body is not that of such a request");

function match(template: Template, value: Json, fields: ReadonlySet<string>): void {
  if (template === "{value}") {
    if (isScalar(value)) return;
  } else if (typeof template === "string") {
    if (typeof value === "string" && patternOf(template).test(value) && isQuery(value)) return;
  } else if (Array.isArray(template)) {
    if (Array.isArray(value) && value.length === template.length) {
      return template.forEach((item, index) =>
        match(item as Template, (value as readonly Json[])[index] as Json, fields),
      );
    }
  } else if (isObject(template)) {
    if ("each" in template) return matchEach(template, value, fields);
    if (value instanceof Map) return matchMembers(template, value as ReadonlyMap<string, Json>, fields);
  } else if (template === value) {
    return;
  }
  throw wrong();
}

const isScalar = (value: Json) => value === null || typeof value !== "object" || value instanceof Digits;

/** A list whose items each fit one of the templates. */
function matchEach(template: { readonly [key: string]: Template }, value: Json, fields: ReadonlySet<string>): void {
  const [each, most] = [template["each"] as readonly Template[], template["most"] as number];
  if (!Array.isArray(value) || value.length === 0 || value.length > most) throw wrong();
  for (const item of value as readonly Json[]) {
    const reasons: unknown[] = [];
    for (const one of each) {
      try {
        match(one, item, fields);
        reasons.length = 0;
        break;
      } catch (error) {
        reasons.push(error);
      }
    }
    if (reasons.length > 0)
      throw reasons.find((reason) => reason instanceof NotPermitted && reason.field) ?? reasons[0];
  }
}

/** Members by name; `{field}` stands for any number of fields to write, at least one. */
function matchMembers(
  template: { readonly [key: string]: Template },
  value: ReadonlyMap<string, Json>,
  fields: ReadonlySet<string>,
): void {
  const named = Object.keys(template).filter((key) => key !== "{field}");
  for (const key of named) {
    if (!value.has(key)) throw wrong();
    match(template[key] as Template, value.get(key) as Json, fields);
  }
  const others = [...value].filter(([key]) => !named.includes(key));
  if (!("{field}" in template)) {
    if (others.length > 0) throw wrong();
    return;
  }
  if (others.length === 0) throw wrong();
  const seen = new Set(others.map(([key]) => checkField(key, fields)));
  if (seen.size < others.length) throw wrong();
  for (const [, item] of others) match("{value}", item, fields);
}

const patterns = new Map<string, RegExp>();

function patternOf(template: string): RegExp {
  const known = patterns.get(template) ?? whole(pattern(template));
  patterns.set(template, known);
  return known;
}

/** A query in an address has to be one of the core's, written as the core encodes it. */
function isQuery(target: string): boolean {
  const at = target.indexOf("/query?q=");
  // Those of the Tooling API stand in the table as they are.
  if (at < 0 || target.includes("/tooling/query?q=")) return true;
  const encoded = target.slice(at + "/query?q=".length);
  try {
    const text = decodeURIComponent(encoded);
    return encode(text) === encoded && QUERIES.some((query) => query.test(text));
  } catch {
    return false;
  }
}

/** As in `src/rest/http.rs`. */
const encode = (text: string) =>
  encodeURIComponent(text)
    .replaceAll(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%2C", ",");
