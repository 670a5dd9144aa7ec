import { foundBy, type FailedCheckRow } from "../reading/failedCheckRow.ts";
import { oneLine } from "./terminal.ts";

/** A check that did not hold, in one line. Its title is authored text: shortened, and nothing in it takes effect. */
export function failedCheckText(failed: FailedCheckRow): string {
  const { check, title } = failed;
  return `Failed check: ${check}, ${oneLine(foundBy(failed), 400)}${title === null ? "" : ` (${oneLine(title, 120)})`}.`;
}
