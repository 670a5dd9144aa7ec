import { describe, expect, test } from "vitest";
import { smallProject } from "../../test/support/project.ts";
import { plannedSql } from "../plan/plan.ts";
import { sql } from "../sql/sql.ts";
import { catalogOf } from "./catalog.ts";
import { columnsWithoutOrigin, LineageFailure, planLineage } from "./planLineage.ts";

const plan = plannedSql(smallProject());
const lineage = planLineage(plan);

/** Written by hand from reading the stages, never from what the analyser says. */
const truth: Readonly<Record<string, string>> = {
  "raw.landing.payload": "record",
  "curated.category.title": "authored",
  "curated.setting.code_version": "authored",
  "raw.landing_record.source": "raw.landing.source",
  "raw.landing_record.given_body":
    "curated.source.record_paths curated.source_field.constant_value curated.source_field.field curated.source_field.record_key raw.landing.payload",
  "raw.landed_file.content_hash": "raw.landing_file.content_hash",
  "raw.feedback_payload.event_id": "raw.landing_record.given_id raw.landing_record.source",
  "raw.feedback_payload.source_record_id": "raw.landing_record.given_id raw.landing_record.source",
  "raw.feedback_payload.payload":
    "curated.pipeline_run.as_of raw.feedback_payload.file raw.feedback_payload.received_at raw.feedback_payload.record_position raw.landing.payload raw.landing_record.file raw.landing_record.received_at raw.landing_record.record_position",
  "raw.feedback_payload.run_id": "curated.pipeline_run.run_id",
  "raw.release.version": "raw.landing_record.given_version",
  "raw.release.release_kind": "raw.landing_record.given_release_kind raw.landing_record.given_version",
  "curated.customer.customer_id":
    "curated.customer_link.left_record_id curated.customer_link.right_record_id curated.customer_record.customer_record_id",
  "curated.customer.revenue_month": "raw.account.revenue_month",
  "curated.text_score.category": "curated.classifier_category.category",
  // score and place of the category are one number until the best is found
  "curated.text_score.score":
    "curated.classifier_category.bias curated.classifier_category.category curated.classifier_weight.feature curated.classifier_weight.weight curated.statement.folded_text",
  "curated.text_score.sentiment_points": "curated.sentiment_word.sentiment_points",
  "curated.text_score.word_risk": "curated.risk_word.risk_class",
  "curated.text_score.offers": "curated.noise_word.role",
  "curated.enrichment.category": "curated.point.category",
  "curated.enrichment.area": "curated.category.area",
  "curated.enrichment.sentiment":
    "curated.statement.rating curated.text_score.sentiment curated.text_score.sentiment_points",
  "curated.enrichment.urgency": "curated.statement.priority curated.text_score.urgency_points",
  "curated.enrichment.risk_class": "curated.category.risk_class curated.text_score.word_risk",
  "curated.enrichment.quote": "curated.point.quote",
  "curated.enrichment.decided_by":
    "curated.decision_in_force.category curated.decision_in_force.verb curated.point.category",
  "curated.enrichment.accepted": "curated.point.accepted",
  "curated.enrichment.taxonomy_version": "curated.pipeline_run.taxonomy_version",
  "curated.daily_count.category": "curated.point.category curated.point.votes",
  // which days are counted depends on what was counted before
  "curated.daily_count.events":
    "curated.customer.* curated.daily_count.* curated.point.* curated.statement.*",
  "curated.daily_count.voters":
    "curated.customer.customer_id curated.point.category curated.point.event_id curated.point.point_id curated.point.votes curated.statement.campaign_key curated.statement.customer_record_id curated.statement.event_date curated.statement.product curated.statement.said_at",
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
    "curated.assignment.issue_id curated.customer_link.left_record_id curated.customer_link.right_record_id curated.enrichment.event_id curated.outbox.outbox_id curated.ticket_similarity.issue_id",
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
  "curated.published_issue_overview.owner":
    "curated.assignment.owner curated.assignment.rule_position curated.category.owner curated.issue.kind curated.owner.title curated.owner_rule.match_category curated.owner_rule.match_kind",
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
    expect(columnsWithoutOrigin(plan, lineage, false)).toEqual([]);
    for (const [relation, columns] of catalogOf(plan))
      expect(Object.keys(lineage.get(relation)?.columns ?? {}), relation).toEqual(columns);
  });

  test("a column that no statement sets is named", () => {
    const { columns: without, ...rest } = lineage.get("curated.validation")!;
    const broken = new Map([
      ...lineage,
      ["curated.validation", { ...rest, columns: { ...without, verdict: [] } }] as const,
    ]);
    expect(columnsWithoutOrigin(plan, broken, false)).toEqual([
      "curated.validation.verdict has no origin: no statement of the plan sets it",
    ]);
  });

  test("a statement that was edited since is named with the command that computes its lineage", () => {
    const edited = {
      ...plan,
      stages: plan.stages.map((stage) => ({
        ...stage,
        steps: stage.steps.map((step) =>
          step.id === "route.assignment" && step.kind === "sql"
            ? {
                ...step,
                query: (dialect: Parameters<typeof step.query>[0]) => sql`${step.query(dialect)} LIMIT 1`,
              }
            : step,
        ),
      })),
    };
    const failure = ((): unknown => {
      try {
        return planLineage(edited);
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(LineageFailure);
    expect((failure as LineageFailure).problems).toContain(
      "route.assignment: the lineage of this statement isn't computed yet; run `npm run build:lineage`",
    );
  });
});
