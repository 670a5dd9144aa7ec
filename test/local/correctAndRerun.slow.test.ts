import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Database } from "../../src/local/database.ts";
import { schemaLine } from "../../src/spec/modeline.ts";
import { fixloop } from "../support/fixloop.ts";
import { differences, dumpTables } from "../support/tableDump.ts";
import { soundTaxonomy } from "../support/yamlProject.ts";

/**
 * Every kind of stop that a person corrects. After the correction one run must have everything: the tables of a project
 * that was stopped and corrected are those of one that was right from the start.
 */
const database = ".fixloop/notes.duckdb";
let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), "fixloop-correct-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Text of a file by its path; null where it is gone. */
type Files = Readonly<Record<string, string | null>>;

interface Pipeline {
  readonly text?: string;
  readonly files?: string;
  readonly checks?: string;
}

const pipeline = ({ text = "body", files = "reviews-*.jsonl", checks = "" }: Pipeline = {}): string =>
  `${schemaLine("pipeline.yaml")}
name: notes
sources:
  play-store:
    kind: reviews
    files: ${files}
    map: { id: id, at: at, text: ${text}, rating: stars, version: version }
  health:
    kind: telemetry
    files: health-*.jsonl
    map: { metric: metric, metric_kind: kind, at: at, value: value, exposure: exposure }
cluster: { standing_from: 10 }
${checks}`;

const taxonomy = (text: string): string => `${schemaLine("taxonomy/sync.yaml")}\n${text}`;

interface Reviews {
  readonly at?: (day: string, hour: string) => string;
  readonly stars?: number | null;
}

/** Twelve complaints of the first days of a month. */
function reviews(
  month: string,
  { at = (day, hour) => `${day}T${hour}:00:00Z`, stars = 1 }: Reviews = {},
): string {
  return lines(
    Array.from({ length: 12 }, (_, index) => ({
      id: `${month}-${index}`,
      at: at(`${month}-${String(index + 1).padStart(2, "0")}`, "09"),
      body: `Number ${index}: it no longer syncs`,
      stars,
      version: "4.8.2",
    })),
  );
}

function health(month: string, value: (index: number) => unknown = (index) => index): string {
  return lines(
    Array.from({ length: 12 }, (_, index) => ({
      metric: "sync_errors",
      kind: "count",
      at: `${month}-${String(index + 1).padStart(2, "0")}T00:00:00Z`,
      value: value(index),
      exposure: 1000,
    })),
  );
}

