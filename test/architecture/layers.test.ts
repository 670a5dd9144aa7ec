import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { stageNames } from "../../src/contract/vocabulary.ts";
import { allImports, folderOf, importsOf, sourceFiles, sourceFolder, type Import } from "./importGraph.ts";

/**
 * The folders of `src/`, one line a layer. A folder may import those of the lines above it; two on one line don't import
 * each other. docs/explanation/architecture.md draws it.
 */
const layers: readonly (readonly string[])[] = [
  ["sql"],
  ["emit"],
  ["contract"],
  ["statistics", "systems"],
  ["checks"],
  ["spec"],
  ["classifier", "profile"],
  ["proposals"],
  ["ledger"],
  ["stages"],
  ["governance"],
  ["reading"],
  ["plan"],
  ["lineage", "change", "evals", "cost"],
  ["databricks", "local"],
  ["pipelineTests"],
  ["workspace"],
  ["report"],
  ["samples"],
  ["cli"],
];

const layerOf = (folder: string): number => layers.findIndex((line) => line.includes(folder));

/** Imports that the layers don't allow, as text. */
const wrongWay = (imports: readonly Import[]): readonly string[] =>
  imports
    .map(({ from, to }) => ({ from, to, own: folderOf(from), other: folderOf(to) }))
    .filter(({ own, other }) => own !== other && !(layerOf(other) < layerOf(own) && layerOf(other) >= 0))
    .map(({ from, to }) => `${from} imports ${to}`);

/** What takes a Plan, with the contracts of its tables and views, and nothing else of the stages. */
const ofAPlan: ReadonlySet<string> = new Set([
  "governance",
  "lineage",
  "change",
  "evals",
  "cost",
  "databricks",
  "local",
  "pipelineTests",
  "workspace",
  "report",
]);

/** Imports of the stages by what takes a Plan. */
const pastThePlan = (imports: readonly Import[]): readonly string[] =>
  imports
    .filter(({ from, to }) => ofAPlan.has(folderOf(from)) && folderOf(to) === "stages")
    .map(({ from, to }) => `${from} imports ${to}`);

/** The stages in the order in which they may know of each other: the loop, then what looks after it. */
const stageOrder: readonly string[] = [...stageNames, "audit", "retention"];
/** What a stage may read of an earlier one. */
const shared: ReadonlySet<string> = new Set(["tables.ts", "views.ts", "relations.ts"]);
/** What lies beside the stages: the type of a stage; all tables joined, which only the stage that removes rows takes. */
const besideStages = (from: string, to: string): boolean =>
  to === "stages/stage.ts" || (to === "stages/tables.ts" && from.startsWith("stages/retention/"));

/** Imports of a stage that reach into another one's files, or into a later one. */
const reaching = (imports: readonly Import[]): readonly string[] =>
  imports
    .filter(({ from, to }) => {
      const [, stage = "", ...inside] = from.split("/");
      if (folderOf(from) !== "stages" || inside.length === 0 || folderOf(to) !== "stages") return false;
      const [, other = "", ...rest] = to.split("/");
      if (rest.length === 0) return !besideStages(from, to);
      if (other === stage) return false;
      const isEarlier = stageOrder.indexOf(other) < stageOrder.indexOf(stage);
      return !isEarlier || rest.length > 1 || !shared.has(rest[0] ?? "");
    })
    .map(({ from, to }) => `${from} imports ${to}`);

/** Folders that can be reached from themselves by imports of other folders. */
function circles(imports: readonly Import[]): readonly string[] {
  const arrows = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    const [own, other] = [folderOf(from), folderOf(to)];
    if (own !== other) arrows.set(own, (arrows.get(own) ?? new Set()).add(other));
  }
  const reaches = (folder: string, seen: Set<string> = new Set()): ReadonlySet<string> => {
    for (const next of arrows.get(folder) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      reaches(next, seen);
    }
    return seen;
  };
  return [...arrows.keys()].filter((folder) => reaches(folder).has(folder));
}

