/** The element as a React component. Everything goes to properties, after React has written or hydrated the markup. */
import { createElement, forwardRef, useEffect, useImperativeHandle, useLayoutEffect, useRef } from "react";
import type { OpportunityStageProps } from "../react.js";
import type { OpportunityStageElement } from "../element.js";
import { define } from "./element.js";

/** Properties that are set unchanged. */
const PLAIN = [
  "instanceUrl",
  "salesforceUrl",
  "opportunity",
  "account",
  "apiVersion",
  "variant",
  "theme",
  "accessToken",
  "salesforce",
  "texts",
] as const;

/** Properties of plain data. A literal in JSX is a new object for each rendering, which would reconnect the element. */
const DATA = ["fields", "rules", "org", "user", "allowedOrigins"] as const;

const EVENTS = {
  onOpportunityOpen: "opportunity-open",
  onStageProposed: "stage-proposed",
  onBeforeSave: "before-save",
  onStageSaved: "stage-saved",
  onStageUndone: "stage-undone",
  onOpportunityProblem: "opportunity-problem",
  onViewChange: "view-change",
} as const;

const OURS: ReadonlySet<string> = new Set([...PLAIN, ...DATA, ...Object.keys(EVENTS), "fetch", "children"]);

// React 18 warns of layout effects on a server, where neither runs.
const useBeforePaint = typeof document === "undefined" ? useEffect : useLayoutEffect;

export const OpportunityStage = forwardRef<OpportunityStageElement, OpportunityStageProps>((props, ref) => {
  const element = useRef<OpportunityStageElement>(null);
  const latest = useRef(props);
  const given = useRef<Record<string, unknown>>({});
  useImperativeHandle(ref, () => element.current as OpportunityStageElement, []);

  useBeforePaint(() => {
    latest.current = props;
    for (const name of PLAIN) give(name, props[name], Object.is);
    for (const name of DATA) give(name, props[name], isSameData);
    // Another function is equivalent, like another event handler.
    give("fetch", props.fetch && fetchLatest, (one, other) => typeof one === typeof other);
  });

  useBeforePaint(() => {
    const target = element.current as OpportunityStageElement;
    const listeners = Object.entries(EVENTS).map(([prop, type]) => {
      const listener = (event: Event) =>
        (latest.current as Record<string, ((event: Event) => void) | undefined>)[prop]?.(event);
      target.addEventListener(type, listener);
      return () => target.removeEventListener(type, listener);
    });
    // After the properties are there: the element takes them over when it is defined.
    define();
    return () => listeners.forEach((remove) => remove());
  }, []);

  function give(name: string, value: unknown, isSame: (one: unknown, other: unknown) => boolean): void {
    if (isSame(given.current[name], value)) return;
    given.current[name] = value;
    Reflect.set(element.current as object, name, value);
  }

  function fetchLatest(...request: Parameters<typeof fetch>): Promise<Response> {
    return (latest.current.fetch ?? fetch)(...request);
  }

  const attributes: Record<string, unknown> = { ref: element };
  for (const [name, value] of Object.entries(props)) {
    if (!OURS.has(name)) attributes[name === "className" ? "class" : name] = value;
  }
  return createElement("opportunity-stage", attributes);
});
OpportunityStage.displayName = "OpportunityStage";

function isSameData(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  try {
    return JSON.stringify(one) === JSON.stringify(other);
  } catch {
    // A value that cannot be compared counts as changed.
    return false;
  }
}
