/** The only module with a side effect: it registers `<opportunity-stage>`. */
import { define } from "./element.js";

define();
