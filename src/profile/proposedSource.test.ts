import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import { catalogue } from "../../src/stages/catalogue.ts";
import { loadProject } from "../spec/load.ts";
import type { SourceRecord } from "./fieldProfile.ts";
import { pipelineYaml } from "./pipelineYaml.ts";
import { proposedContract } from "./proposedContract.ts";
import { proposedSource, type FilesOfOneShape, type ProposedSource } from "./proposedSource.ts";

const filesOf = (start: readonly SourceRecord[], over: Partial<FilesOfOneShape> = {}): FilesOfOneShape => ({
  name: "reviews",
  files: ["reviews.csv"],
  format: "csv",
  encoding: undefined,
  delimiter: undefined,
  repeatedColumns: false,
  records: undefined,
  start,
  modified: new Date("2026-03-01T12:00:00Z"),
  ...over,
});

function sourceOf(start: readonly SourceRecord[], over: Partial<FilesOfOneShape> = {}): ProposedSource {
  const found = proposedSource(filesOf(start, over));
  if (found === undefined) throw new Error("no texts");
  return found;
}

const texts = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `The export of page ${index} stops with an error`);

describe("an id", () => {
  test("made of the text alone where that tells all records apart", () => {
    const { idKeys, sameId } = sourceOf(texts(20).map((text) => ({ label: "a", text })));
    expect([idKeys, sameId]).toEqual([["text"], 0]);
  });

  test("made of what tells the most apart, and what is left counts once", () => {
    const rows = texts(10).flatMap((text) =>
      ["ann", "bob", "bob"].map((name) => ({ shop: "one", text, name })),
    );
    const { idKeys, sameId } = sourceOf(rows);
    expect([idKeys, sameId]).toEqual([["text", "name"], 10]);
  });

  test("a column that is one for nearly all records needs the text beside it", () => {
    const rows = texts(200).map((text, index) => ({ review_id: `r${index % 199}`, text }));
    const { idKeys, sharedId, sameId } = sourceOf(rows);
    expect({ idKeys, sharedId, sameId }).toEqual({
      idKeys: ["review_id", "text"],
      sharedId: { path: "review_id", values: 1 },
      sameId: 0,
    });
  });

  test("an id that comes again at another time is an edit, and at the same time with the same content a delivery", () => {
    const rows = texts(200).map((text, index) => ({
      id: `r${index % 199}`,
      created: `2026-01-${String((index % 28) + 1).padStart(2, "0")}`,
      text,
    }));
    expect(sourceOf(rows).idKeys).toBeUndefined();
    const [first] = rows;
    expect(sourceOf([...rows.slice(0, 199), first ?? {}]).idKeys).toBeUndefined();
  });
});

test("texts without a time are as old as their file", () => {
  expect(sourceOf(texts(20).map((text) => ({ text }))).constantDay).toBe("2026-03-01");
});

test("what the names say of the kind", () => {
  const kind = (name: string, record: SourceRecord): string =>
    sourceOf(
      texts(20).map((text, index) => ({ ...record, id: index, text })),
      { name },
    ).kind;
  expect(kind("export", { stars: "5" })).toBe("reviews");
  expect(kind("support-tickets", {})).toBe("tickets");
  expect(kind("export", { subject: "Export", status: "open" })).toBe("tickets");
  expect(kind("nps 2026", { score: "9" })).toBe("survey");
});

test("no texts, no source", () => {
  expect(proposedSource(filesOf([{ id: "1", city: "Hull" }]))).toBeUndefined();
  expect(proposedSource(filesOf([]))).toBeUndefined();
});

