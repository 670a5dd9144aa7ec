import { metricKinds, recordMarks } from "../../contract/vocabulary.ts";
import type { SourceKind } from "../../contract/vocabulary.ts";
import type { Authored, SpecCheck } from "../authored.ts";
import { diagnostic, quoted, type Diagnostic } from "../diagnostics.ts";
import { appliesTo, formatOf, formatsOfKeys } from "../fileFormat.ts";
import { isLocale, languages } from "../../contract/languages.ts";
import type { FormCode } from "../messages.ts";
import { nearest } from "../nearest.ts";
import { isFeedbackKind, sourceFields } from "../sourceFields.ts";
import { kindsOf } from "../presetSource.ts";
import { source as sourceSchema } from "../schema/source.ts";
import { sourcePresets } from "../../systems/sourcePresets.ts";
import { badChoice, missingKeys, replace, type Intact } from "../shape.ts";
import { checkMapping, checkMarker, keyOf } from "./mappings.ts";
import type { SourceSpec } from "../schema/pipeline.ts";
import { keyPlace, nodeAt, valuePlace, type Path, type YamlFile } from "../yamlFile.ts";

/**
 * A job has 1000 tasks at most (Databricks, jobs API), and a source becomes one of them at most; the rest are the stages,
 * the set-up and what watches them.
 */
export const mostSources = 900;

/** Fields, constants, files and contracts of every source. */
export const sourceCheck: SpecCheck = (authored) => {
  const { pipeline } = authored;
  if (!pipeline) return [];
  const { yaml, intact } = pipeline;
  const sources = Object.entries(intact.sources ?? {});
  const found: Diagnostic[] = sources.flatMap(([id, source]) =>
    source ? [...checkSource(authored, yaml, id, source)] : [],
  );
  if (sources.length > mostSources) {
    found.push(
      diagnostic("too-many", keyPlace(yaml, ["sources"]), {
        what: "sources",
        count: sources.length,
        limit: mostSources,
      }),
    );
  }
  const kinds = sources.map(([, source]) => source?.kind);
  if (intact.sources && !kinds.some((kind) => kind === undefined || isFeedbackKind(kind)))
    found.push(diagnostic("no-feedback", keyPlace(yaml, ["sources"]), {}));
  return found;
};

function* checkSource(
  authored: Authored,
  yaml: YamlFile,
  id: string,
  source: Intact<SourceSpec>,
): Generator<Diagnostic> {
  const path = ["sources", id] as const;
  yield* checkFiles(yaml, path, source);
  yield* checkReading(yaml, path, source);
  yield* checkPreset(yaml, path, source);
  const { kind, map } = source;
  const several = authored.names.product.ids.size > 1;
  if (
    several &&
    source.product === undefined &&
    map?.["product"] === undefined &&
    !written(yaml, [...path, "product"])
  ) {
    yield diagnostic("missing-key", keyPlace(yaml, path), { key: quoted("product"), where: path.join(".") });
  }
  for (const mark of recordMarks) {
    const marker = source[mark];
    if (marker !== undefined && written(yaml, [...path, mark]))
      yield* checkMarker(yaml, [...path, mark], kind, marker);
  }
  if (kind === undefined || map === undefined) return;
  const fields = sourceFields[kind];
  const names = Object.keys(fields);
  const entries = nodeAt(yaml, [...path, "map"])?.entries;
  for (const field of entries?.keys() ?? []) {
    const at = [...path, "map", field];
    const known = fields[field];
    if (!known) {
      const place = keyPlace(yaml, at);
      const guess = nearest(
        field,
        names.filter((name) => !entries?.has(name)),
      );
      yield diagnostic(
        "unknown-field",
        place,
        { field: quoted(field), kind },
        {
          meant: guess?.word,
          fix: guess?.sure ? replace(place, guess.word) : undefined,
          notes: [{ message: `its fields are ${names.join(", ")}`, place: undefined }],
        },
      );
      continue;
    }
    const mapping = map[field];
    if (mapping !== undefined) yield* checkMapping(yaml, at, known, mapping);
    const recordKey = keyOf(mapping);
    if (
      recordKey !== undefined &&
      !known.personal &&
      !maskedFields.has(field) &&
      looksPersonal(recordKey, kind)
    ) {
      const place = valuePlace(
        yaml,
        typeof mapping === "string" ? at : [...at, mapping?.from === undefined ? "path" : "from"],
      );
      yield diagnostic("personal-field", place, { key: quoted(recordKey), field });
    }
    if (mapping instanceof Object && mapping.constant !== undefined) {
      yield* checkConstant(yaml, [...at, "constant"], field, mapping.constant);
    }
  }
  const isFilled = (name: string): boolean => map[name] !== undefined || entries?.has(name) === true;
  const missing = names.filter((name) => fields[name]?.required && !isFilled(name));
  // A field under a misspelt name is one mistake, not two.
  const misspelt = new Set(
    [...(entries?.keys() ?? [])].flatMap((key) => (fields[key] ? [] : [nearest(key, missing)?.word])),
  );
  const needs = missing.filter((name) => !misspelt.has(name));
  if (kind === "tracker" && !isFilled("at") && !isFilled("created")) needs.push("at or created");
  for (const field of needs) {
    if (!yaml.broken)
      yield diagnostic("unmapped-field", keyPlace(yaml, [...path, "map"]), { source: id, field, kind });
  }
}

