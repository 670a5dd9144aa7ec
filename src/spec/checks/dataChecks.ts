import { parseRule } from "../../checks/rule.ts";
import type { ColumnType } from "../../sql/columnType.ts";
import type { TableName } from "../../sql/sql.ts";
import { namesOf, tableIn, type TableContract, type Tables } from "../../contract/table.ts";
import { setAsideTables, stageNames } from "../../contract/vocabulary.ts";
import type { SpecCheck } from "../authored.ts";
import { columnTypes, readReference } from "../dataCheck.ts";
import { diagnostic, quoted, type Diagnostic, type Place } from "../diagnostics.ts";
import { nearest } from "../nearest.ts";
import type { PipelineSpec } from "../schema/pipeline.ts";
import { checkKinds, rowKinds, type CheckKind } from "../../contract/dataCheck.ts";
import { replace, type Intact } from "../shape.ts";
import { listed } from "../listed.ts";
import { keyPlace, nodeAt, placeIn, valuePlace, type Path, type YamlFile } from "../yamlFile.ts";

type IntactCheck = NonNullable<NonNullable<Intact<PipelineSpec["checks"]>>[string]>;

/** Keys that belong to certain kinds. */
const belongsTo: Readonly<Record<"column" | "of_last" | "psi", readonly CheckKind[]>> = {
  column: ["fresh", "volume", "distribution"],
  of_last: ["volume", "distribution"],
  psi: ["distribution"],
};

/** Checks of tables and columns that there are not, that promise nothing or several things, and rules that can't be read. */
export const dataCheckCheck: SpecCheck = ({ pipeline, catalogue }) =>
  pipeline
    ? Object.entries(pipeline.intact.checks ?? {}).flatMap(([id, check]) =>
        check ? problems(pipeline.yaml, ["checks", id], check, catalogue.tables) : [],
      )
    : [];

const isWritten = (tables: Tables, name: TableName): boolean =>
  (stageNames as readonly string[]).includes(tableIn(tables, name).owner);

function problems(yaml: YamlFile, path: Path, check: IntactCheck, tables: Tables): readonly Diagnostic[] {
  const written = nodeAt(yaml, path)?.entries;
  if (!written) return [];
  const kinds = checkKinds.filter((kind) => written.has(kind));
  const found: Diagnostic[] = [];
  if (kinds.length !== 1)
    found.push(
      diagnostic("ambiguous-check", keyPlace(yaml, path), {
        found: kinds.length === 0 ? "nothing" : listed(kinds, "and"),
        kinds: listed(checkKinds),
      }),
    );
  else
    for (const [key, owners] of Object.entries(belongsTo)) {
      const needed = owners.some((owner) => kinds.includes(owner));
      if (written.has(key) && !needed)
        found.push(
          diagnostic("idle-key", keyPlace(yaml, [...path, key]), {
            key: quoted(key),
            needed: listed(owners),
          }),
        );
      else if (key === "column" && needed && !written.has(key))
        found.push(
          diagnostic("missing-key", keyPlace(yaml, path), { key: quoted(key), where: path.join(".") }),
        );
    }
  const volume = check.volume;
  if (volume && !nodeAt(yaml, [...path, "volume"])?.entries?.size)
    found.push(
      diagnostic("missing-key", keyPlace(yaml, [...path, "volume"]), {
        key: quoted("at_least"),
        where: [...path, "volume"].join("."),
      }),
    );
  found.push(...badQuarantine(yaml, path, check, kinds, tables));
  if (check.table === undefined) return found;
  const unknown = unknownTable(
    check.table,
    valuePlace(yaml, [...path, "table"]),
    namesOf(tables).filter((name) => isWritten(tables, name)),
    tables,
  );
  return unknown
    ? [...found, unknown]
    : [...found, ...inTable(yaml, path, check, check.table as TableName, tables)];
}

/** Only rows that leave one table before anything reads it can be set aside: `normalize.set_aside_event`. */
function badQuarantine(
  yaml: YamlFile,
  path: Path,
  check: IntactCheck,
  kinds: readonly CheckKind[],
  tables: Tables,
): readonly Diagnostic[] {
  if (check.severity !== "quarantine") return [];
  const place = valuePlace(yaml, [...path, "severity"]);
  const whole = kinds.filter((kind) => !rowKinds.includes(kind));
  const { table } = check;
  const isWrong =
    table !== undefined &&
    Object.hasOwn(tables, table) &&
    !(setAsideTables as readonly string[]).includes(table);
  return [
    ...(isWrong
      ? [diagnostic("quarantine-table", place, { table: quoted(table), tables: listed(setAsideTables) })]
      : []),
    ...whole.map((kind) => diagnostic("quarantine-kind", place, { kind: quoted(kind) })),
    ...Object.entries(check.references ?? {}).flatMap(([column, written]) => {
      const to = written === undefined ? undefined : readReference(written).to;
      if (to === undefined || !Object.hasOwn(tables, to) || isThereBefore(tableIn(tables, to as TableName)))
        return [];
      return [
        diagnostic("quarantine-reference", valuePlace(yaml, [...path, "references", column]), {
          table: quoted(to),
        }),
      ];
    }),
  ];
}

