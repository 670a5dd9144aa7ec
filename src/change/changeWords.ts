import type { Section } from "../reading/section.ts";
import type { DerivedChange, ChangedField, SeedChange } from "./seedChange.ts";
import type { ModelUse, Reprocessing } from "./reprocessing.ts";
import type { PlannedUpgrade } from "./plannedUpgrade.ts";
import { subjectOf, type TableChange } from "./tableChange.ts";

/** Sections as text, with an empty line before each. */
export function sectionsText(sections: readonly Section[]): string {
  return sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => `\n${title}\n${lines.map((line) => `  ${line}\n`).join("")}`)
    .join("");
}

/** What a row of a seed table is called. */
const nouns: Readonly<Record<string, string>> = {
  "curated.category_signal": "expected signal",
  "curated.owner_rule": "rule",
  "curated.source_field": "field of source",
  "curated.risk_word": "risk word",
  "curated.identity_policy": "identity rule",
  "curated.tracker_state": "tracker status",
};

/** Lines are cut to a width: a definition may be a paragraph. The JSON holds all of it. */
export function taxonomySection(
  authored: readonly SeedChange[],
  derived: readonly DerivedChange[],
  width: number,
): Section {
  return {
    title: "Taxonomy and settings",
    lines: [
      ...authored.flatMap((change) => seedLines(change, width)),
      ...derived.map((change) => `~ ${nounOf(change.table)}: ${countsOf(change)} (computed)`),
    ],
  };
}

function countsOf({ added, removed, changed }: DerivedChange): string {
  return Object.entries({ added, removed, changed })
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count} ${word}`)
    .join(", ");
}

function seedLines({ table, added, removed, changed }: SeedChange, width: number): readonly string[] {
  const noun = nounOf(table);
  return [
    ...added.map((id) => cut(`+ ${noun} ${id}`, width)),
    ...removed.map((id) => cut(`- ${noun} ${id}`, width)),
    ...changed.map(({ id, fields }) => {
      const name = table === "curated.setting" ? noun : `${noun} ${id}`;
      return cut(`~ ${name}: ${fields.map(fieldWords).join(", ")}`, width);
    }),
  ];
}

function nounOf(table: string): string {
  return nouns[table] ?? (table.split(".").at(-1) ?? table).replaceAll("_", " ");
}

/** Ids and numbers are shown from and to; prose only as changed. */
function fieldWords({ name, from, to }: ChangedField): string {
  const word = name.replaceAll("_", " ");
  const short = (value: string | null): boolean =>
    value === null || (value.length <= 24 && !value.includes("\n"));
  return short(from) && short(to) ? `${word} ${from ?? "none"} → ${to ?? "none"}` : `${word} changed`;
}

export function reprocessingSection(
  { because, stages }: Reprocessing,
  model: ModelUse,
  currency: string,
): Section {
  if (because.length === 0) return { title: "", lines: [] };
  const why = because.map((part) => (part === "code" ? "the code" : "the taxonomy")).join(" and ");
  return {
    title: `Will be reprocessed in the next run, since ${why} changed`,
    lines: [
      ...stages.map(({ stage, input, rows }) => `${stage.padEnd(10)} ${countWords(rows)} of ${input}`),
      ...(stages.length === 0
        ? ["nothing: this version has processed everything, or there are no rows yet"]
        : []),
      ...(stages.length === 0 ? [] : [`${"model".padEnd(10)} ${modelWords(model, currency)}`]),
    ],
  };
}

/** All of them where no one could count. */
function countWords(rows: bigint | undefined): string {
  if (rows === undefined) return "every row (not counted)";
  return `${grouped(rows)} ${rows === 1n ? "row" : "rows"}`;
}

function modelWords({ calls, cost }: ModelUse, currency: string): string {
  if (calls === 0n) return "no calls, no cost: no reprocessed stage asks a model";
  const count = calls === undefined ? "one call per row (not counted)" : `${grouped(calls)} calls`;
  return cost === undefined
    ? `${count}; the spec names no price`
    : `${count}, about ${cost.toFixed(2)} ${currency}`;
}

export function tableSection(
  changes: readonly TableChange[],
  upgrade: readonly PlannedUpgrade[],
  width: number,
): Section {
  const added = changes.flatMap((change) => (change.kind === "add_table" ? [change.table] : []));
  const replaced = changes.flatMap((change) => (change.kind === "replace_table" ? [change.table] : []));
  const words = changes.filter(({ kind }) => kind === "comment_table" || kind === "comment_column");
  const quiet = new Set(["add_table", "replace_table", "comment_table", "comment_column"]);
  const list = (count: number, what: string, names: readonly string[]): readonly string[] =>
    count === 0 ? [] : [cut(`+ ${count} ${what}${names.length === 0 ? "" : `: ${names.join(", ")}`}`, width)];
  return {
    title: "Tables",
    lines: [
      ...list(
        added.length,
        `new ${added.length === 1 ? "table" : "tables"}, created empty by the set-up`,
        added,
      ),
      ...list(
        replaced.length,
        `${replaced.length === 1 ? "seed or work table" : "seed and work tables"} with a new shape, replaced`,
        replaced,
      ),
      ...list(words.length, `${words.length === 1 ? "comment" : "comments"} of tables and columns`, []),
      ...changes
        .filter(({ kind }) => !quiet.has(kind))
        .map((change) =>
          tableWords(
            change,
            upgrade.filter(({ subject }) => subject === subjectOf(change)),
          ),
        ),
    ],
  };
}

function tableWords(change: TableChange, steps: readonly PlannedUpgrade[]): string {
  const subject = subjectOf(change);
  const dropped = steps.some(({ effect }) => effect === "destructive");
  const done = steps.map(({ title, rows }) => (rows === undefined ? title : `${title} (${rowWords(rows)})`));
  const how = done.length === 0 ? "" : `: ${done.join("; ")}`;
  if (change.kind === "surplus_table")
    return dropped
      ? `- ${subject}${how}`
      : `· ${subject}: not in the contract; kept (--confirm-drop ${subject} drops it)`;
  if (change.kind === "surplus_column")
    return dropped
      ? `- ${subject} ${change.type}${how}`
      : `· ${subject} ${change.type}: no longer in the contract; kept, null in new rows (--confirm-drop ${subject} drops it)`;
  return change.kind === "add_column" ? `+ ${subject} ${change.type}${how}` : `~ ${subject}${how}`;
}

/** Rows that a backfill changes; null where they were not counted. */
const rowWords = (rows: bigint | null): string =>
  rows === null ? "rows not counted" : `${grouped(rows)} ${rows === 1n ? "row" : "rows"}`;

/** 12345 as 12 345: a comma or a point would be a decimal sign to half of the readers. */
export function grouped(count: bigint): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, " ");
}

function cut(line: string, width: number): string {
  const characters = [...line.replaceAll(/\s+/g, " ")];
  return characters.length <= width ? characters.join("") : `${characters.slice(0, width - 1).join("")}…`;
}