/** Without a preset a source says what its records are; with one, it is one of the kinds of that export. */
function* checkPreset(yaml: YamlFile, path: Path, source: Intact<SourceSpec>): Generator<Diagnostic> {
  const preset = sourcePresets.find(({ id }) => id === source.preset);
  if (preset === undefined) {
    if (!written(yaml, [...path, "preset"])) yield* missingKeys(yaml, sourceSchema, path, ["kind", "map"]);
    return;
  }
  const place = [...path, "kind"];
  const node = nodeAt(yaml, place);
  const kinds = kindsOf(preset);
  if (node !== undefined && source.kind !== undefined && !kinds.includes(source.kind))
    yield badChoice(valuePlace(yaml, place), node, `kind of ${preset.id}`, kinds);
}

const written = (yaml: YamlFile, path: Path): boolean => nodeAt(yaml, path) !== undefined;

/** Texts that normalize masks before anyone reads them, whatever is in them. */
const maskedFields: ReadonlySet<string> = new Set(["text", "subject"]);

/** Words of a key that hold personal data wherever they occur: `requester_email`, `userName`, `contact.phone`. */
const personalWords =
  /^(e?mail|phone|telephone|mobile|msisdn|address|street|birthday|birthdate|dob|ssn|iban|passport|username|nickname|surname|firstname|lastname|fullname|author|requester|customername|ip)$/;
const personalPairs =
  /^(first|last|full|user|nick|customer|requester|author|contact|family|given|display)_?name$|^(e_mail|date_of_birth|ip_address)$/;

/** A bare `name` is a person's in feedback and accounts; in telemetry and releases it names a metric or a version. */
export function looksPersonal(key: string, kind: SourceKind): boolean {
  if (key.toLowerCase() === "name") return kind === "accounts" || isFeedbackKind(kind);
  const words = key
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  // author_id and email_domain_count are codes about a person, not the person.
  const last = words.at(-1) ?? "";
  if (/^(id|count|hash|domain|country|type|status|verified|locale|language)$/.test(last)) return false;
  return (
    words.some((word) => personalWords.test(word)) ||
    personalPairs.test(words.slice(-2).join("_")) ||
    personalPairs.test(words.slice(-3).join("_"))
  );
}

function* checkFiles(yaml: YamlFile, path: Path, source: Intact<SourceSpec>): Generator<Diagnostic> {
  const several = Array.isArray(source.files);
  const files = several ? source.files : [source.files];
  for (const [index, file] of files.entries()) {
    if (typeof file !== "string") continue;
    const place = valuePlace(yaml, several ? [...path, "files", index] : [...path, "files"]);
    const expected = patternProblem(file);
    if (expected !== undefined) yield diagnostic("bad-pattern", place, { value: quoted(file), expected });
    else if (
      source.format === undefined &&
      !written(yaml, [...path, "format"]) &&
      formatOf(file) === undefined
    ) {
      yield diagnostic("unknown-format", place, { file: quoted(file) });
    }
  }
}

function* checkReading(yaml: YamlFile, path: Path, source: Intact<SourceSpec>): Generator<Diagnostic> {
  const [file] = [source.files].flat();
  const format = source.format ?? (typeof file === "string" ? formatOf(file) : undefined);
  if (format === undefined) return;
  for (const key of Object.keys(formatsOfKeys)) {
    if (appliesTo(key, format) || !written(yaml, [...path, key])) continue;
    yield diagnostic("unfitting-key", keyPlace(yaml, [...path, key]), { key: quoted(key), format });
  }
}

export function patternProblem(file: string): string | undefined {
  if (file.includes("\0")) return "a path without a NUL character";
  if (/^([/~]|[A-Za-z]:)/.test(file)) return "a path relative to the folder of the project";
  if (file.includes("\\")) return "a path with forward slashes";
  return undefined;
}

const instant = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** A constant stands for the text of a record, so it must read as its field does. */
function* checkConstant(yaml: YamlFile, path: Path, field: string, value: string): Generator<Diagnostic> {
  const place = valuePlace(yaml, path);
  const form = (code: FormCode, expected: string): Diagnostic =>
    diagnostic(code, place, { value: quoted(value), expected });
  const kind = yaml.root.entries && nodeAt(yaml, [...path.slice(0, 2), "kind"])?.value;
  const type = sourceFields[kind as keyof typeof sourceFields]?.[field]?.type;
  const node = nodeAt(yaml, path);
  if (type === "timestamp" && !isInstant(value)) yield form("bad-date", "a date or a date and time");
  if (type === "integer" && !/^[+-]?\d{1,9}$/.test(value)) yield form("bad-number", "a whole number");
  if (type === "decimal" && !/^[+-]?\d{1,15}(\.\d{1,9})?$/.test(value)) yield form("bad-number", "a number");
  if (field === "locale" && !isLocale(value))
    yield form("bad-locale", "a language and a region, such as pt-BR");
  if (field === "language" && !languages.has(value))
    yield form("bad-language", "a code of ISO 639-1, such as en");
  if (field === "metric_kind" && !metricKinds.some((known) => known === value) && node) {
    yield badChoice(place, node, "kind of metric", metricKinds);
  }
  if (field === "release_kind" && !["client", "server"].includes(value) && node) {
    yield badChoice(place, node, "kind of release", ["client", "server"]);
  }
}

/** A date that the calendar has: 2026-02-30 has the form, but is none. */
function isInstant(value: string): boolean {
  if (!instant.test(value)) return false;
  const day = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  const text = value.slice(10);
  return (
    !Number.isNaN(day.getTime()) &&
    day.toISOString().slice(0, 10) === value.slice(0, 10) &&
    (text === "" || !Number.isNaN(Date.parse(`2000-01-01T${text.slice(1)}`)))
  );
}
