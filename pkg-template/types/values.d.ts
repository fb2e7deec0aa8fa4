/** The API name of a Salesforce field, such as `CloseDate` or `Discount__c`. */
export type FieldName = string;

/**
 * A field value as in Salesforce's JSON. A date is `yyyy-mm-dd`, a date and time is an ISO instant, and a percentage is the
 * number of percent: 15 for 15 %. A number that a double cannot hold exactly is a string of its digits; such a string is
 * also accepted.
 */
export type FieldValue = string | number | boolean | null;
