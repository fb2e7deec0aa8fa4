/** A Salesforce field name, such as `CloseDate` or `Discount__c`. */
export type FieldName = string;

/**
 * A field's value as Salesforce's JSON has it: dates are `yyyy-mm-dd`, percent is the whole number (15 % is 15). A
 * number with more digits than a double holds comes as the text of its digits, and may be given as one.
 */
export type FieldValue = string | number | boolean | null;
