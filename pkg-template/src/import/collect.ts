/** From the project's files to the org document. */
import type { Field, OrgDocument, Path, RecordType, SalesProcess, ValidationRule } from "./document.js";
import { type Context, readField, readStage, readValue, typeOf } from "./fields.js";
import { decoded, type Source } from "./project.js";
import { type Element, FileProblem, readXml, withNamespace } from "./xml.js";

/** The result of an import. */
export interface Collected {
  document: OrgDocument;
  /** What was ignored or is missing. */
  warnings: string[];
  /** What could not be read. */
  problems: FileProblem[];
}

const ROOTS = {
  object: "CustomObject",
  field: "CustomField",
  validationRule: "ValidationRule",
  businessProcess: "BusinessProcess",
  recordType: "RecordType",
  pathAssistant: "PathAssistant",
  standardValueSet: "StandardValueSet",
  globalValueSet: "GlobalValueSet",
} as const;

/** The standard picklists that share their values with other objects: the value set, and the field's name and label. */
const SHARED = [
  ["OpportunityType", "Type", "Type"],
  ["LeadSource", "LeadSource", "Lead Source"],
] as const;

/** The targets of standard relationships, in lower case. */
const PARENTS: Readonly<Record<string, string>> = {
  $user: "User",
  account: "Account",
  campaign: "Campaign",
  contact: "Contact",
  contract: "Contract",
  createdby: "User",
  lastmodifiedby: "User",
  manager: "User",
  owner: "User",
  pricebook2: "Pricebook2",
  reportsto: "Contact",
  syncedquote: "Quote",
};

/** The relationship that leads to a record of the same object. */
const SELF = "parent";

/** The paths over relationships in a formula, and the fields of the user. */
function pathsIn(formula: string): string[] {
  // An unclosed text or comment ends with the formula. Otherwise the search for its end would start again at each mark.
  const code = formula.replace(/"(?:[^"\\]|\\[^]?)*(?:"|$)|'(?:[^'\\]|\\[^]?)*(?:'|$)|\/\*[^]*?(?:\*\/|$)/g, " ");
  const names = code.match(/(?<![\w.$])(?:\$User|[A-Za-z]\w*)(?:\.[A-Za-z]\w*)+/gi) ?? [];
  // A formula may name the object of the field.
  return names
    .map((name) => name.replace(/^Opportunity\./i, "").replace(/^\$user\./i, "$User."))
    .filter((name) => name.includes("."));
}

/** Salesforce ignores the case of names. */
const sameName = (one: string | undefined, other: string) => one?.toLowerCase() === other.toLowerCase();

/** Items by name, in any letter case; of two with the same name, the later file wins, as in a deployment. */
class Named<T> {
  private readonly entries = new Map<string, { name: string; value: T; element: Element }>();

  constructor(
    private readonly what: string,
    private readonly warnings: string[],
  ) {}

  add(name: string, value: T, element: Element) {
    const other = this.entries.get(name.toLowerCase());
    if (other) {
      const { file, line } = other.element;
      this.warnings.push(
        `${element.file}:${element.line}: the ${this.what} \`${name}\` replaces that of ${file}:${line}`,
      );
    }
    this.entries.set(name.toLowerCase(), { name, value, element });
  }

  get = (name: string) => this.entries.get(name.toLowerCase())?.value;

  /** The items with their names, in the spelling of the file that won. */
  all = () => [...this.entries.values()];

  values = () => this.all().map(({ value }) => value);
}

/** Reads the files; `formulas` are additional formulas that read fields. Continues after a problem, so that all are reported. */
export function collect(sources: readonly Source[], namespace: string, formulas: readonly string[] = []): Collected {
  const collector = new Collector(sources, namespace, formulas);
  return { document: collector.document(), warnings: collector.warnings, problems: collector.problems };
}

class Collector {
  readonly warnings: string[] = [];
  readonly problems: FileProblem[] = [];
  private readonly fields = new Named<Element>("field", this.warnings);
  private readonly rules = new Named<ValidationRule>("validation rule", this.warnings);
  private readonly processes = new Named<SalesProcess>("sales process", this.warnings);
  private readonly types = new Named<RecordType>("record type", this.warnings);
  private readonly paths = new Named<Path>("path", this.warnings);
  private readonly valueSets = new Named<Element>("standard value set", this.warnings);
  private readonly globalSets = new Named<Element>("global value set", this.warnings);

