import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as ledger from "../../src/ledger/ledger.ts";
import { Random } from "../../src/samples/random.ts";
import { changedFields } from "../../src/stages/ingest/fieldsAsBefore.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render } from "../../src/sql/sql.ts";
import { StageDatabase } from "./stageDatabase.ts";
import { loadYaml } from "./yamlProject.ts";

/*
 * Sources with drawn fields, each in two deliveries. The second of some has drifted: one field of all of its records is
 * added, removed, renamed, retyped, nested, nulled or reformatted. The others are drawn from the same fields again.
 */

export const driftKinds = [
  "added",
  "removed",
  "renamed",
  "retyped",
  "nested",
  "nulled",
  "reformatted",
] as const;
export type DriftKind = (typeof driftKinds)[number];

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type SourceRecord = Record<string, Json>;

interface Field {
  readonly key: string;
  /** Share of records that have a value; the others have null, or lack the key. */
  readonly filled: number;
  readonly lacksKey: boolean;
  readonly value: (random: Random, index: number) => Json;
  /** The same value as another type. */
  readonly retyped: readonly ((value: Json) => Json)[];
  /** The same value written another way. */
  readonly reformatted: readonly ((value: Json) => Json)[];
}

export interface Drift {
  readonly source: string;
  readonly kind: DriftKind;
  readonly field: string;
  /** What was done, to be read where it isn't found. */
  readonly what: string;
}

export interface DrawnSources {
  readonly pipeline: string;
  /** Text of each file by its path: first deliveries, then second ones. */
  readonly deliveries: readonly [ReadonlyMap<string, string>, ReadonlyMap<string, string>];
  readonly drifts: readonly Drift[];
}

const two = (value: number): string => String(value).padStart(2, "0");

const words =
  "the app sync stops after update and my notes never arrive on other device battery drains since login fails every morning please fix great thanks works well payment was charged twice crash when opening photo".split(
    " ",
  );
const sentence = (random: Random): string =>
  Array.from({ length: random.integer(1, 25) }, () => random.pick(words)).join(" ");
const hex = (random: Random, length: number): string =>
  Array.from({ length }, () => random.integer(0, 15).toString(16)).join("");

const asText = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));
const inList = (value: Json): Json => [value];
const inWords = (): Json => "unknown value here";

const moments: Readonly<Record<string, (time: Date) => Json>> = {
  "ISO with Z": (time) => time.toISOString().slice(0, 19) + "Z",
  "ISO with offset": (time) => time.toISOString().slice(0, 19) + "+02:00",
  "ISO without offset": (time) => time.toISOString().slice(0, 19),
  "ISO date": (time) => time.toISOString().slice(0, 10),
  points: (time) =>
    `${two(time.getUTCDate())}.${two(time.getUTCMonth() + 1)}.${time.getUTCFullYear()} ${two(time.getUTCHours())}:${two(time.getUTCMinutes())}`,
  slashes: (time) => `${time.getUTCMonth() + 1}/${time.getUTCDate()}/${time.getUTCFullYear()}`,
  month: (time) => time.toUTCString().slice(5, 22),
  seconds: (time) => Math.floor(time.getTime() / 1000),
  milliseconds: (time) => time.getTime(),
};

