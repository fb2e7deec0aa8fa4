/** The org document, as `org.schema.json` describes it. Keys that are undefined are not written. */

export interface OrgDocument {
  version: 1;
  stages: Stage[];
  salesProcesses: SalesProcess[];
  recordTypes: RecordType[];
  fields: Field[];
  paths: Path[];
  validationRules: ValidationRule[];
}

export interface PicklistValue {
  value: string;
  label: string;
  active: boolean;
}

export interface Stage extends PicklistValue {
  closed: boolean;
  won: boolean;
  probability: number | undefined;
  forecastCategory: string | undefined;
  description: string | undefined;
}

export interface SalesProcess {
  name: string;
  stages: string[];
}

export interface RecordType {
  developerName: string;
  label: string | undefined;
  active: boolean;
  salesProcess: string | undefined;
  picklists: Record<string, string[]> | undefined;
}

export interface Field {
  name: string;
  label: string | undefined;
  type: string;
  length?: number | undefined;
  precision?: number | undefined;
  scale?: number | undefined;
  required?: boolean | undefined;
  formula?: string | undefined;
  formulaTreatBlanksAs?: string | undefined;
  picklist: Picklist | undefined;
}

export interface Picklist {
  restricted?: boolean | undefined;
  values: PicklistValue[] | undefined;
  controllingField?: string | undefined;
  valueSettings?: Record<string, string[]> | undefined;
}

export interface Path {
  recordType: string | null;
  active: boolean;
  steps: { stage: string; fields: string[]; guidance: string | undefined }[];
}

export interface ValidationRule {
  name: string;
  active: boolean;
  formula: string;
  message: string;
  field: string | undefined;
  description: string | undefined;
}
