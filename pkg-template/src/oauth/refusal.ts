import type { Problem } from "../../index.js";
import { isProblem } from "../problem.js";

/** Whether Salesforce rejected the refresh token; not a matter of the network or the load. */
export const isRefusal = (error: unknown): error is Problem =>
  isProblem(error) && error.code === "sign_in_failed" && error.status !== null;

/** Whether the session expired or the app requires a secret: only Salesforce's text tells the difference. */
export const why = ({ errors }: Problem) => errors.map(({ code, message }) => `\`${code}\` (${message})`).join();

const PAUSES = [300, 900];

/** Salesforce rejects a refresh while another one with the same token is pending: that does not end the session. */
export async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES) {
    try {
      return await act();
    } catch (error) {
      const said = error instanceof Error && "error_description" in error ? String(error.error_description) : "";
      if (!/already being processed|expired authorization code/.test(said)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random() / 2)));
    }
  }
  return act();
}
