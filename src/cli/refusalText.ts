import type { Refusal } from "../profile/refusal.ts";
import { printable } from "./terminal.ts";

/** Why records were set aside, with samples and what probably helps: lines without a line feed at their ends. */
export function refusalLines(refusal: Refusal): readonly string[] {
  const { source, reason, field, key, records, ofRecords, samples, cure, edit } = refusal;
  // its detail is the numbers of fields
  const isRagged = reason === "ragged_row";
  const place =
    field === null
      ? ""
      : isRagged
        ? `, ${field}`
        : ` in ${field}${key === null || key === field ? "" : ` (key ${JSON.stringify(key)})`}`;
  return [
    `${source}: ${records} of ${ofRecords} records set aside: ${reason.replaceAll("_", " ")}${place}`,
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
