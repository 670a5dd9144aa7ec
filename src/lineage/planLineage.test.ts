import { beforeAll, describe, expect, test } from "vitest";
import { smallProject } from "../../test/support/project.ts";
import { plannedSql, type PlannedSql } from "../plan/plan.ts";
import { databricks } from "../sql/databricks.ts";
import { duckdb } from "../sql/duckdb.ts";
import { contractCatalog } from "./catalog.ts";
import { pipelineStatements } from "./generatedStatements.ts";
import { loadParser, type Parser } from "./parser.ts";
import { columnsWithoutOrigin, planLineage, statementProblems } from "./planLineage.ts";
import type { PlanLineage } from "../contract/lineage.ts";
import { statementLineage } from "./statement.ts";

let parse: Parser;
let plan: PlannedSql;
let lineage: PlanLineage;
beforeAll(async () => {
  parse = await loadParser();
  plan = plannedSql(smallProject());
  lineage = planLineage(plan, parse);
});

/** Written by hand from reading the stages, never from what the analyser says. */
const truth: Readonly<Record<string, string>> = {
  "raw.landing.payload": "record",
  "curated.category.title": "authored",
  "curated.setting.code_version": "authored",
  "raw.landing_record.source": "raw.landing.source",
  "raw.landing_record.given_body":
    "curated.source_field.constant_value curated.source_field.field curated.source_field.record_key raw.landing.payload",
  "raw.landed_file.content_hash": "raw.landing_file.content_hash",
  "raw.feedback_payload.event_id": "raw.landing_record.given_id raw.landing_record.source",
  "raw.feedback_payload.source_record_id": "raw.landing_record.given_id",
  "raw.feedback_payload.payload":
    "raw.feedback_payload.file raw.feedback_payload.received_at raw.feedback_payload.record_position raw.landing.payload raw.landing_record.file raw.landing_record.received_at raw.landing_record.record_position",
  "raw.feedback_payload.run_id": "curated.pipeline_run.run_id",
  "raw.release.version": "raw.landing_record.given_version",
  "raw.release.release_kind": "raw.landing_record.given_release_kind raw.landing_record.given_version",
  "curated.customer.customer_id":
    "curated.customer_link.left_record_id curated.customer_link.right_record_id curated.customer_record.customer_record_id",
  "curated.customer.revenue_month": "raw.account.revenue_month",
  "curated.text_score.category": "curated.classifier_category.category",
  "curated.text_score.score":
    "curated.classifier_category.bias curated.classifier_weight.weight curated.feedback_event.folded_text",
  "curated.text_score.sentiment_points": "curated.sentiment_word.sentiment_points",
  "curated.text_score.word_risk": "curated.risk_word.risk_class",
  "curated.enrichment.category": "curated.text_score.category",
  "curated.enrichment.area": "curated.category.area",
  "curated.enrichment.sentiment": "curated.feedback_event.rating curated.text_score.sentiment_points",
  "curated.enrichment.urgency": "curated.feedback_event.priority curated.text_score.urgency_points",
  "curated.enrichment.risk_class": "curated.category.risk_class curated.text_score.word_risk",
  "curated.enrichment.quote": "curated.feedback_event.masked_text",
  "curated.enrichment.decided_by": "constant",
  "curated.enrichment.accepted":
    "curated.setting.min_confidence_bp curated.text_score.category curated.text_score.confidence_bp",
  "curated.enrichment.taxonomy_version": "curated.pipeline_run.taxonomy_version",
  "curated.daily_count.category": "curated.enrichment.accepted curated.enrichment.category",
  // which days are counted depends on what was counted before
  "curated.daily_count.events":
    "curated.customer.* curated.daily_count.* curated.enrichment.* curated.feedback_event.*",
  "curated.daily_count.voters":
    "curated.customer.customer_id curated.enrichment.accepted curated.enrichment.category curated.feedback_event.content_hash curated.feedback_event.customer_record_id curated.feedback_event.event_date curated.feedback_event.event_id curated.feedback_event.occurred_at curated.feedback_event.product",
  "curated.detection.origin": "constant",
  "curated.assignment.owner": "curated.area.owner curated.category.owner curated.owner_rule.owner",
  "curated.reply_draft.language": "curated.macro.language",
  "curated.reply_draft.body":
    "curated.category.title curated.enrichment.quote curated.feedback_event.product curated.macro.article_id curated.macro.body curated.product.title raw.article.title",
  "curated.reply_draft.risk_class":
    "curated.enrichment.risk_class curated.feedback_event.channel curated.macro.risk_class",
  "curated.outbox.action": "constant",
  "curated.outbox.destination":
    "curated.feedback_event.source curated.owner.destination curated.setting.tracker",
  "curated.outbox.status": "curated.category.risk_class curated.reply_draft.risk_class",
  "curated.outbox.created_at": "curated.pipeline_run.as_of",
  "curated.review_item.subject_kind": "constant",
  "curated.review_item.subject_id":
    "curated.assignment.issue_id curated.customer_link.left_record_id curated.customer_link.right_record_id curated.enrichment.event_id curated.outbox.outbox_id",
  "curated.fix.issue_id": "curated.issue.issue_id",
  "curated.fix.ticket_key": "raw.tracker_event.ticket_key",
  "curated.validation.issue_id": "curated.fix.issue_id",
  "curated.drift.measure": "constant",
  "curated.pipeline_run.as_of": ":as_of :now raw.feedback_payload.received_at raw.tracker_event.changed_at",
  "curated.pipeline_run.started_at": ":now",
  "curated.pipeline_run.code_version": "curated.setting.code_version",
  "curated.stage_run.window_low": "curated.stage_run.window_high",
  "curated.stage_run.window_high": "curated.pipeline_run.run_id",
  "curated.check_result.stage": "constant",
  "curated.deployment.manifest_hash": ":manifest_hash",
  "curated.erasure_receipt.row_count": "raw.erasure_scope.row_count",
  "serving.roi.ticket_cost": "curated.published_roi.ticket_cost",
  "curated.published_roi.ticket_cost": "curated.setting.ticket_cost_milli",
  "curated.published_roi.proven_fixes": "curated.fix_evidence.* curated.issue.* curated.validation.*",
  "curated.published_roi.deflected_tickets":
    "curated.fix_evidence.exposure curated.fix_evidence.observed curated.fix_evidence.reference_exposure curated.fix_evidence.reference_observed",
  "curated.published_issue_overview.title": "curated.category.title curated.issue.category",
  "curated.published_issue_overview.owner": "curated.assignment.owner curated.owner.title",
  "curated.published_issue_overview.events": "curated.issue.events",
  "curated.published_issue_overview.rate_ratio_percent": "curated.validation.rate_ratio_milli",
  "curated.published_executive_scorecard.window_days": "constant",
};

