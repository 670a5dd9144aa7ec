import { planOf } from "../support/planOf.ts";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { SqlStep } from "../../src/contract/step.ts";
import type { ViewContract } from "../../src/contract/view.ts";
import type { Stage } from "../../src/stages/stage.ts";
import { views } from "../../src/stages/views.ts";
import { stagesOf, stageStatements, stepSql } from "../../src/plan/plan.ts";
import { planProblems } from "../../src/plan/planProblems.ts";
import { maintenance, stages } from "../../src/stages/catalogue.ts";
import { contractOf, tableNames } from "../../src/stages/tables.ts";
import { jobNames } from "../../src/contract/vocabulary.ts";
import { packageVersion } from "../../src/plan/packageVersion.ts";
import { databricks } from "../../src/sql/databricks.ts";
import type { Dialect } from "../../src/sql/dialect.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render, sql, table } from "../../src/sql/sql.ts";
import { category, smallProject } from "../support/project.ts";
import { StageDatabase } from "../support/stageDatabase.ts";

const everyStage = [...stages, ...maintenance];
const steps = everyStage
  .flatMap((stage) => stage.steps)
  .filter((step): step is SqlStep => step.kind === "sql");

test("no stage reads what nothing wrote, writes what another owns, or declares other than its SQL does", () => {
  expect(planProblems(everyStage)).toEqual([]);
});

describe("a broken stage is noticed:", () => {
  const broken = (change: Partial<Stage>, name = "enrich"): readonly string[] =>
    planProblems(everyStage.map((stage) => (stage.name === name ? { ...stage, ...change } : stage)));
  const enrich = stages.find(({ name }) => name === "enrich");
  const [firstStep] = enrich?.steps ?? [];

  test("one that writes a table of another stage", () => {
    expect(broken({ writes: [...(enrich?.writes ?? []), "curated.issue"] })).toContain(
      "enrich writes curated.issue, which cluster owns",
    );
  });
  test("one that reads a table before it is written", () => {
    const step = {
      ...(firstStep as SqlStep),
      query: () => sql`SELECT * FROM ${table("curated.validation")}`,
    };
    expect(broken({ steps: [step] })).toContain(
      `${step.id} reads curated.validation, which nothing has written yet`,
    );
  });
  test("one that does not say what it reads", () => {
    expect(broken({ reads: [] })).toContain("enrich reads curated.feedback_event without declaring it");
  });
  test("one that says it reads more than it does", () => {
    expect(broken({ reads: [...(enrich?.reads ?? []), "raw.release"] })).toContain(
      "enrich declares that it reads raw.release, but nothing does",
    );
  });
  test("one that deletes from a table without declaring it, or declares it and does not", () => {
    const retention = maintenance.find(({ name }) => name === "retention");
    const [, ...others] = retention?.alters ?? [];
    expect(broken({ alters: others }, "retention")).toContain(
      `retention alters ${retention?.alters?.[0]} without declaring it`,
    );
    expect(broken({ alters: [...(retention?.alters ?? []), "curated.validation"] }, "retention")).toContain(
      "retention declares that it alters curated.validation, but no step does",
    );
  });
});

describe("a view that would show half a run is noticed:", () => {
  const problems = (name: string, view: Partial<ViewContract>): readonly string[] =>
    planProblems(everyStage, { [name]: { ...views[name as `serving.${string}`], ...view } as ViewContract });

  test("one that is evaluated when it is read, over tables that a run changes one after the other", () => {
    expect(problems("serving.roi", { shows: "live", why: "" })).toContain(
      "serving.roi reads curated.validation, which a run changes while serving.roi is read",
    );
  });
  test("one that computes a column at reading from a table that a run changes", () => {
    const issues = sql`(SELECT count(*) FROM ${table("curated.issue")})`;
    expect(problems("serving.roi", { atReading: { proven_fixes: () => issues } })).toEqual([
      "serving.roi reads curated.issue, which a run changes while serving.roi is read",
    ]);
  });
  test("one that reads one table which several statements write", () => {
    expect(
      problems("serving.roi", {
        shows: "live",
        why: "",
        query: () => sql`SELECT product FROM ${table("curated.issue")}`,
      }),
    ).toEqual(["serving.roi reads curated.issue, which a run changes while serving.roi is read"]);
  });
});

test("every step, check and view has an id of its own, and a title and a reason to read", () => {
  const ids = [
    ...everyStage.flatMap((stage) => [...stage.steps, ...stage.checks].map(({ id }) => id)),
    ...Object.keys(views),
  ];
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  for (const step of everyStage.flatMap((stage) => stage.steps)) {
    expect(step.title.length, step.id).toBeGreaterThan(5);
    expect(step.why.length, step.id).toBeGreaterThan(20);
  }
});

