import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { bundleProjects } from "../../../test/bundle/projects.ts";
import { projectIn } from "../../../test/support/referenceProject.ts";
import { smallProject, target } from "../../../test/support/project.ts";
import type { DataCheck } from "../../contract/dataCheck.ts";
import { plannedSql } from "../../plan/plan.ts";
import { resolveCheck } from "../../spec/dataCheck.ts";
import { defaultRoles } from "../../spec/defaults.ts";
import { loadProject } from "../../spec/load.ts";
import type { Project } from "../../spec/project.ts";
import type { CheckSpec } from "../../spec/schema/checks.ts";
import { databricks } from "../../sql/databricks.ts";
import { catalogue } from "../../stages/catalogue.ts";
import { tables } from "../../stages/tables.ts";
import { builtInLineage } from "../builtInLineage.ts";
import { catalogOf } from "../catalog.ts";
import { governanceStatements, pipelineStatements } from "../generatedStatements.ts";
import { planLineage } from "../planLineage.ts";
import { parsedLineage } from "./parsedLineage.ts";
import { loadParser, type Parser } from "./parser.ts";
import { statementProblems } from "./statement.ts";

let parse: Parser;
beforeAll(async () => {
  parse = await loadParser();
});

/** What an author can promise, in every kind and severity; each is the only check of its project. */
const feedback = "curated.feedback_event";
const written: Readonly<Record<string, Partial<CheckSpec> & Pick<CheckSpec, "table">>> = {
  rule: { table: feedback, rule: "rating is null or rating between 1 and 5" },
  "rule-without-literals": { table: feedback, rule: "occurred_at <= received_at" },
  "rule-of-every-kind": {
    table: feedback,
    rule: "not (length(folded_text) + 1 > abs(rating - revisions) and starts_with(source, 'a')) or coalesce(locale, language) in ('en', platform) and product_version is not null",
  },
  "not-null": { table: feedback, not_null: ["product_version", "platform"] },
  accepted: { table: feedback, accepted: { channel: ["reviews", "tickets"], language: ["en"] } },
  references: {
    table: feedback,
    references: { parent_record_id: "curated.feedback_event.source_record_id" },
  },
  "references-later": { table: feedback, references: { event_id: "curated.issue.issue_id" } },
  unique: { table: feedback, unique: ["locale", "rating"] },
  fresh: { table: feedback, fresh: "26h", column: "received_at" },
  volume: {
    table: feedback,
    volume: { at_least: "50%", at_most: "300%" },
    of_last: "14d",
    column: "event_date",
  },
  "volume-at-least": { table: feedback, volume: { at_least: "50%" }, of_last: "14d", column: "event_date" },
  distribution: { table: feedback, distribution: "language", of_last: "28d", column: "event_date" },
  "key-that-names-people": { table: "curated.customer_record", not_null: ["name"] },
  "issues-by-id": { table: "curated.issue", rule: "events > 0" },
  "raw-table": { table: "raw.account", not_null: ["account_id"] },
  "published-table": { table: "curated.published_roi", unique: ["product"] },
  "work-table": { table: "raw.landing_record", not_null: ["source"] },
  "accepted-elsewhere": { table: "curated.text_score", accepted: { category: ["sync"] } },
};
const perRow = ["rule", "not-null", "accepted", "references", "rule-of-every-kind"];
const check = (id: string, severity: DataCheck["severity"]): DataCheck =>
  resolveCheck(id, { severity, ...written[id] } as CheckSpec, tables);

const loaded = (files: ReadonlyMap<string, string>): Project => {
  const { project } = loadProject(files, catalogue);
  if (project === undefined) throw new Error("the project has errors");
  return project;
};
const projects: Readonly<Record<string, () => Project>> = {
  ...Object.fromEntries(
    Object.keys(written).map((id) => [
      `a check of the kind ${id}`,
      () => smallProject({ checks: [check(id, "warn")] }),
    ]),
  ),
  ...Object.fromEntries(
    perRow.map((id) => [
      `a check of the kind ${id} that sets rows aside`,
      () => smallProject({ checks: [check(id, "quarantine")] }),
    ]),
  ),
  "every check at once, under another prefix": () =>
    smallProject({
      schemaPrefix: "other",
      checks: [
        ...Object.keys(written).map((id) => check(id, "error")),
        ...perRow.map((id) => ({ ...check(id, "quarantine"), id: `${id}-aside` })),
      ],
      roles: defaultRoles,
      targets: [target({ groups: { analyst: "analysts" } }), target({ id: "dev", runAs: "pipeline" })],
    }),
  "the reference project": () => projectIn(path.join(import.meta.dirname, "..", "..", "..")),
  ...Object.fromEntries(
    Object.entries(bundleProjects).map(([name, files]) => [`the ${name} project`, () => loaded(files)]),
  ),
};

describe.each(Object.entries(projects))("%s", (_name, project) => {
  test("declares of its statements what the parser says of them", () => {
    const plan = plannedSql(project());
    const catalog = catalogOf(plan);
    const statements = [...pipelineStatements(plan, databricks), ...governanceStatements(plan)];
    // what is the same for every project is held by the test of the built-in ones
    const added = statements.filter((statement) => builtInLineage(statement) === undefined);
    expect(added.length).toBeGreaterThan(0);
    expect(statementProblems(added, { parse, catalog })).toEqual([]);
    const read = statements.flatMap((statement) => {
      const { writes, columns, rows } =
        builtInLineage(statement) ?? parsedLineage(statement, { parse, catalog });
      const writer = statement.id.replace(/^governance\.[^.]+\.([^.]+)\.\d+$/, "governance.$1");
      return writes === undefined ? [] : [[`${writes} by ${writer}`, { columns, rows }] as const];
    });
    const declared = [...planLineage(plan).values()].flatMap(({ relation, writers }) =>
      writers
        .filter(({ rows }) => !["authored", "record"].includes(rows[0] ?? ""))
        .map(({ statement, columns, rows }) => [`${relation} by ${statement}`, { columns, rows }] as const),
    );
    expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(read));
  });
});
