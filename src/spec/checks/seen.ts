import { recordMarks } from "../../contract/vocabulary.ts";
import { diagnostic, quoted, type Diagnostic, type Fix } from "../diagnostics.ts";
import { formatOf } from "../fileFormat.ts";
import { nearest } from "../nearest.ts";
import { firstKey, parseRecordPath } from "../reading/recordPath.ts";
import type { PipelineSpec, SourceSpec } from "../schema/pipeline.ts";
import type { ReadableSource, SeenFile, SeenSource } from "../seenSource.ts";
import { sourceFields } from "../sourceFields.ts";
import { replace, type Intact, type Shaped } from "../shape.ts";
import { keyPlace, nodeAt, valuePlace, type Path, type YamlFile } from "../yamlFile.ts";
import { patternProblem } from "./sources.ts";

/** The sources whose files can be opened, whatever else is wrong with the spec. */
export function readableSources({ intact }: Shaped<PipelineSpec>): readonly ReadableSource[] {
  return Object.entries(intact.sources ?? {}).flatMap(([id, source]): readonly ReadableSource[] => {
    const files = [source?.files]
      .flat()
      .filter((file) => typeof file === "string" && patternProblem(file) === undefined);
    const format = source?.format ?? formatOf(files[0] ?? "");
    if (source === undefined || files.length === 0 || format === undefined) return [];
    const { encoding, delimiter, repeated_columns: repeatedColumns = false, records } = source;
    return [
      {
        id,
        files: files.flatMap((file) => file ?? []),
        format,
        encoding,
        delimiter,
        repeatedColumns,
        records,
      },
    ];
  });
}

/** Globs without a file, files that can't be read, keys that no record has, and what a trial run has found. */
export function* seenCheck(
  { yaml, intact }: Shaped<PipelineSpec>,
  seen: readonly SeenSource[],
): Generator<Diagnostic> {
  for (const one of seen) {
    const source = intact.sources?.[one.source];
    if (source === undefined) continue;
    yield* checkFiles(yaml, source, one);
    yield* checkKeys(yaml, source, one);
    yield* checkRecords(yaml, one);
  }
}

function* checkFiles(
  yaml: YamlFile,
  source: Intact<SourceSpec>,
  { source: id, unmatched, files }: SeenSource,
): Generator<Diagnostic> {
  const path = ["sources", id, "files"];
  for (const pattern of unmatched) {
    const index = Array.isArray(source.files) ? source.files.indexOf(pattern) : -1;
    const place = valuePlace(yaml, index < 0 ? path : [...path, index]);
    yield diagnostic("no-matching-file", place, { pattern: quoted(pattern) });
  }
  for (const { file, problem, records } of files) {
    if (problem !== undefined)
      yield diagnostic("unreadable-file", valuePlace(yaml, path), { file: quoted(file), problem });
    else if (records === 0) yield diagnostic("empty-file", valuePlace(yaml, path), { file: quoted(file) });
  }
}

function* checkKeys(
  yaml: YamlFile,
  source: Intact<SourceSpec>,
  { source: id, files }: SeenSource,
): Generator<Diagnostic> {
  const looked = files.filter(({ problem, keys }) => problem === undefined && keys.length > 0);
  const [first] = looked;
  if (first === undefined) return;
  const known = new Set(looked.flatMap(({ keys }) => keys));
  for (const { at, key, isWhole, isOptional } of mappedKeys(["sources", id], source)) {
    // a preset maps all that its export may hold
    if (known.has(key) || (isOptional && nodeAt(yaml, at) === undefined)) continue;
    const place = valuePlace(yaml, at);
    const guess = nearest(key, known);
    const fix = guess?.sure && isWhole ? keyFix(yaml, at, guess.word) : undefined;
    const extras = { meant: guess?.word, fix, notes: [{ message: keysText(looked), place: undefined }] };
    if (looked.every(({ isTable }) => isTable))
      yield diagnostic("missing-column", place, { key: quoted(key), files: filesText(looked) }, extras);
    else
      yield diagnostic(
        "unseen-key",
        place,
        {
          key: quoted(key),
          records: looked.reduce((sum, { records }) => sum + records, 0),
          files: filesText(looked),
        },
        extras,
      );
  }
}