test("every seed table is filled from the spec by exactly one stage", () => {
  const plan = planOf(smallProject());
  const filled = plan.seeds.map((seed) => seed.table).toSorted();
  expect(filled).toEqual(tableNames.filter((name) => contractOf(name).kind === "seed").toSorted());
});

test("every query gives its table's own columns by name", async () => {
  const db = await StageDatabase.open(smallProject());
  for (const step of steps) {
    const described = await db.rows<{ column_name: string }>(
      `DESCRIBE ${render(step.query(duckdb), "fixloop")}`,
    );
    expect(described.map(({ column_name }) => column_name).toSorted(), step.id).toEqual(
      [
        ...Object.keys(contractOf(step.writes).columns),
        ...(step.mode === "amend" ? ["is_gone"] : []),
      ].toSorted(),
    );
  }
  db.close();
});

test("the SQL is the same for every taxonomy: an edit changes seed rows and the taxonomy's version alone", () => {
  const before = planOf(smallProject());
  const project = smallProject();
  const after = planOf({
    ...project,
    taxonomy: {
      ...project.taxonomy,
      categories: [...project.taxonomy.categories, category({ id: "sync-slow", area: "sync" })],
    },
  });
  expect(after.codeVersion).toBe(before.codeVersion);
  expect(after.taxonomyVersion).not.toBe(before.taxonomyVersion);
});

test("building a plan twice gives the same versions", () => {
  expect(planOf(smallProject()).taxonomyVersion).toBe(planOf(smallProject()).taxonomyVersion);
});

test("a job other than the loop is one stage, after the loop by its position, and its SQL counts for the version of the code", () => {
  const plan = planOf(smallProject());
  expect(jobNames.map((job) => [job, stagesOf(plan, job).map(({ name }) => name)])).toEqual([
    ["loop", stages.map(({ name }) => name)],
    ["audit", ["audit"]],
    ["retention", ["retention"]],
  ]);
  expect([...plan.stages, ...plan.maintenance].map(({ position }) => position)).toEqual(
    everyStage.map((_, index) => index + 1),
  );
});

test("every step of a maintenance stage has a statement on DuckDB too", () => {
  for (const stage of planOf(smallProject()).maintenance) {
    const onDuckdb = new Set(stageStatements(stage, duckdb).map(({ id }) => id));
    expect(stage.steps.filter(({ id }) => !onDuckdb.has(id))).toEqual([]);
  }
});

test("no statement asks the engine for the time, for randomness or for an approximation", () => {
  const plan = planOf(smallProject());
  const forbidden =
    /\b(now|current_timestamp|current_date|localtimestamp|getdate|today|rand|random|uuid|approx_\w+|xxhash64|hash|first|last|any_value|mode)\s*\(|\bcurrent_(timestamp|date|time)\b/;
  for (const engine of [databricks, duckdb]) {
    // whatever is left of a clock is then a statement's own
    const dialect: Dialect = { ...engine, clock: () => sql`the_clock` };
    for (const stage of [...plan.stages, ...plan.maintenance]) {
      for (const statement of stageStatements(stage, dialect))
        if (!("kind" in statement))
          expect(render(statement.sql, "x").toLowerCase(), statement.id).not.toMatch(forbidden);
      // the ledger and the books of an erasure tell the time; what they tell it of does not
      for (const step of stage.steps)
        if (step.kind === "sql") expect(render(step.query(dialect), "x"), step.id).not.toContain("the_clock");
      for (const check of stage.checks)
        expect(render(check.failing(dialect), "x"), check.id).not.toContain("the_clock");
    }
    for (const [name, view] of Object.entries(views))
      expect(render(view.query(dialect), "x").toLowerCase(), name).not.toMatch(forbidden);
  }
});

test("every stage writes its window first and marks its end last", () => {
  const plan = planOf(smallProject());
  for (const stage of [...plan.stages, ...plan.maintenance]) {
    const ids = stageStatements(stage, duckdb).map(({ id }) => id);
    expect(ids[0]).toBe(`${stage.name}.begin`);
    expect(ids.at(-1)).toBe(`${stage.name}.end`);
    expect(ids.filter((id) => id === `${stage.name}.begin` || id === `${stage.name}.end`)).toHaveLength(2);
  }
});

test("the version that the code states is the package's", () => {
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  expect(packageVersion).toBe(manifest.version);
});

test("the text of a built-in step is built once, and apart for each dialect", () => {
  const stepOf = (name: string): SqlStep => {
    const found = planOf(smallProject({ name }))
      .stages.flatMap((stage) => stage.steps)
      .find(({ id }) => id === "cluster.daily_count");
    if (found?.kind !== "sql") throw new Error("the plan has no cluster.daily_count");
    return found;
  };
  const text = stepSql(stepOf("one"), duckdb) ?? sql``;
  expect(stepSql(stepOf("other"), duckdb)).toBe(text);
  expect(render(stepSql(stepOf("one"), databricks) ?? sql``, "x")).not.toBe(render(text, "x"));
});
