/** What every input of a field gets from the row around it. */
import type { nothing } from "lit";

export interface Attributes {
  id: string;
  invalid: boolean;
  describedBy: string | typeof nothing;
  required: boolean;
  disabled: boolean;
}