  constructor(
    private readonly sources: readonly Source[],
    private readonly namespace: string,
    /** Formulas besides those of the org. */
    private readonly formulas: readonly string[],
  ) {
    for (const source of sources) {
      if (source.object === undefined || sameName(source.object, "Opportunity")) {
        this.attempt(() => this.add(source, withNamespace(source.name, namespace)));
      }
    }
  }

  private attempt<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof FileProblem)) throw error;
      this.problems.push(error);
      return undefined;
    }
  }

  private read = (source: Source) => readXml(source.path, source.shown, [ROOTS[source.kind]], this.namespace);

  private add(source: Source, name: string) {
    const root = this.read(source);
    switch (source.kind) {
      case "object":
        this.addObject(root);
        break;
      case "field":
        this.fields.add(root.value("fullName") ?? name, root, root);
        break;
      case "validationRule":
        this.addRule(root, name);
        break;
      case "businessProcess":
        this.addProcess(root, name);
        break;
      case "recordType":
        this.addType(root, name);
        break;
      case "pathAssistant":
        this.addPath(root, name);
        break;
      case "standardValueSet":
        this.valueSets.add(name, root, root);
        break;
      case "globalValueSet":
        this.globalSets.add(name, root, root);
        break;
    }
  }

  /** An object whose parts are in its own file, as in the older format. */
  private addObject(root: Element) {
    const each = (name: string, add: (element: Element, fullName: string) => void) => {
      for (const element of root.all(name)) this.attempt(() => add(element, element.needed("fullName")));
    };
    each("fields", (element, name) => this.fields.add(name, element, element));
    each("validationRules", (element, name) => this.addRule(element, name));
    each("businessProcesses", (element, name) => this.addProcess(element, name));
    each("recordTypes", (element, name) => this.addType(element, name));
  }

  private addRule(root: Element, name: string) {
    const rule = {
      name: root.value("fullName") ?? name,
      active: root.flag("active", true),
      formula: root.needed("errorConditionFormula"),
      message: root.needed("errorMessage"),
      field: root.value("errorDisplayField"),
      description: root.value("description"),
    };
    this.rules.add(rule.name, rule, root);
  }

  private addProcess(root: Element, name: string) {
    const values = root.all("values").map((value) => decoded(value.needed("fullName")));
    const process = { name: root.value("fullName") ?? name, stages: values };
    this.processes.add(process.name, process, root);
  }

  private addType(root: Element, name: string) {
    const picklists = root.all("picklistValues").map((picklist) => {
      const values = picklist.all("values").map((value) => decoded(value.needed("fullName")));
      return [picklist.needed("picklist"), values] as const;
    });
    const type = {
      developerName: root.value("fullName") ?? name,
      label: root.value("label"),
      active: root.flag("active", true),
      salesProcess: root.value("businessProcess"),
      picklists: picklists.length ? Object.fromEntries(picklists) : undefined,
    };
    this.types.add(type.developerName, type, root);
  }

  private addPath(root: Element, name: string) {
    // Paths are in one folder for all objects, and Opportunity may have some for other picklists.
    if (root.value("entityName") !== "Opportunity" || root.value("fieldName") !== "StageName") return;
    const type = root.value("recordTypeName") ?? "__MASTER__";
    const path = {
      recordType: type === "__MASTER__" ? null : type,
      active: root.flag("active", true),
      steps: root.all("pathAssistantSteps").map((step) => ({
        stage: decoded(step.needed("picklistValueName")),
        fields: step.values("fieldNames"),
        guidance: step.value("info"),
      })),
    };
    this.paths.add(name, path, root);
  }

  document(): OrgDocument {
    return {
      version: 1,
      stages: this.stages(),
      salesProcesses: this.processes.values(),
      recordTypes: this.types.values(),
      fields: [...this.sharedPicklists(), ...this.customFields(), ...this.fieldsElsewhere()],
      paths: this.paths.values(),
      validationRules: this.rules.values(),
    };
  }

  private stages() {
    const set = this.valueSets.get("OpportunityStage");
    // Before API version 38 the stages were in the field itself.
    const field = this.fields.get("StageName")?.first("picklist");
    const values = set?.all("standardValue") ?? field?.all("picklistValues") ?? [];
    if (values.length === 0) {
      this.warnings.push(
        "the project has no stages: `sf project retrieve start --metadata StandardValueSet:OpportunityStage` gets them",
      );
    }
    const stages = new Named<ReturnType<typeof readStage>>("stage", this.warnings);
    for (const value of values) {
      const stage = this.attempt(() => readStage(value));
      if (stage) stages.add(stage.value, stage, value);
    }
    return stages.values();
  }

  private sharedPicklists(): Field[] {
    return SHARED.flatMap(([set, name, label]) => {
      const values = this.valueSets.get(set)?.all("standardValue");
      const read = values && this.attempt(() => values.map(readValue));
      return read ? { name, label, type: "Picklist", picklist: { values: read } } : [];
    });
  }

  /** Standard fields are left out: their types are the same in every org, and their metadata does not contain them. */
  private customFields(): Field[] {
    const context = this.context();
    return this.fields
      .all()
      .flatMap(({ name, value }) =>
        /__c$/i.test(name) ? (this.attempt(() => readField(value, name, context)) ?? []) : [],
      );
  }

  private context(): Context {
    return {
      globalValueSets: new Map(this.globalSets.all().map(({ name, value }) => [name, value])),
      typeOf: (field: string) => this.typeElsewhere(field),
      isCheckbox: (field: string) => {
        const type = this.fields.get(field)?.value("type");
        return type === undefined ? undefined : type === "Checkbox";
      },
      warn: ({ file, line }, text) => this.warnings.push(`${file}:${line}: ${text}`),
    };
  }

  /** The custom fields of related records and of the user that rules read: a value does not always determine its type. */
  private fieldsElsewhere(): Field[] {
    const found = new Map<string, Field>();
    const formulas = [...this.rules.values().map((rule) => rule.formula), ...this.formulas];
    for (const path of formulas.flatMap(pathsIn)) {
      if (found.has(path.toLowerCase())) continue;
      const field = this.attempt(() => this.fieldAtEnd(path));
      if (field) found.set(path.toLowerCase(), field);
    }
    return [...found.values()];
  }

  private fieldAtEnd(path: string): Field | undefined {
    const parts = path.split(".");
    const name = parts.pop() ?? "";
    let object: string | undefined = "Opportunity";
    for (const part of parts) object = object && this.parentOf(object, part);
    const field = object && /__c$/i.test(name) ? this.fieldOf(object, name) : undefined;
    if (!field) return undefined;
    const { label, type } = readField(field, path, this.context());
    return { name: path, label, type, picklist: undefined };
  }

  /** The target object of a relationship. */
  private parentOf(object: string, relationship: string): string | undefined {
    if (!/__r$/i.test(relationship)) return this.standardParent(object, relationship.toLowerCase());
    const lookup = this.fieldOf(object, relationship.replace(/__r$/i, "__c"));
    return lookup?.value("referenceTo") ?? (lookup?.value("type") === "Hierarchy" ? "User" : undefined);
  }

  private standardParent = (object: string, relationship: string) =>
    relationship === SELF ? object : PARENTS[relationship];

  /** The type of a field of another object, if the project has it. */
  private typeElsewhere(path: string): string | undefined {
    const [object = "", name = ""] = path.split(".");
    const field = this.fieldOf(object, name);
    return field && typeOf(field);
  }

  /** A field of any object, if the project has it; the later one of two, as in a deployment. */
  private fieldOf(object: string, name: string): Element | undefined {
    let found: Element | undefined;
    for (const source of this.sources) {
      if (source.object === undefined) continue;
      if (!sameName(withNamespace(source.object, this.namespace), object)) continue;
      if (source.kind === "field" && sameName(withNamespace(source.name, this.namespace), name)) {
        found = this.attempt(() => this.read(source)) ?? found;
      } else if (source.kind === "object") {
        const fields = this.attempt(() => this.read(source).all("fields"));
        found = fields?.find((field) => sameName(field.value("fullName"), name)) ?? found;
      }
    }
    return found;
  }
}