describe("the import graph", () => {
  const imports = allImports();

  test("every folder has its layer", () => {
    const folders = [...new Set(sourceFiles().map(folderOf))];
    expect(folders.filter((folder) => layerOf(folder) < 0)).toEqual([]);
    expect(layers.flat().filter((folder) => !folders.includes(folder))).toEqual([]);
  });

  test("no folder imports one of its own layer or of a layer below", () => {
    expect(imports.length).toBeGreaterThan(1000);
    expect(wrongWay(imports)).toEqual([]);
  });

  test("no circle joins folders", () => {
    expect(circles(imports)).toEqual([]);
  });

  test("what takes a Plan asks no stage for its tables, views or statements", () => {
    expect(pastThePlan(imports)).toEqual([]);
  });

  test("a stage takes of earlier stages their tables, views and relations, and nothing else", () => {
    expect(reaching(imports)).toEqual([]);
  });

  test("nothing imports tests or benchmarks", () => {
    expect(imports.filter(({ to }) => to.startsWith("../") || to.endsWith(".test.ts"))).toEqual([]);
  });
});

describe("the rules notice", () => {
  const one = (from: string, line: string): readonly Import[] => importsOf(from, line);

  test.each([
    ["sql/sql.ts", 'import { stages } from "../stages/catalogue.ts";'],
    ["lineage/planLineage.ts", 'import type { X } from "../change/x.ts";'],
    ["plan/plan.ts", 'const { emitBundle } = await import("../databricks/emitBundle.ts");'],
    ["plan/plan.ts", 'export { x } from "../unknown/x.ts";'],
  ])("%s: %s", (from, line) => {
    expect(wrongWay(one(from, line))).toHaveLength(1);
  });

  test.each([
    ["local/seeds.ts", 'import { contractOf } from "../stages/tables.ts";'],
    ["workspace/smoke/statements.ts", 'import { views } from "../../stages/views.ts";'],
    ["governance/privileges.ts", 'import { catalogue } from "../stages/catalogue.ts";'],
  ])("%s: %s", (from, line) => {
    expect(pastThePlan(one(from, line))).toHaveLength(1);
  });

  test.each([
    ["stages/route/index.ts", 'import { features } from "../enrich/features.ts";'],
    ["stages/route/index.ts", 'import { trackTables } from "../track/tables.ts";'],
    ["stages/route/index.ts", 'import { tables } from "../tables.ts";'],
    ["stages/route/index.ts", 'import { stages } from "../catalogue.ts";'],
  ])("%s: %s", (from, line) => {
    expect(reaching(one(from, line))).toHaveLength(1);
  });

  test("a circle", () => {
    const there = one("a/x.ts", 'import "../b/y.ts";');
    const back = one("b/y.ts", 'import "../c/z.ts";\nimport "./own.ts";');
    expect(circles([...there, ...back])).toEqual([]);
    expect(circles([...there, ...back, ...one("c/z.ts", 'import "../a/x.ts";')])).toEqual(["a", "b", "c"]);
  });
});

describe("source files", () => {
  /** Lists of one kind of entry each: they are read by looking something up, not from top to bottom. */
  const catalogues = new Set(["spec/messages.ts", "spec/diagnosticExamples.ts"]);
  const most = 450;

  test(`but catalogues have fewer than ${most} lines`, () => {
    const long = sourceFiles()
      .filter((file) => !catalogues.has(file))
      .map(
        (file) => [file, readFileSync(path.join(sourceFolder, file), "utf8").split("\n").length - 1] as const,
      )
      .filter(([, lines]) => lines >= most);
    expect(long).toEqual([]);
  });

  test("read members of issues through the relation of votes", () => {
    const reading = sourceFiles()
      .filter((file) => file.startsWith("stages/"))
      .filter((file) =>
        readFileSync(path.join(sourceFolder, file), "utf8").includes('table("curated.issue_member")'),
      );
    // the step that writes them, and the relation
    expect(reading).toEqual(["stages/cluster/issueMember.ts", "stages/cluster/relations.ts"]);
  });

  test("ask which engine they are on in the dialects alone", () => {
    const asking = sourceFiles()
      .filter((file) => !file.startsWith("sql/"))
      .filter((file) =>
        /\bname\s*[!=]==\s*["'](?:databricks|duckdb)["']|dialect\s*[!=]==\s*(?:databricks|duckdb)\b/.test(
          readFileSync(path.join(sourceFolder, file), "utf8"),
        ),
      );
    expect(asking).toEqual([]);
  });
});