describe("the lineage of columns", () => {
  test.each(Object.entries(truth))("%s comes from %s", (column, origins) => {
    const [, relation = "", name = ""] = /^(\w+\.\w+)\.(\w+)$/.exec(column) ?? [];
    expect(lineage.get(relation)?.columns[name]?.join(" ")).toBe(origins);
  });

  test("every column of every table and view comes from somewhere", () => {
    expect(columnsWithoutOrigin(lineage, false)).toEqual([]);
    for (const [relation, columns] of contractCatalog)
      expect(Object.keys(lineage.get(relation)?.columns ?? {}), relation).toEqual(columns);
  });

  test("a column that no statement sets is named", () => {
    const { columns: without, ...rest } = lineage.get("curated.validation")!;
    const broken = new Map([
      ...lineage,
      ["curated.validation", { ...rest, columns: { ...without, verdict: [] } }] as const,
    ]);
    expect(columnsWithoutOrigin(broken, false)).toEqual([
      "curated.validation.verdict has no origin: no statement of the plan sets it",
    ]);
  });
});

describe("both dialects", () => {
  /** What one engine has and the other doesn't: rows are limited by reader on Databricks alone, files are vacuumed there alone. */
  const differs = (id: string, column: string): boolean =>
    id === "retention.erasure.receipt" && column === "pending_until";

  test("give every column of every statement the same origins", () => {
    const read = (dialect: typeof duckdb) =>
      new Map(
        pipelineStatements(plan, dialect).flatMap((statement) => {
          const { target, columns } = statementLineage(statement, { parse, catalog: contractCatalog });
          return target === undefined ? [] : [[statement.id, columns] as const];
        }),
      );
    const here = read(duckdb);
    const there = read(databricks);
    expect(here.size).toBeGreaterThan(80);
    for (const [id, columns] of here)
      for (const [column, origins] of columns)
        if (!differs(id, column))
          expect([...origins].toSorted(), `${id} ${column}`).toEqual(
            [...(there.get(id)?.get(column) ?? [])].toSorted(),
          );
  });

  test("name nothing that the contract doesn't know", () => {
    for (const dialect of [duckdb, databricks])
      expect(statementProblems(pipelineStatements(plan, dialect), parse)).toEqual([]);
  });
});

