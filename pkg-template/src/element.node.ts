/** On a server there is nothing to draw: the tag stands in the page, and the browser fills it. */
export const OpportunityStageElement = Object;
export const BeforeSaveEvent = Object;
export const languages: readonly string[] = [];
export function define(): void {}