interface MappedKey {
  readonly at: Path;
  readonly key: string;
  /** Whether the key is the whole value: not the start of a path. */
  readonly isWhole: boolean;
  /** Whether records may lack it. */
  readonly isOptional: boolean;
}

/** Every key of the records that a source names, with its place. */
function mappedKeys(path: Path, source: Intact<SourceSpec>): readonly MappedKey[] {
  const { kind, map, require } = source;
  const mapped = Object.entries(map ?? {}).flatMap(([field, mapping]): readonly MappedKey[] => {
    // a field that the kind lacks is a mistake of its own
    if (kind !== undefined && sourceFields[kind][field] === undefined) return [];
    const at = [...path, "map", field];
    const isOptional = kind === undefined || sourceFields[kind][field]?.required !== true;
    if (typeof mapping === "string") return [{ at, key: mapping, isWhole: true, isOptional }];
    if (mapping?.hash !== undefined)
      return mapping.hash.flatMap((key, index) =>
        key === undefined ? [] : [{ at: [...at, "hash", index], key, isWhole: true, isOptional }],
      );
    return namedKey(at, mapping, isOptional);
  });
  const marks = recordMarks.flatMap((mark) => namedKey([...path, mark], source[mark], true));
  const required = (require ?? []).flatMap((key, index) =>
    key === undefined ? [] : [{ at: [...path, "require", index], key, isWhole: true, isOptional: false }],
  );
  return [...mapped, ...marks, ...required];
}

function namedKey(
  at: Path,
  named: { readonly from?: string | undefined; readonly path?: string | undefined } | undefined,
  isOptional: boolean,
): readonly MappedKey[] {
  if (named?.from !== undefined) return [{ at: [...at, "from"], key: named.from, isWhole: true, isOptional }];
  const steps = named?.path === undefined ? [] : parseRecordPath(named.path);
  return "problem" in steps || steps.length === 0
    ? []
    : [{ at: [...at, "path"], key: firstKey(steps), isWhole: false, isOptional }];
}

/** A key of a file may hold anything: it is quoted where it isn't a plain word. */
const keyFix = (yaml: YamlFile, at: Path, key: string): Fix | undefined =>
  nodeAt(yaml, at) === undefined
    ? undefined
    : replace(valuePlace(yaml, at), /^[A-Za-z][A-Za-z0-9_]*$/.test(key) ? key : JSON.stringify(key));

const shownKeys = 12;

function keysText(files: readonly SeenFile[]): string {
  const keys = [...new Set(files.flatMap((file) => file.keys))];
  const more = keys.length - shownKeys;
  const what = files.every(({ isTable }) => isTable) ? "columns" : "keys";
  return `the ${what} are ${keys.slice(0, shownKeys).map(quoted).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

const filesText = (files: readonly SeenFile[]): string => {
  const [first] = files;
  const more = files.length - 1;
  return `${quoted(first?.file ?? "")}${more > 0 ? ` and ${more} more ${more === 1 ? "file" : "files"}` : ""}`;
};

function* checkRecords(yaml: YamlFile, { source, judged }: SeenSource): Generator<Diagnostic> {
  const path = ["sources", source];
  for (const { problem, cure, field } of judged?.refused ?? []) {
    const at = [...path, "map", field ?? ""];
    const isMapped = field !== undefined && nodeAt(yaml, at) !== undefined;
    yield diagnostic(
      "refused-records",
      isMapped ? valuePlace(yaml, at) : keyPlace(yaml, path),
      { source, problem },
      { notes: cure === undefined ? [] : [{ message: cure, place: undefined }] },
    );
  }
  for (const doubt of judged?.doubts ?? [])
    yield diagnostic("doubtful-records", keyPlace(yaml, path), { source, doubt });
}