/** What ingest keeps and what the spec fills: the tables that normalize finds as they will be for the rest of the run. */
const isThereBefore = ({ owner, kind }: TableContract): boolean =>
  (owner === "ingest" && kind === "state") || kind === "seed";

function unknownTable(
  name: string,
  place: Place,
  known: readonly TableName[],
  tables: Tables,
): Diagnostic | undefined {
  if ((known as readonly string[]).includes(name)) return undefined;
  if (Object.hasOwn(tables, name)) return diagnostic("unchecked-table", place, { table: quoted(name) });
  const guess = nearest(name, known);
  return diagnostic(
    "unknown-table",
    place,
    { table: quoted(name) },
    { meant: guess?.word, fix: guess?.sure ? replace(place, guess.word) : undefined },
  );
}

function inTable(
  yaml: YamlFile,
  path: Path,
  check: IntactCheck,
  table: TableName,
  tables: Tables,
): readonly Diagnostic[] {
  const at = (key: string | number, ...rest: readonly (string | number)[]): Place =>
    valuePlace(yaml, [...path, key, ...rest]);
  const column = (
    name: string | undefined,
    place: Place,
    expected: Expected = "anything",
  ): readonly Diagnostic[] =>
    name === undefined ? [] : badColumn(columnTypes(tables, table), table, name, place, expected);
  return [
    ...(check.rule === undefined
      ? []
      : badRule(yaml, [...path, "rule"], check.rule, columnTypes(tables, table))),
    ...(["not_null", "unique"] as const).flatMap((key) =>
      (check[key] ?? []).flatMap((name, index) => column(name, at(key, index))),
    ),
    ...Object.keys(check.accepted ?? {}).flatMap((name) =>
      column(name, keyPlace(yaml, [...path, "accepted", name]), "text"),
    ),
    ...Object.entries(check.references ?? {}).flatMap(([name, target]) => {
      const own = column(name, keyPlace(yaml, [...path, "references", name]));
      if (target === undefined || own.length > 0) return own;
      const { to, key } = readReference(target);
      const place = at("references", name);
      const unknown = unknownTable(to, place, namesOf(tables), tables);
      return unknown
        ? [unknown]
        : badColumn(
            columnTypes(tables, to as TableName),
            to,
            key,
            place,
            columnTypes(tables, table)[name] ?? "anything",
          );
    }),
    ...column(check.column, at("column"), "moment"),
    ...column(check.distribution, at("distribution"), "value"),
  ];
}

type Expected = "anything" | "text" | "moment" | "value" | ColumnType;

type ColumnTypes = Readonly<Record<string, ColumnType>>;

function badColumn(
  columns: ColumnTypes,
  table: string,
  name: string,
  place: Place,
  expected: Expected,
): readonly Diagnostic[] {
  const type = Object.hasOwn(columns, name) ? columns[name] : undefined;
  if (type === undefined) {
    const guess = nearest(name, Object.keys(columns));
    return [diagnostic("unknown-column", place, { table, column: quoted(name) }, { meant: guess?.word })];
  }
  const wanted = wantedType(expected, type);
  return wanted === undefined
    ? []
    : [diagnostic("uncheckable-column", place, { column: `${table}.${name}`, type, expected: wanted })];
}

/** The words for what is expected, where the type is not it. */
function wantedType(expected: Expected, type: ColumnType): string | undefined {
  if (expected === "anything") return undefined;
  if (expected === "text") return type === "string" ? undefined : "string";
  if (expected === "moment") return type === "date" || type === "timestamp" ? undefined : "date or timestamp";
  if (expected === "value")
    return type === "double" || type === "array<string>" ? "a type whose values are counted" : undefined;
  return type === expected ? undefined : expected;
}

function badRule(yaml: YamlFile, path: Path, text: string, columns: ColumnTypes): readonly Diagnostic[] {
  const parsed = parseRule(text, columns);
  if (!("problem" in parsed)) return [];
  const node = nodeAt(yaml, path);
  const start = node ? yaml.text.slice(node.start, node.end).indexOf(text) : -1;
  // only where the rule stands in the file as it reads
  const place =
    node && start >= 0
      ? placeIn(yaml, node.start + start + parsed.at, node.start + start + parsed.at + parsed.length)
      : valuePlace(yaml, path);
  const word = text.slice(parsed.at, parsed.at + parsed.length);
  const guess = nearest(word, parsed.near);
  return [
    diagnostic(
      "bad-check-rule",
      place,
      { problem: parsed.problem },
      { meant: guess?.word, fix: guess?.sure && start >= 0 ? replace(place, guess.word) : undefined },
    ),
  ];
}