/** Fields by what they hold, with the other ways to write each. */
const drawn: Readonly<Record<string, (random: Random) => Omit<Field, "key" | "filled" | "lacksKey">>> = {
  created: (random) => {
    const [name, write] = random.pick(Object.entries(moments));
    const start = Date.UTC(2026, random.integer(0, 5), 1);
    const times = new Map<string, number>();
    const value = (draw: Random, index: number): Json => {
      const at = start + index * 3_600_000 + draw.integer(0, 3_599) * 1000;
      const written = write(new Date(at));
      times.set(JSON.stringify(written), at);
      return written;
    };
    return {
      value,
      retyped: [inList, inWords],
      reformatted: Object.entries(moments)
        .filter(([other]) => other !== name)
        .map(
          ([, other]) =>
            (written: Json) =>
              other(new Date(times.get(JSON.stringify(written)) ?? start)),
        ),
    };
  },
  stars: () => ({
    value: (random) => random.integer(1, 5),
    retyped: [asText, inList, (value) => `${asText(value)} stars`],
    reformatted: [(value) => `${asText(value)}/5`],
  }),
  score: () => ({
    value: (random) => Math.round(random.next() * 1000) / 10 + 0.05,
    retyped: [asText, inWords],
    reformatted: [(value) => asText(value).replace(".", ",")],
  }),
  amount: () => ({
    value: (random) => (random.next() * 90 + 1).toFixed(2),
    retyped: [Number, inWords],
    reformatted: [(value) => asText(value).replace(".", ","), (value) => `€ ${asText(value)}`],
  }),
  version: () => ({
    value: (random) => `${random.integer(3, 5)}.${random.integer(0, 12)}.${random.integer(0, 3)}`,
    retyped: [inList, (value) => Number.parseFloat(asText(value))],
    reformatted: [(value) => `v${asText(value)}`, (value) => `${asText(value)} (1204)`],
  }),
  platform: () => ({
    value: (random) => random.pick(["android", "ios", "web"]),
    retyped: [inList, (value) => ({ name: value })],
    reformatted: [(value) => asText(value).toUpperCase(), (value) => `os/${asText(value)}`],
  }),
  locale: () => ({
    value: (random) => random.pick(["en-US", "de-DE", "fr-FR", "pt-BR"]),
    retyped: [inList],
    reformatted: [(value) => asText(value).replace("-", "_"), (value) => asText(value).slice(0, 2)],
  }),
  author: () => ({
    value: (random) => `user${random.integer(1, 900)}@example.org`,
    retyped: [inList, (value) => ({ email: value })],
    reformatted: [(value) => `<${asText(value)}>`, (value) => asText(value).replace(/@.*/, "")],
  }),
  device: () => ({
    value: (random) => ({ maker: random.pick(["Acme", "Orbit"]), memory: random.integer(2, 16) }),
    retyped: [() => "Acme 4", inList],
    reformatted: [],
  }),
  tags: () => ({
    value: (random) => [random.pick(words), random.pick(words)],
    retyped: [(value) => asText(value).replaceAll(/[^a-z,]/g, ""), () => ({ first: true })],
    reformatted: [],
  }),
  resolved: () => ({
    value: (random) => random.next() < 0.5,
    retyped: [asText, (value) => (value === true ? 1 : 0)],
    reformatted: [(value) => (value === true ? "yes" : "no")],
  }),
  link: () => ({
    value: (random) => `https://example.org/r/${hex(random, 8)}`,
    retyped: [inList],
    reformatted: [(value) => asText(value).replace("https://example.org", "")],
  }),
  comment: () => ({
    value: (random) => sentence(random),
    retyped: [inList, () => 1],
    reformatted: [],
  }),
};

/** Fields of a source: an id, a time and a text that landing reads, and some of the others. */
function drawFields(random: Random): readonly Field[] {
  const names = Object.keys(drawn).filter(() => random.next() < 0.6);
  const fields = (names.length < 3 ? Object.keys(drawn) : names).flatMap((name): Field[] => {
    const draw = drawn[name];
    if (draw === undefined) return [];
    const filled = random.next() < 0.5 ? 1 : 0.3 + 0.7 * random.next();
    return [{ ...draw(random), key: name, filled, lacksKey: random.next() < 0.5 }];
  });
  return fields;
}

function record(fields: readonly Field[], prefix: string, index: number, random: Random): SourceRecord {
  const given: SourceRecord = {
    id: `${prefix}-${hex(random, 10)}`,
    at: new Date(Date.UTC(2026, 0, 1) + index * 600_000).toISOString().slice(0, 19) + "Z",
    body: sentence(random),
  };
  for (const { key, filled, lacksKey, value } of fields) {
    if (random.next() < filled) given[key] = value(random, index);
    else if (!lacksKey) given[key] = null;
  }
  return given;
}

interface Change {
  readonly field: string;
  readonly what: string;
  readonly change: (record: SourceRecord) => SourceRecord;
}

