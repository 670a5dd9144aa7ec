import { didYouMean } from "../../spec/nearest.ts";
import { shortestPrefix, type Explanation, type Hop, type HopRow } from "./explanation.ts";

/** The tree for people, one line per fact; with `sql` the query of every hop stands below it. */
export function explanationText(explanation: Explanation, options: { readonly sql?: boolean } = {}): string {
  if (explanation.outcome === "unknown") {
    return `${printed(explanation.asked)}: no row has this id, or an id that begins with it (at least ${shortestPrefix} characters).${didYouMean(explanation.asked, explanation.near)}`;
  }
  if (explanation.outcome === "ambiguous") {
    return [
      `${printed(explanation.asked)} is the beginning of several ids, or the id of several rows:`,
      ...explanation.subjects.map(({ kind, id }) => `  ${kind} ${printed(id)}`),
    ].join("\n");
  }
  return [
    `${explanation.subject.kind} ${printed(explanation.subject.id)}`,
    ...explanation.hops.flatMap((each) => hopLines(each, 1, options.sql === true)),
  ].join("\n");
}

function hopLines(each: Hop, depth: number, withSql: boolean): readonly string[] {
  const indent = "  ".repeat(depth);
  if (each.total === 0) return [];
  const count = each.total > each.rows.length ? ` (${each.rows.length} of ${each.total})` : "";
  return [
    `${indent}${each.relation}${count} · ${each.table}`,
    ...(withSql ? [`${indent}  ${each.sql}`] : []),
    ...each.rows.flatMap((row) => [
      `${indent}  - ${factsText(row.values)}${row.provenance ? ` [run ${row.provenance.runId}, code ${row.provenance.codeVersion}, taxonomy ${row.provenance.taxonomyVersion}]` : ""}`,
      ...row.hops.flatMap((next) => hopLines(next, depth + 2, withSql)),
    ]),
  ];
}

function factsText(values: HopRow): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${printed(String(value))}`)
    .join(", ");
}

/** One line, without control characters, not too long. */
function printed(text: string): string {
  const line = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ");
  return line.length > 200 ? `${line.slice(0, 199).replace(/[\ud800-\udbff]$/, "")}…` : line;
}