describe("a statement that names what isn't there", () => {
  const assignment = (): string =>
    pipelineStatements(plan, databricks).find(({ id }) => id === "route.assignment")?.text ?? "";
  const problems = (text: string, catalog = contractCatalog): readonly string[] =>
    statementLineage(
      { id: "s", text, dialect: "databricks", schemaPrefix: "fixloop" },
      { parse, catalog },
    ).problems.map(({ code, message }) => `${code}: ${message}`);
  const changed = (from: string, to: string): string => {
    const text = assignment();
    expect(text).toContain(from);
    return text.replace(from, to);
  };

  test("a misspelt column is told with the nearest known one", () => {
    expect(problems(changed("member.issue_id", "member.isue_id"))).toContain(
      "unknown_column: member has no column isue_id; did you mean issue_id?",
    );
  });

  test("an unknown table is told with the nearest known one", () => {
    expect(problems(changed("fixloop_curated.owner_rule", "fixloop_curated.owner_rules"))).toContain(
      "unknown_table: no table, view or query is called curated.owner_rules; did you mean curated.owner_rule?",
    );
  });

  test("a column that was dropped from the contract is missed where it is read and where it is written", () => {
    const without = new Map(
      [...contractCatalog].map(([name, columns]) => [
        name,
        columns.filter((column) => column !== "explanation"),
      ]),
    );
    expect(problems(assignment(), without)).toEqual([
      "unknown_column: existing has no column explanation",
      "unknown_column: curated.assignment has no column explanation",
    ]);
  });

  test("a name that two tables have is ambiguous", () => {
    expect(
      problems(
        "SELECT issue_id FROM fixloop_curated.issue AS issue CROSS JOIN fixloop_curated.issue_member AS member",
      ),
    ).toEqual(["ambiguous_column: column issue_id is in issue and in member: say which is meant"]);
  });

  test("an alias that stands nowhere is told", () => {
    expect(problems("SELECT member.issue_id FROM fixloop_curated.issue AS issue")).toEqual([
      "unknown_relation: nothing here is called member",
    ]);
  });

  test("sides of a union with other numbers of columns are told", () => {
    expect(
      problems(
        "SELECT issue_id FROM fixloop_curated.issue UNION ALL SELECT issue_id, owner FROM fixloop_curated.assignment",
      ),
    ).toEqual(["column_count: the sides of a set operation have 1 and 2 columns"]);
  });

  test("text that is no SQL is told with its place and without its text", () => {
    expect(problems("SELECT FROM WHERE secret")[0]).toMatch(
      /^unparsable: can't be parsed: Parse error at line 1/,
    );
  });

  test("a mask on a column that isn't there is told", () => {
    expect(
      problems("ALTER TABLE fixloop_raw.account ALTER COLUMN mail SET MASK fixloop_curated.mask_text"),
    ).toEqual(["unknown_column: raw.account has no column mail; did you mean email?"]);
    expect(problems("GRANT SELECT ON TABLE fixloop_curated.isue TO `people`")).toEqual([
      "unknown_table: no table or view is called curated.isue; did you mean curated.issue?",
    ]);
  });
});