/** A way to change one field of every record. */
function drawChange(kind: DriftKind, fields: readonly Field[], random: Random): Change {
  const without = (given: SourceRecord, key: string): SourceRecord =>
    Object.fromEntries(Object.entries(given).filter(([name]) => name !== key));
  const rewritten = (key: string, change: (value: Json) => Json) => (given: SourceRecord) => {
    const value = given[key];
    return value === undefined || value === null ? given : { ...given, [key]: change(value) };
  };
  const field = random.pick(
    fields.filter(({ retyped, reformatted }) =>
      kind === "retyped" ? retyped.length > 0 : kind === "reformatted" ? reformatted.length > 0 : true,
    ),
  );
  const { key } = field;
  switch (kind) {
    case "added": {
      const added = random.pick(["channel", "sentiment", "app id", "x-trace"]);
      return {
        field: added,
        what: added,
        change: (given) => ({ ...given, [added]: random.pick([1, 2, 3]) }),
      };
    }
    case "removed":
      return { field: key, what: key, change: (given) => without(given, key) };
    case "renamed": {
      const name = `${key}_new`;
      return {
        field: key,
        what: name,
        change: (given) =>
          given[key] === undefined ? given : { ...without(given, key), [name]: given[key] },
      };
    }
    case "nested":
      return random.next() < 0.5
        ? { field: key, what: "value", change: rewritten(key, (value) => ({ value })) }
        : {
            field: key,
            what: "meta",
            change: (given) => ({ ...without(given, key), meta: { [key]: given[key] ?? null } }),
          };
    case "nulled":
      return { field: key, what: key, change: (given) => ({ ...given, [key]: null }) };
    case "retyped":
    case "reformatted":
  }
  const ways = field[kind];
  const way = random.integer(0, ways.length - 1);
  const change = ways[way];
  if (change === undefined) throw new Error(`no way to have ${key} ${kind}`);
  return { field: key, what: `${key}, way ${way}`, change: rewritten(key, change) };
}

/** Sources of which the first `drifting` drift, kinds in turn, in first and second deliveries of 60 to 300 records. */
export function drawSources(seed: string, drifting: number, steady: number): DrawnSources {
  const lines: string[] = [];
  const deliveries = [new Map<string, string>(), new Map<string, string>()] as const;
  const drifts: Drift[] = [];
  for (let number = 0; number < drifting + steady; number++) {
    const random = Random.of(seed, number);
    const source = `source-${number}`;
    const fields = drawFields(random);
    lines.push(
      `  ${source}: { kind: survey, files: ${source}-*.jsonl, map: { id: id, at: at, text: body } }`,
    );
    const first = random.integer(80, 300);
    const second = random.integer(60, 300);
    const records = Array.from({ length: first + second }, (_, index) =>
      record(fields, source, index, random),
    );
    const kind = driftKinds[number % driftKinds.length] ?? "added";
    const changed = number < drifting ? drawChange(kind, fields, random) : undefined;
    if (changed !== undefined) drifts.push({ source, kind, field: changed.field, what: changed.what });
    const text = (all: readonly SourceRecord[]): string => all.map((each) => JSON.stringify(each)).join("\n");
    deliveries[0].set(`${source}-1.jsonl`, text(records.slice(0, first)));
    deliveries[1].set(
      `${source}-2.jsonl`,
      text(records.slice(first).map((each) => changed?.change(each) ?? each)),
    );
  }
  return { pipeline: `name: drifting\nsources:\n${lines.join("\n")}\n`, deliveries, drifts };
}

/** What the check of fields says after the second delivery: named fields by source, and its text. */
export interface Reported {
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly observed: string;
}

/** Lands both deliveries, each in a run of its own. */
export async function reportedDrifts({ pipeline, deliveries }: DrawnSources): Promise<Reported> {
  const { project, diagnostics } = loadYaml({ "pipeline.yaml": pipeline });
  if (project === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-drift-"));
  const db = await StageDatabase.open(project, { ownTransactions: true });
  try {
    for (const [index, delivery] of deliveries.entries()) {
      if (index > 0) {
        await db.execute(ledger.finishRun(duckdb));
        await db.execute(ledger.openRun(duckdb));
      }
      for (const [file, text] of delivery) writeFileSync(path.join(folder, file), text);
      await db.land(folder);
      await db.stage("ingest");
    }
    const found = await db.rows<{ source: string; record_key: string; observed: string }>(
      render(changedFields(duckdb), db.plan.schemaPrefix),
    );
    const fields = new Map<string, string[]>();
    for (const { source, record_key } of found)
      fields.set(source, [...(fields.get(source) ?? []), record_key]);
    return { fields, observed: found[0]?.observed ?? "" };
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
}
