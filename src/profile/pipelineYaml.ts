import { canonicalYaml, type YamlComment, type YamlMap, type YamlValue } from "../emit/yaml.ts";
import { formatOf } from "../spec/fileFormat.ts";
import { schemaLine } from "../spec/modeline.ts";
import type { ProposedContract } from "./proposedContract.ts";
import type { ProposedField } from "./proposedMapping.ts";
import type { ProposedSource } from "./proposedSource.ts";
import { pathWords } from "./writtenValue.ts";

export interface ProposedSpec {
  /** Name of the project: lower-case words joined by hyphens. */
  readonly name: string;
  /** Source id → what its files suggest. */
  readonly sources: ReadonlyMap<string, ProposedSource & { readonly contract: ProposedContract | undefined }>;
}

/** The text of pipeline.yaml. What the files don't decide is marked `uncertain`. */
export function pipelineYaml({ name, sources }: ProposedSpec): string {
  const comments = new Map<string, YamlComment>();
  const written: Record<string, YamlMap> = {};
  for (const [id, source] of sources) {
    written[id] = sourceMap(source);
    for (const [path, comment] of sourceComments(source)) comments.set(`sources.${id}.${path}`, comment);
  }
  const text = canonicalYaml(
    { name, sources: written },
    [
      "Proposed by `fixloop init --from`. Lines marked uncertain need a person: correct them, then remove the mark.",
    ],
    comments,
  );
  return `${schemaLine("pipeline.yaml")}\n${text}`;
}

function sourceMap(source: ProposedSource & { readonly contract: ProposedContract | undefined }): YamlMap {
  const { kind, preset, files, format, encoding, delimiter, repeatedColumns, records, contract } = source;
  const required = requiredKeys(source);
  const map = mapOf(source);
  return {
    kind,
    preset,
    files: files.length === 1 ? files[0] : files,
    format: files.every((file) => formatOf(file) === format) ? undefined : format,
    encoding: encoding?.encoding,
    delimiter,
    repeated_columns: preset === undefined && repeatedColumns ? true : undefined,
    records: preset === undefined ? records : undefined,
    map: Object.keys(map).length === 0 ? undefined : map,
    fresh: contract?.freshDays === undefined ? undefined : `${contract.freshDays}d`,
    min_per_day: contract?.minPerDay,
    require: required,
  };
}

function mapOf({ fields, idKeys, constantDay }: ProposedSource): YamlMap {
  const map: Record<string, YamlValue> = {};
  if (idKeys !== undefined) map["id"] = { hash: idKeys };
  if (constantDay !== undefined) map["at"] = { constant: constantDay };
  for (const field of fields) map[field.field] = mappingOf(field);
  const first = ["id", "at", "text"].filter((field) => map[field] !== undefined);
  return { ...Object.fromEntries(first.map((field) => [field, map[field]])), ...map };
}

function mappingOf({ steps, format, scale }: ProposedField): YamlValue {
  const [first = ""] = steps;
  if (steps.length > 1) return { path: pathWords(steps), format, scale };
  const key = first.slice(1);
  return format === undefined && scale === undefined ? key : { from: key, format, scale };
}

/** Field → what fills it, for a person. */
export function mappingWords(source: ProposedSource): readonly (readonly [string, string])[] {
  const { preset, idKeys, sharedId, constantDay, fields } = source;
  const words = new Map<string, string>();
  const why = sharedId === undefined ? "no column is an id" : `${sharedId.path} alone is not unique`;
  if (idKeys !== undefined) words.set("id", `made of ${idKeys.join(", ")}: ${why}`);
  if (constantDay !== undefined) words.set("at", `always ${constantDay}: no column is a time`);
  for (const { field, steps, format, scale } of fields) {
    const key = steps.length > 1 ? pathWords(steps) : (steps[0] ?? "").slice(1);
    words.set(field, [key, format, scale].filter((part) => part !== undefined).join(", "));
  }
  const mapped = Object.keys(mapOf(source)).flatMap((field) => {
    const from = words.get(field);
    return from === undefined ? [] : [[field, from] as const];
  });
  return preset === undefined
    ? mapped
    : [["preset", `${preset}: \`fixloop show ${preset}\` prints its mapping`], ...mapped];
}

/** What every record has beyond what the kind needs anyway. */
function requiredKeys({ alwaysFilled, fields }: ProposedSource): readonly string[] | undefined {
  const keyOf = (name: string): string | undefined => {
    const steps = fields.find(({ field }) => field === name)?.steps;
    return steps?.length === 1 ? (steps[0] ?? "").slice(1) : undefined;
  };
  const needed = ["id", "at", "text"].flatMap((field) => keyOf(field) ?? []);
  const required = [...new Set([...needed, ...alwaysFilled])];
  return required.length > needed.length ? required : undefined;
}

function* sourceComments(
  source: ProposedSource & { readonly contract: ProposedContract | undefined },
): Generator<readonly [string, YamlComment]> {
  const { encoding, fields, idKeys, sharedId, sameId, profiled, constantDay, contract, delimiter } = source;
  if (source.preset === undefined) yield ["kind", behind("uncertain: reviews, tickets, survey or email")];
  if (encoding !== undefined)
    yield [
      "encoding",
      behind(
        encoding.other === undefined
          ? "uncertain: by its letters; look at the texts"
          : `uncertain: may be ${encoding.other}; look at the texts`,
      ),
    ];
  if (delimiter !== undefined) yield ["delimiter", behind("uncertain: it fits the most rows")];
  if (idKeys !== undefined)
    yield [
      "map.id",
      above([
        sharedId === undefined
          ? "uncertain: no column is an id, so one is made of these values. An edited record becomes another one."
          : `uncertain: ${counted(sharedId.values, "value")} of ${JSON.stringify(sharedId.path)} stand for different records, so more keys are needed. An edited record becomes another one.`,
        ...(sameId === 0
          ? []
          : [`${sameId} of ${profiled} records have the same values as another one, and count once.`]),
      ]),
    ];
  if (constantDay !== undefined)
    yield [
      "map.at",
      above([
        "uncertain: no column is a time. Every record counts as written on the day on which the file was last changed:",
        "trends, new topics and effects of releases can't be seen. Map a column with a time to see them.",
      ]),
    ];
  for (const { field, doubt } of fields)
    if (doubt !== undefined) yield [`map.${field}`, above([`uncertain: ${doubt}`])];
  const time = fields.find(({ field }) => field === "at");
  if (contract?.freshDays !== undefined && time !== undefined)
    yield ["fresh", behind("uncertain: twice the longest pause of its last 90 days")];
  if (contract?.minPerDay !== undefined)
    yield ["min_per_day", behind("uncertain: half of the poorest of its last 90 days")];
  if (requiredKeys(source) !== undefined)
    yield [
      "require",
      above(["uncertain: what every record has today; without one of them, a record is set aside"]),
    ];
}

const counted = (number: number, one: string): string => `${number} ${number === 1 ? one : `${one}s`}`;

/** A comment holds names of columns, and a comment is one line of ASCII. */
const plain = (text: string): string =>
  text.replaceAll(
    /[^ -~]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );

const above = (lines: readonly string[]): YamlComment => ({ above: lines.map(plain) });
const behind = (text: string): YamlComment => ({ behind: plain(text) });