describe("what a value comes from", () => {
  const columns = (text: string, dialect: "databricks" | "duckdb" = "databricks") => {
    const found = statementLineage({ id: "s", text, dialect, schemaPrefix: "p" }, { parse, catalog });
    expect(found.problems).toEqual([]);
    return Object.fromEntries([...found.columns].map(([name, origins]) => [name, [...origins].join(" ")]));
  };
  const rows = (text: string): string =>
    [
      ...statementLineage({ id: "s", text, dialect: "databricks", schemaPrefix: "p" }, { parse, catalog })
        .rows,
    ].join(" ");
  const catalog = new Map([
    ["raw.a", ["k", "x", "words"]],
    ["raw.b", ["k", "y"]],
  ]);

  test("a union takes by place, under the names of its first part", () => {
    expect(columns("SELECT k AS n FROM p_raw.a UNION ALL SELECT y FROM p_raw.b")).toEqual({
      n: "raw.a.k raw.b.y",
    });
  });

  test("a filter decides about rows, not about values", () => {
    const text = "SELECT a.x FROM p_raw.a AS a JOIN p_raw.b AS b ON b.k = a.k WHERE b.y > 1";
    expect(columns(text)).toEqual({ x: "raw.a.x" });
    expect(rows(text)).toBe("raw.b.k raw.a.k raw.b.y");
  });

  test("a condition of a CASE decides about the value", () => {
    expect(columns("SELECT CASE WHEN k = 1 THEN x ELSE 'no' END AS v FROM p_raw.a")).toEqual({
      v: "raw.a.k raw.a.x",
    });
  });

  test("a count has rows, a rank its order, a sum its argument", () => {
    expect(
      columns(
        "SELECT count(*) AS n, count(1) AS m, sum(x) AS s, row_number() OVER (PARTITION BY k ORDER BY x) AS r, max(x) OVER (PARTITION BY k) AS w FROM p_raw.a GROUP BY ALL",
      ),
    ).toEqual({ n: "raw.a.*", m: "raw.a.*", s: "raw.a.x", r: "raw.a.k raw.a.x", w: "raw.a.x" });
  });

  test("parameters of a lambda hide columns of their name, in both dialects", () => {
    expect(columns("SELECT transform(words, x -> concat(x, k)) AS v FROM p_raw.a")).toEqual({
      v: "raw.a.words raw.a.k",
    });
    expect(columns("SELECT list_transform(words, lambda x: x || k) AS v FROM p_raw.a", "duckdb")).toEqual({
      v: "raw.a.words raw.a.k",
    });
  });

  test("a correlated subquery, a star without a column, a lateral alias and a CTE that hides a table", () => {
    expect(
      columns(`WITH a AS (SELECT k, y FROM p_raw.b)
SELECT a.* EXCEPT (y), (SELECT max(other.x) FROM p_raw.a AS other WHERE other.k = a.k) AS top, y + 1 AS z, z AS again FROM a`),
    ).toEqual({ k: "raw.b.k", top: "raw.a.x", z: "raw.b.y", again: "raw.b.y" });
  });

  test("parameters and the clock are origins, words are constants", () => {
    expect(columns("SELECT :as_of AS p, current_timestamp() AS c, 'word' AS w")).toEqual({
      p: ":as_of",
      c: ":now",
      w: "constant",
    });
  });

  test("a recursive query, rows made of an array, a unit of time", () => {
    expect(
      columns(`WITH RECURSIVE up AS (SELECT k AS n FROM p_raw.a UNION ALL SELECT up.n + b.y FROM up JOIN p_raw.b AS b ON b.k = up.n)
SELECT n FROM up`),
    ).toEqual({ n: "raw.a.k raw.b.y" });
    expect(rows("SELECT explode(words) AS word FROM p_raw.a")).toBe("raw.a.words");
    expect(columns("SELECT timestampadd(SECOND, x, k) AS t FROM p_raw.a")).toEqual({ t: "raw.a.x raw.a.k" });
  });
});