const lines = (records: readonly object[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join("");

const right: Files = {
  "pipeline.yaml": pipeline(),
  "taxonomy/sync.yaml": taxonomy(soundTaxonomy),
  "reviews-1.jsonl": reviews("2025-10"),
  "reviews-2.jsonl": reviews("2025-11"),
  "health-1.jsonl": health("2025-11"),
};

function write(folder: string, files: Files): void {
  for (const [file, text] of Object.entries(files)) {
    const target = path.join(folder, file);
    if (text === null) rmSync(target, { recursive: true, force: true });
    else {
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
  }
}

async function tables(folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const open = await Database.open(path.join(folder, database));
  try {
    return await dumpTables(open, "fixloop", { provenance: false });
  } finally {
    open.close();
  }
}

interface Stop {
  readonly name: string;
  /** What is wrong, over the right files. */
  readonly wrong: Files;
  readonly words?: readonly string[];
  readonly code: number;
  /** What the person does beyond putting the right files there. */
  readonly correct?: Files;
  /** Over the right files, what a run before has read: the stopped one, where it finished all the same. */
  readonly before?: Files;
  /** Whether that run came before the stopped one. */
  readonly hasHistory?: true;
}

const germanDates = reviews("2025-11", {
  at: (day, hour) => `${day.split("-").toReversed().join(".")} ${hour}:00`,
});
const rated = (severity: string): string =>
  `checks:\n  rated: { table: curated.feedback_event, not_null: [rating], severity: ${severity} }\n`;
const owned =
  "checks:\n  owned: { table: curated.assignment, accepted: { owner: [team-sync] }, severity: error }\n";
const unowned = soundTaxonomy.replace("owner: team-sync\n", "").replace(/owners:[^]*$/, "");
const later: Files = { "reviews-3.jsonl": reviews("2025-12") };

const stops: readonly Stop[] = [
  { name: "times in a form that nobody declared", wrong: { "reviews-2.jsonl": germanDates }, code: 1 },
  {
    name: "the same, when a month has been read before",
    wrong: { "reviews-2.jsonl": germanDates },
    code: 1,
    before: { "reviews-2.jsonl": null, "health-1.jsonl": null },
    hasHistory: true,
  },
  {
    name: "the same, corrected in a file of another name",
    wrong: { "reviews-2.jsonl": null, "reviews-2b.jsonl": germanDates },
    code: 1,
    correct: { "reviews-2b.jsonl": null },
  },
  {
    name: "a mapped field that no record has",
    wrong: { "pipeline.yaml": pipeline({ text: "text" }) },
    code: 1,
  },
  {
    name: "numbers that are none",
    wrong: { "health-1.jsonl": health("2025-11", (index) => (index < 4 ? index : "n/a")) },
    code: 1,
  },
  {
    name: "an own check that the records broke",
    wrong: {
      "pipeline.yaml": pipeline({ checks: rated("error") }),
      "reviews-2.jsonl": reviews("2025-11", { stars: null }),
    },
    code: 1,
    correct: { "pipeline.yaml": pipeline({ checks: rated("error") }) },
  },
  {
    name: "an own check that was too strict",
    wrong: {
      "pipeline.yaml": pipeline({ checks: rated("error") }),
      "reviews-2.jsonl": reviews("2025-11", { stars: null }),
    },
    code: 1,
    correct: {
      "pipeline.yaml": pipeline({ checks: rated("warn") }),
      "reviews-2.jsonl": reviews("2025-11", { stars: null }),
      ...later,
    },
  },
  {
    name: "a taxonomy in which an area has no owner",
    wrong: { "pipeline.yaml": pipeline({ checks: owned }), "taxonomy/sync.yaml": taxonomy(unowned) },
    code: 1,
    correct: { "pipeline.yaml": pipeline({ checks: owned }), ...later },
  },
  {
    name: "a run that was told to stop after a stage",
    wrong: {},
    words: ["--stage", "normalize"],
    code: 0,
    correct: later,
  },
  {
    name: "a snapshot that can't be written",
    wrong: { ".fixloop/notes.snapshot.duckdb/in-the-way": "" },
    code: 2,
    correct: { ".fixloop/notes.snapshot.duckdb": null, ...later },
    before: {},
  },
  {
    name: "globs that match nothing",
    wrong: { "pipeline.yaml": pipeline({ files: "review-*.jsonl" }) },
    code: 0,
  },
  {
    name: "a file that is no text",
    wrong: { "reviews-2.jsonl": "PK\u0003\u0004\u0000\u0000\u0000" },
    code: 0,
    before: { "reviews-2.jsonl": null },
  },
];

test.each(stops)(
  "after a correction one run has everything: $name",
  async ({ name, wrong, words = [], code, correct = {}, before, hasHistory }) => {
    const runs = async (folder: string, files: Files): Promise<void> => {
      write(folder, files);
      const { code: ended, stderr } = await fixloop(folder, "run");
      expect(ended, stderr).toBe(0);
    };
    const corrected = path.join(root, name.replaceAll(/\W+/g, "-"));
    if (hasHistory === true) await runs(corrected, { ...right, ...before });
    write(corrected, { ...right, ...wrong });
    const stopped = await fixloop(corrected, "run", ...words);
    expect(stopped.code, stopped.stderr).toBe(code);
    await runs(corrected, { ...right, ...correct });

    const rightFromTheStart = `${corrected}-right`;
    if (before !== undefined) await runs(rightFromTheStart, { ...right, ...before });
    await runs(rightFromTheStart, { ...right, ...correct });
    expect(differences(await tables(rightFromTheStart), await tables(corrected))).toEqual([]);
  },
  120_000,
);
