import type { Refusal } from "../profile/refusal.ts";
import { printable } from "./terminal.ts";

/** What was set aside, why and in which field, as one line without its source. */
export function refusalText({ reason, field, key, records, ofRecords }: Refusal): string {
  // its detail is the numbers of fields
  const isRagged = reason === "ragged_row";
  const place =
    field === null
      ? ""
      : isRagged
        ? `, ${field}`
        : ` in ${field}${key === null || key === field ? "" : ` (key ${JSON.stringify(key)})`}`;
  return `${records} of ${ofRecords} records set aside: ${reason.replaceAll("_", " ")}${place}`;
}

/** Why records were set aside, with samples and what probably helps: lines without a line feed at their ends. */
export function refusalLines(refusal: Refusal): readonly string[] {
  const { source, samples, cure, edit } = refusal;
  return [
    `${source}: ${refusalText(refusal)}`,
    ...samples.map(
      ({ file, position, id, value }) =>
        `  ${file}, record ${position}${id === null ? "" : `, id ${id}`}${value === null ? "" : `: ${value}`}`,
    ),
    ...(cure === null ? [] : [`  ${cure}`]),
    ...(edit === null
      ? []
      : [`  In pipeline.yaml, below ${source}:`, ...edit.split("\n").map((line) => `    ${line}`)]),
  ].map(printable);
}
