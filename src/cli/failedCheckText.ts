import type { FailedCheckRow } from "../local/summary.ts";
import { oneLine } from "./terminal.ts";

/** A check that did not hold, in one line. Its title is authored text: shortened, and nothing in it takes effect. */
export function failedCheckText({ check, severity, rows, title, observed }: FailedCheckRow): string {
  const found = observed ?? (severity === "quarantine" ? `${rows} rows set aside` : `${rows} rows`);
  return `Check that did not hold: ${check}, ${oneLine(found, 80)}${title === null ? "" : ` (${oneLine(title, 120)})`}.`;
}
