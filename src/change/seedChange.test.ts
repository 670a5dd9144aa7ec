import { planOf } from "../../test/support/planOf.ts";
import { tableIn } from "../contract/table.ts";
import { catalogue } from "../stages/catalogue.ts";
import { expect, test } from "vitest";
import { category, smallProject } from "../../test/support/project.ts";
import { seedRows } from "../workspace/plan.ts";
import { seedFiles } from "../databricks/seedFiles.ts";
import { seedChanges, seedTexts } from "./seedChange.ts";
import type { Project } from "../spec/project.ts";

const seedsOf = (project: Project) => planOf(project).seeds;
const textsOf = (project: Project) =>
  new Map(seedsOf(project).map((seed) => [seed.table, seedTexts(catalogue.tables, seed)]));
const base = smallProject();
const rule = (text: string, owner: string) => ({
  text,
  owner,
  area: undefined,
  category: undefined,
  kind: undefined,
  severity: undefined,
  product: undefined,
  platform: undefined,
  segment: undefined,
});

test("the same project changes nothing, also when it comes back from its own seed files", () => {
  expect(seedChanges(textsOf(base), planOf(base))).toEqual({ authored: [], derived: [] });
  const files = seedFiles(planOf(base));
  const read = new Map(
    seedsOf(base).map(({ table }) => [
      table,
      seedRows(tableIn(catalogue.tables, table), Buffer.from(files.get(`bundle/seeds/${table}.jsonl`) ?? "")),
    ]),
  );
  expect(seedChanges(read, planOf(base))).toEqual({ authored: [], derived: [] });
});

test("a category that comes, one that goes and one that changes are named by id", () => {
  const [first] = base.taxonomy.categories;
  const after = smallProject({
    taxonomy: {
      ...base.taxonomy,
      categories: [
        { ...first!, severity: "critical", title: "Sync has stopped" },
        category({ id: "sync-slow", area: "sync" }),
      ],
    },
  });
  const { authored } = seedChanges(textsOf(base), planOf(after));
  expect(authored.find(({ table }) => table === "curated.category")).toEqual({
    table: "curated.category",
    added: ["sync-slow"],
    removed: [],
    changed: [
      {
        id: "sync-stops",
        // severity_points follow from the severity and are not said again
        fields: [
          { name: "severity", from: "high", to: "critical" },
          { name: "title", from: "sync-stops", to: "Sync has stopped" },
        ],
      },
    ],
  });
});

test("a rule that is put in front of others is one rule more, not a change of all", () => {
  const before = smallProject({ routing: { ...base.routing, rules: [rule("*   team-sync", "team-sync")] } });
  const after = smallProject({
    routing: {
      ...base.routing,
      rules: [rule("kind:praise team-sync", "team-sync"), rule("*   team-sync", "team-sync")],
    },
  });
  expect(seedChanges(textsOf(before), planOf(after)).authored).toEqual([
    { table: "curated.owner_rule", added: ["kind:praise team-sync"], removed: [], changed: [] },
  ]);
});

test("a threshold is a change of the one row of settings, without the versions that follow from it", () => {
  const after = smallProject({ clustering: { ...base.clustering, standingMinEvents: 30 } });
  expect(seedChanges(textsOf(base), planOf(after)).authored).toEqual([
    {
      table: "curated.setting",
      added: [],
      removed: [],
      changed: [{ id: "1", fields: [{ name: "standing_min_events", from: "20", to: "30" }] }],
    },
  ]);
});

test("weights are counted, not listed", () => {
  const after = smallProject({
    taxonomy: {
      ...base.taxonomy,
      categories: [category({ id: "sync-stops", area: "sync", examples: ["it broke"] })],
    },
  });
  const { derived } = seedChanges(textsOf(base), planOf(after));
  expect(derived.map(({ table }) => table)).toContain("curated.classifier_weight");
  expect(derived.every(({ added }) => typeof added === "number")).toBe(true);
});
