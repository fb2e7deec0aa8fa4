import early from "opportunity-stage-words/en-early";
import type { Labels } from "../../index.js";
import type { Parameters } from "./contract.js";
import { formatter, type Formatter } from "./format.js";
import { visible } from "../visible.js";
import { FIELDS, namesOf } from "./labels.js";

/** A text, or a function that returns it for its parameters. */
export type Entry = string | ((parameters: Record<string, unknown>, format: Formatter) => string);
export type Catalogue = Readonly<Record<string, Entry>>;

/** A text of the host's: `{name}` stands for a parameter. */
export type OwnText = string | ((parameters: Parameters, language: string) => string);
export type OwnTexts = Readonly<Record<string, OwnText>>;

const en: Record<string, Entry> = { ...early };

/** True for the codes whose English texts are there from the start. */
export const isEarly = (code: string): boolean => Object.hasOwn(early, code);

/** Adds the English texts that were loaded later. */
export function addEnglish(later: Catalogue): void {
  Object.assign(en, later);
}

const loaders: Readonly<Record<string, () => Promise<{ default: Catalogue }>>> = {
  ar: () => import("opportunity-stage-words/ar"),
  de: () => import("opportunity-stage-words/de"),
  es: () => import("opportunity-stage-words/es"),
  fr: () => import("opportunity-stage-words/fr"),
  ja: () => import("opportunity-stage-words/ja"),
  "pt-BR": () => import("opportunity-stage-words/pt-BR"),
};

/** The languages of the catalogues. */
export const languages: readonly string[] = ["en", ...Object.keys(loaders)];

const catalogues = new Map<string, Catalogue>([["en", en]]);

/** The catalogue for a language tag: `de-AT` is served by `de`, every Portuguese by `pt-BR`, anything unknown by `en`. */
export function catalogueFor(tag: string): string {
  const base = tag.toLowerCase().split("-")[0] ?? "";
  return languages.find((language) => language.toLowerCase().split("-")[0] === base) ?? "en";
}

/** Loads a catalogue. If it cannot be loaded, the texts stay English. */
export async function loadCatalogue(language: string): Promise<void> {
  const load = loaders[language];
  if (!load || catalogues.has(language)) return;
  const loaded = await load().catch(() => null);
  if (loaded) catalogues.set(language, loaded.default);
}

/** All texts in one language. */
export class Messages {
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  readonly format: Formatter;
  readonly #catalogue: Catalogue;
  readonly #own: OwnTexts;
  readonly #tag: string;
  /** The org's labels, as parameters that every text has. */
  readonly #names: Parameters;
  #labels: Labels | null;

  /** `tag` is the page's language tag: it also selects the regional formats. */
  constructor(tag: string, own?: OwnTexts, labels: Labels | null = null) {
    const wanted = catalogueFor(tag);
    this.language = catalogues.has(wanted) ? wanted : "en";
    this.direction = this.language === "ar" ? "rtl" : "ltr";
    const region =
      catalogueFor(tag) === this.language && tag.toLowerCase().startsWith(this.language.slice(0, 2).toLowerCase());
    this.format = formatter(region ? tag : this.language, this.direction === "rtl");
    this.#catalogue = catalogues.get(this.language) ?? en;
    this.#own = ownTexts(own);
    this.#tag = tag;
    this.#labels = labels;
    this.#names = namesOf(labels, (code) => String(this.#catalogue[code] ?? en[code]), this.language);
  }

  /** The same texts with the labels of an org. */
  naming(labels: Labels | null): Messages {
    if (JSON.stringify(labels) === JSON.stringify(this.#labels)) {
      this.#labels = labels;
      return this;
    }
    return new Messages(this.#tag, this.#own, labels);
  }

  /** True if the host or the catalogue has a text for the code. */
  has(code: string): boolean {
    return Object.hasOwn(this.#own, code) || Object.hasOwn(this.#catalogue, code);
  }

  say(code: string, given: Parameters = {}): string {
    const parameters = { ...this.#names, ...given };
    const own = Object.hasOwn(this.#own, code) ? this.#own[code] : undefined;
    if (typeof own === "function") return spoken(own, parameters, this.language) ?? code;
    if (own !== undefined)
      return own.replace(/\{(\w+)\}/g, (whole, name: string) =>
        name in parameters ? this.format.text(parameters[name]) : whole,
      );
    return (
      evaluate(Object.hasOwn(this.#catalogue, code) ? this.#catalogue[code] : en[code], parameters, this.format) ?? code
    );
  }

  /** The org's label of a field; before it is known, the catalogue's. */
  label(field: (typeof FIELDS)[number][0]): string {
    const code = FIELDS.find(([name]) => name === field)?.[1] ?? "";
    // The host's own text comes first.
    return Object.hasOwn(this.#own, code) ? this.say(code) : visible(String(this.#names[`${field}Label`]));
  }
}

/** The page's own texts; other values are ignored. */
function ownTexts(given: unknown): OwnTexts {
  if (typeof given !== "object" || given === null || ArrayBuffer.isView(given)) return {};
  try {
    const isText = (text: unknown) => typeof text === "string" || typeof text === "function";
    return Object.fromEntries(Object.entries(given).filter(([, text]) => isText(text))) as OwnTexts;
  } catch {
    return {};
  }
}

/** The result of a page's function. If it throws, the text is empty, and the rest of the element is rendered as usual. */
function spoken(own: Exclude<OwnText, string>, parameters: Parameters, language: string): string | undefined {
  try {
    const text: unknown = own(parameters, language);
    return typeof text === "string" ? text : undefined;
  } catch {
    return undefined;
  }
}

function evaluate(entry: Entry | undefined, parameters: Parameters, format: Formatter): string | undefined {
  return typeof entry === "function" ? entry(parameters, format) : entry;
}
