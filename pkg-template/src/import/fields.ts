/** Fields and value sets in the format of the org document. */
import type { Picklist, PicklistValue, Field, Stage } from "./document.js";
import type { Element } from "./xml.js";

/** The UI API, whose names the document uses, names some types differently than the Metadata API. */
const TYPES: Readonly<Record<string, string>> = {
  AutoNumber: "String",
  Checkbox: "Boolean",
  EncryptedText: "EncryptedString",
  ExternalLookup: "Reference",
  Hierarchy: "Reference",
  Html: "TextArea",
  IndirectLookup: "Reference",
  LongTextArea: "TextArea",
  Lookup: "Reference",
  MasterDetail: "Reference",
  MetadataRelationship: "Reference",
  MultiselectPicklist: "MultiPicklist",
  Number: "Double",
  Text: "String",
};

/** The forecast categories, as `ForecastCategoryName` has them. */
const FORECAST: Readonly<Record<string, string>> = {
  BestCase: "Best Case",
  Forecast: "Commit",
  MostLikely: "Most Likely",
};

/** What else of the project a field may refer to. */
export interface Context {
  globalValueSets: ReadonlyMap<string, Element>;
  /** The type of another object's field, such as `OpportunityLineItem.Weight__c`. */
  typeOf(field: string): string | undefined;
  /** Whether a field of the same object is a checkbox; undefined if the project does not contain it. */
  isCheckbox(field: string): boolean | undefined;
  /** Reports something that is missing in the project. */
  warn(element: Element, text: string): void;
}

/** The field of a `<CustomField>` or a `<fields>`. */
export function readField(element: Element, name: string, context: Context): Field {
  const type = element.needed("type");
  return {
    name,
    label: element.value("label"),
    type: type === "Summary" ? summaryType(element, context) : (TYPES[type] ?? type),
    length: element.number("length"),
    precision: element.number("precision"),
    scale: element.number("scale"),
    required: element.flag("required", false) || undefined,
    formula: element.value("formula"),
    formulaTreatBlanksAs: element.value("formulaTreatBlanksAs"),
    picklist: readPicklist(element, context),
  };
}

/** The type in the document's words, for a field of any object. */
export const typeOf = (field: Element) => TYPES[field.value("type") ?? ""] ?? field.value("type");

/** A roll-up of the least or greatest has the type of what it rolls up, which may be a date. */
function summaryType(element: Element, context: Context): string {
  const operation = element.value("summaryOperation");
  if (operation === "count" || operation === "sum") return "Double";
  const field = element.value("summarizedField");
  // Without a type, formulas that read it stay undecided: better than a date that is taken for a number.
  const type = field === undefined ? undefined : context.typeOf(field);
  if (type === undefined)
    context.warn(element, `\`${field}\`, which it rolls up, is not in the project: its type is not known`);
  return type ?? "Summary";
}

function readPicklist(element: Element, context: Context): Picklist | undefined {
  const old = element.first("picklist");
  if (old) return readOldPicklist(element, old, context);
  const set = element.first("valueSet");
  if (!set) return undefined;
  const shared = set.value("valueSetName");
  const values = shared
    ? context.globalValueSets.get(shared)?.all("customValue")
    : set.first("valueSetDefinition")?.all("value");
  if (shared && !context.globalValueSets.has(shared)) {
    context.warn(set, `the global value set \`${shared}\` is not in the project: no value is checked against it`);
  }
  const controllingField = set.value("controllingField");
  const settings = set
    .all("valueSettings")
    .map((one) => [one.needed("valueName"), one.values("controllingFieldValue")] as const);
  return {
    restricted: set.flag("restricted", false) || undefined,
    values: values?.map(readValue),
    controllingField,
    valueSettings: readSettings(settings, controllingField, context),
  };
}

/** As API versions before 38 have it. */
function readOldPicklist(element: Element, picklist: Element, context: Context): Picklist {
  const values = picklist.all("picklistValues");
  const controllingField = picklist.value("controllingField");
  const settings = values
    .filter((value) => value.first("controllingFieldValues"))
    .map((one) => [one.needed("fullName"), one.values("controllingFieldValues")] as const);
  return {
    restricted: element.flag("restrictedPicklist", false) || undefined,
    values: values.map(readValue),
    controllingField,
    valueSettings: readSettings(settings, controllingField, context),
  };
}

type Settings = readonly (readonly [value: string, under: string[]])[];

/** The states of a checkbox in the Metadata API, and in the UI API, whose names the document uses. */
const STATES: Readonly<Record<string, string>> = { checked: "true", unchecked: "false" };

/** The values of the controlling field for which each value is valid. */
function readSettings(settings: Settings, controller: string | undefined, context: Context) {
  if (settings.length === 0) return undefined;
  const states = settings.flatMap(([, under]) => under).every((value) => value in STATES);
  const checkbox = states && (controller === undefined || (context.isCheckbox(controller) ?? true));
  const word = (value: string) => (checkbox ? (STATES[value] ?? value) : value);
  return Object.fromEntries(settings.map(([value, under]) => [value, under.map(word)]));
}

/** A value of any value set. */
export function readValue(element: Element): PicklistValue {
  const value = element.needed("fullName");
  return { value, label: element.value("label") ?? value, active: element.flag("isActive", true) };
}

/** A stage: a value with further attributes. */
export function readStage(element: Element): Stage {
  const category = element.value("forecastCategory");
  return {
    ...readValue(element),
    closed: element.flag("closed", false),
    won: element.flag("won", false),
    probability: element.number("probability"),
    forecastCategory: category === undefined ? undefined : (FORECAST[category] ?? category),
    description: element.value("description"),
  };
}