describe("a contract that its own records keep", () => {
  const days = (...counts: readonly number[]): readonly { day: string; records: number }[] =>
    counts.flatMap((records, index) =>
      records === 0
        ? []
        : [{ day: new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10), records }],
    );
  test("every day: two days, and half of the poorest that is whole", () => {
    expect(proposedContract(days(1, 9, 7, 12, 8, 2))).toEqual({ freshDays: 2, minPerDay: 3 });
  });
  test("with pauses: twice the longest, and no fewest", () => {
    expect(proposedContract(days(5, 0, 0, 5, 5, 0, 5, 5))).toEqual({ freshDays: 6, minPerDay: undefined });
  });
  test("too few days say nothing", () => {
    expect(proposedContract(days(5, 5, 5, 5))).toEqual({ freshDays: undefined, minPerDay: undefined });
    expect(proposedContract([])).toEqual({ freshDays: undefined, minPerDay: undefined });
  });
});

describe("pipeline.yaml", () => {
  const written = (source: ProposedSource, contract = proposedContract([])): string =>
    pipelineYaml({ name: "notes", sources: new Map([["reviews", { ...source, contract }]]) });
  const mapOf = (text: string): unknown =>
    (parse(text) as { sources: { reviews: { map: unknown } } }).sources.reviews.map;

  test("is what a person would write, with marks where a person decides", () => {
    const rows = texts(20).map((text, index) => ({
      Created: `${String(index + 1).padStart(2, "0")}.01.2026 10:00`,
      Review: text,
      Stars: `${(index % 5) + 1}/5`,
    }));
    expect(written(sourceOf(rows), { freshDays: 2, minPerDay: 3 }))
      .toBe(`# yaml-language-server: $schema=schemas/pipeline.schema.json
# Proposed by \`fixloop init --from\`. Lines marked uncertain need a person: correct them, then remove the mark.
name: notes
sources:
  reviews:
    kind: reviews # uncertain: reviews, tickets, survey or email
    files: reviews.csv
    map:
      # uncertain: no column is an id, so one is made of these values. An edited record becomes another one.
      id:
        hash:
          - Review
      # uncertain: the times name no zone: they are read as UTC
      at:
        from: Created
        format: "dd.MM.yyyy HH:mm"
      text: Review
      rating:
        from: Stars
        scale: "1-5"
    fresh: "2d" # uncertain: twice the longest pause of its last 90 days
    min_per_day: 3 # uncertain: half of the poorest of its last 90 days
    # uncertain: what every record has today; without one of them, a record is set aside
    require:
      - Created
      - Review
      - Stars
`);
  });

  test("nested fields are paths, and the first element of a list is the first that has the key", () => {
    const rows = texts(20).map((text, index) => ({
      "review.id": `r${index}`,
      comments: [{ "user[comment]": { text, date: "2026-01-01" } }],
    }));
    expect(mapOf(written(sourceOf(rows, { format: "jsonl", files: ["a.jsonl"] })))).toEqual({
      id: "review.id",
      at: { path: String.raw`comments[first:user\[comment\]].user\[comment\].date` },
      text: { path: String.raw`comments[first:user\[comment\]].user\[comment\].text` },
    });
  });

  test("names of columns and files are values, whatever they hold", () => {
    const hostile = [
      "text: {a}\nowner: evil # x",
      '"text"',
      "text\u202e\u0000",
      "- text & *a !b %c @d `e`",
      "Wörter text 😀",
      "${text} {{text}}",
      "'text'",
    ];
    for (const key of hostile) {
      const rows = texts(20).map((text, index) => ({ [key]: text, other: `x${index % 3}` }));
      const text = written(
        sourceOf(rows, { files: [`../${key.replaceAll("\0", "").replaceAll("\\", "")}.csv`, "b.csv"] }),
      );
      const { project, diagnostics } = loadProject(new Map([["pipeline.yaml", text]]), catalogue);
      expect(
        diagnostics.filter(({ severity }) => severity === "error"),
        text,
      ).toEqual([]);
      expect(project?.sources[0]?.map["text"]).toEqual({ kind: "key", key });
      expect(Object.keys(parse(text) as object)).toEqual(["name", "sources"]);
    }
  });
});
