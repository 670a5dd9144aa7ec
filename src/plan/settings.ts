import { leaseSeconds } from "../ledger/lease.ts";
import type { SeedRow } from "../contract/seed.ts";
import { severityPoints } from "../contract/vocabulary.ts";
import type { Project } from "../spec/project.ts";

/** The one row of `curated.setting`, without versions: every number of the spec that a statement compares with. */
export function settings(project: Project): SeedRow {
  const milliLog = (value: number): number => Math.round(Math.log(value) * 1000);
  return {
    setting_id: 1,
    min_confidence_bp: Math.round(project.enrichment.minConfidence * 10_000),
    merge_weight: Math.round(project.identity.mergeAbove * 1000),
    distinct_weight: Math.round(project.identity.distinctBelow * 1000),
    default_language: project.enrichment.defaultLanguage,
    standing_min_events: project.clustering.standingMinEvents,
    page_log_e_milli: milliLog(project.clustering.pageEvidence),
    watch_log_e_milli: milliLog(project.clustering.watchEvidence),
    spike_log_e_milli: milliLog(project.clustering.spikeEvidence),
    validate_log_e_milli: milliLog(1 / project.validation.falseFixedRate),
    validate_min_days: project.validation.minDays,
    validate_watch_days: project.validation.watchDays,
    triage_hours: project.slas.triageHours,
    assign_hours: project.slas.assignHours,
    ticket_cost_milli: Math.round(project.roi.ticketCost * 1000),
    churn_share_bp: Math.round(project.roi.churnShare * 10_000),
    currency: project.currency,
    block_release_points: severityPoints[project.routing.blockReleaseFrom],
    tracker: project.routing.tracker,
    lease_seconds: leaseSeconds(project.slas),
    retention_raw_days: project.retention.rawDays,
    retention_curated_days: project.retention.curatedDays,
    retention_personal_days: project.retention.personalDays,
  };
}
