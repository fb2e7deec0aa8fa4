/** What the org calls the object and its fields, as parameters of the texts. The catalogue's own words are the fallback. */
import type { Labels } from "../../index.js";
import type { Parameters } from "./contract.js";

/** The standard label in all languages of the catalogues: an object with this label was not renamed. */
const STANDARD = new Set(["opportunity", "oportunidad", "opportunité", "oportunidade", "商談", "الفرصة", "فرصة"]);

/** The fields that texts name, each with the code of the catalogue's own word. */
export const FIELDS = [
  ["stage", "ui.stage"],
  ["amount", "ui.amount"],
  ["closeDate", "ui.close_date"],
  ["owner", "ui.owner"],
  ["account", "ui.account"],
] as const;

/** A label as it reads within an English sentence: "Close Date" becomes "close date", while "RFP" and "iDeal" stay. */
export const inSentence = (label: string): string =>
  label.replace(/[^ ]+/g, (word) => (/^[A-Za-z][\0-@[-`a-\x7f]+$/.test(word) ? word.toLowerCase() : word));

/** `own` says what the catalogue calls a thing; English writes labels small within a sentence. */
export function namesOf(labels: Labels | null, own: (code: string) => string, language: string): Parameters {
  const within = (label: string) => (language === "en" ? inSentence(label) : label);
  const renamed = labels?.object && !STANDARD.has(labels.object.toLowerCase()) ? labels.object : null;
  const object = renamed ?? own("ui.object");
  const objects = renamed ? (labels?.objectPlural ?? renamed) : own("ui.objects");
  const anObject = `${/^[aeiou]/i.test(object) ? "an" : "a"} ${within(object)}`;
  const names: Record<string, string> = {
    object: within(object),
    objects: within(objects),
    objectLabel: labels?.object ?? object,
    objectsLabel: objects,
    anObject,
    AnObject: anObject.replace("a", "A"),
    renamed: renamed ? "yes" : "no",
  };
  for (const [name, code] of FIELDS) {
    const label = labels?.[name] ?? own(code);
    names[`${name}Label`] = label;
    names[`${name}Field`] = within(label);
    names[`${name}Renamed`] = label.toLowerCase() === own(code).toLowerCase() ? "no" : "yes";
  }
  return names;
}
