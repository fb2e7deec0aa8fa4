/** The entry `opportunity-stage/doctor`: finds what is wrong in a set-up. No other entry leads here. */
export { diagnose } from "./doctor/diagnose.js";
export { diagnosisText } from "./doctor/text.js";
