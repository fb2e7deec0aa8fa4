/** What the element tells the developers of a page: a token in the markup, or what it waits for. */
import { problem as problemOf } from "../problem.js";
import { tell } from "./events.js";
import { readSource, type Properties } from "./options.js";

/** Names under which frameworks and people write the token into markup. XHTML keeps capitals. */
export const TOKEN_ATTRIBUTES: readonly string[] = ["accesstoken", "access-token", "accessToken"];

/** Markup is logged, cached and read by other scripts: a token in it is removed, and never used. */
export function refuseAttribute(element: HTMLElement & Properties, name: string): void {
  element.removeAttribute(name);
  const problem = problemOf(
    "invalid_options",
    `the attribute \`${name}\` was removed: an access token must not be part of the markup`,
    "set the property `accessToken` to a function that returns the token, and replace the token that was exposed",
  );
  console.error(`<${element.localName}>: ${problem.message}; ${problem.help}`);
  tell(element, "opportunity-problem", { problem });
}

/** Tells a developer what the element waits for. */
export function hint(element: HTMLElement & Properties): void {
  if (element.salesforce) return;
  if (element.instanceUrl) {
    // A page that waits for its own sign-in is in order, so this is not a warning.
    if (readSource(element) === null)
      console.info(
        `<${element.localName}> has no access token yet. React drops a function that it sets before the element is ` +
          "defined: use `opportunity-stage/react`, or import `opportunity-stage/define` first",
      );
    return;
  }
  console.warn(`<${element.localName}> waits for its attribute \`instance-url\`, or its property \`salesforce\``);
}
