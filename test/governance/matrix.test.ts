import { planOf } from "../support/planOf.ts";
import { readRuntimeFiles } from "../../src/cli/runtimeFiles.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { emitBundle } from "../../src/databricks/emitBundle.ts";
import type { AuthoredTable } from "../../src/contract/table.ts";
import { contractOf, tableNames } from "../../src/stages/tables.ts";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";
import type { Project } from "../../src/spec/project.ts";
import { smallProject } from "../support/project.ts";
import { effectivePrivileges, masksOf, objectsOf, tablesBehind } from "./effectivePrivileges.ts";

/** Who selects from what, by role, for the reference project. Written by hand: whoever adds a table says here who reads it. */
const selects = `
curated.pipeline_run            analyst platform
curated.stage_run               analyst platform
curated.step_run                analyst platform
curated.check_result            analyst platform
curated.field_form              analyst platform
curated.deployment              analyst platform
curated.table_upgrade           platform
curated.writer_lease            platform
curated.loaded_seed             platform
curated.setup_in_force          platform
curated.erasure_receipt         platform
curated.governed_principal      platform
curated.check_rule              analyst platform
curated.check_value             analyst platform
curated.setting                 analyst platform
curated.product                 analyst platform reviewer steward
curated.source                  analyst platform
curated.source_field            analyst platform
curated.area                    analyst reviewer steward
curated.category                analyst reviewer steward
curated.category_signal         analyst steward
curated.owner                   analyst reviewer steward
curated.owner_rule              analyst reviewer steward
curated.macro                   analyst reviewer steward
curated.classifier_weight       analyst steward
curated.classifier_category     analyst steward
curated.classifier_calibration  analyst steward
curated.stance_cue              analyst steward
curated.stance_weight           analyst steward
curated.stance_calibration      analyst steward
curated.sentiment_word          analyst steward
curated.noise_word              analyst steward
curated.risk_word               analyst steward
curated.tracker_state           analyst platform
curated.quarantine              analyst platform
curated.review_decision         analyst reviewer steward
curated.decision_note           reviewer steward
curated.decision_in_force       analyst reviewer steward
curated.language_weight         analyst steward
curated.feedback_event          analyst reviewer steward
curated.statement               analyst reviewer steward
curated.identity_policy         analyst reviewer steward
curated.set_aside_event         analyst platform
curated.customer_record         reviewer
curated.customer_link           analyst reviewer
curated.parted_link             analyst reviewer
curated.customer                analyst reviewer
curated.text_score
curated.enrichment              analyst reviewer steward
curated.point                   analyst reviewer steward
curated.daily_count             analyst
curated.exposure_daily          analyst
curated.detection               analyst
curated.issue                   analyst reviewer
curated.issue_platform          analyst reviewer
curated.issue_member            analyst reviewer
curated.issue_signal            analyst reviewer
curated.assignment              analyst reviewer
curated.outbox                  analyst reviewer
curated.reply_draft             reviewer
curated.review_item             analyst reviewer
curated.ticket
curated.ticket_statement
curated.issue_word
curated.ticket_word
curated.ticket_similarity       analyst reviewer
curated.issue_ticket            analyst reviewer
curated.fix                     analyst reviewer
curated.fix_evidence            analyst
curated.first_verdict           analyst
curated.return_watch            analyst
curated.validation              analyst reviewer
curated.issue_event             analyst reviewer
curated.issue_status            analyst reviewer
curated.drift                   analyst steward
curated.stop_word               analyst steward
curated.long_tail               analyst steward
curated.published_issue_overview
curated.published_executive_scorecard
curated.published_support_queue
curated.published_release_watch
curated.published_review_queue
curated.published_source_coverage
curated.published_feedback_to_fix_times
curated.published_feedback_to_fix_medians
curated.published_roi
curated.published_product_overview
curated.published_issue_fixes
curated.published_issue_quotes
curated.published_issue_weeks
curated.published_issue_signals
curated.published_category_versions
curated.published_signal_weeks
curated.published_set_aside_reasons
curated.published_waiting_items
curated.published_category_overview
curated.published_category_weeks
curated.published_category_quotes
curated.published_uncategorised_texts
curated.published_campaigns
raw.erasure_request
raw.erasure_scope
raw.erased_record
raw.landing
raw.landing_point
raw.landing_file
raw.landing_unchanged
raw.landing_source
raw.landing_record
raw.landed_file
raw.feedback_payload
raw.rejected_payload
raw.telemetry_point
raw.release
raw.account
raw.article
raw.tracker_event
raw.decision
serving.issue_overview          analyst executive product release-manager reviewer support
serving.executive_scorecard     analyst executive product
serving.support_queue           reviewer support
serving.release_watch           analyst product release-manager
serving.review_queue            reviewer
serving.stage_health            analyst platform
serving.source_coverage         analyst platform
serving.feedback_to_fix_times   analyst product release-manager
serving.feedback_to_fix_medians analyst executive product
serving.roi                     analyst executive
serving.product_overview        analyst executive platform product reviewer support
serving.issue_fixes             analyst executive product reviewer
serving.issue_quotes            analyst product reviewer support
serving.issue_weeks             analyst executive product
serving.issue_signals           analyst product reviewer
serving.category_versions       analyst product
serving.signal_weeks            analyst product
serving.set_aside_reasons       analyst platform
serving.waiting_items           analyst executive platform product reviewer support
serving.category_overview       analyst executive product reviewer support
serving.category_weeks          analyst executive product reviewer support
serving.category_quotes         analyst product reviewer support
serving.uncategorised_texts     analyst reviewer
serving.campaigns               analyst product reviewer support
serving.taxonomy_audit          analyst steward
`;

/** Who gets into which schema: only where there is something to read. The pipeline's schemas and volume stand below. */
const entersSchema: Readonly<Record<string, readonly string[]>> = {
  curated: ["analyst", "platform", "reviewer", "steward"],
  serving: [
    "analyst",
    "executive",
    "platform",
    "product",
    "release-manager",
    "reviewer",
    "steward",
    "support",
  ],
};

const pipelineHolds = [
  "CREATE_TABLE on fixloop_raw",
  "USE_SCHEMA on fixloop_raw",
  "CREATE_FUNCTION on fixloop_curated",
  "CREATE_TABLE on fixloop_curated",
  "EXECUTE on fixloop_curated",
  "USE_SCHEMA on fixloop_curated",
  "CREATE_TABLE on fixloop_serving",
  "USE_SCHEMA on fixloop_serving",
  "READ_VOLUME on fixloop_raw.landing_files",
  "WRITE_VOLUME on fixloop_raw.landing_files",
];

const readersByObject = new Map(
  selects
    .trim()
    .split("\n")
    .map((line): [string, readonly string[]] => {
      const [name = "", ...roles] = line.trim().split(/ +/);
      return [`fixloop_${name}`, roles];
    }),
);

/** The lines that a target must have: the matrix above, with its groups in the place of the roles. */
function expected(groups: Readonly<Record<string, string>>, runAs: string | undefined): readonly string[] {
  const lines: string[] = [];
  for (const [object, roles] of readersByObject)
    for (const role of roles)
      if (groups[role] !== undefined) lines.push(`${groups[role]}: SELECT on ${object}`);
  for (const [schema, roles] of Object.entries(entersSchema))
    for (const role of roles)
      if (groups[role] !== undefined) lines.push(`${groups[role]}: USE_SCHEMA on fixloop_${schema}`);
  for (const principal of [groups["pipeline"], runAs]) {
    if (principal === undefined) continue;
    lines.push(...pipelineHolds.map((held) => `${principal}: ${held}`));
    for (const object of readersByObject.keys())
      lines.push(`${principal}: SELECT on ${object}`, `${principal}: MODIFY on ${object}`);
  }
  return [...new Set(lines)].toSorted();
}

/** The governance of the reference project: its roles and targets; the rest only makes the test slower. */
function referenceProject(): Project {
  const { project } = loadProject(readProjectFiles(path.resolve(import.meta.dirname, "..", "..")), catalogue);
  if (project === undefined) throw new Error("the reference project has errors");
  return smallProject({ roles: project.roles, targets: project.targets });
}

describe("least privilege, read from the text of the bundle", () => {
  let files: ReadonlyMap<string, string>;
  let project: Project;
  beforeAll(() => {
    project = referenceProject();
    files = emitBundle(planOf(project), readRuntimeFiles());
  });

  test("the matrix names every table and view that the set-up makes, and no other", () => {
    const { tables, views } = objectsOf(files);
    expect([...tables, ...views.keys()].toSorted()).toEqual([...readersByObject.keys()].toSorted());
  });

  test("every target allows exactly what the matrix says", () => {
    expect(project.targets.map(({ id }) => id)).toEqual(["personal", "dev", "staging", "prod"]);
    for (const { id, groups, runAs } of project.targets) {
      const { lines, idle } = effectivePrivileges({ files, target: id });
      expect([...lines].toSorted(), id).toEqual(expected(groups, runAs));
      expect(idle, id).toEqual([]);
    }
  });

  test.each([
    ["a table to a group of people", "GRANT SELECT ON TABLE fixloop_raw.feedback_payload TO `leadership`;"],
    ["a view to one more", "GRANT SELECT ON VIEW fixloop_serving.roi TO `support-agents`;"],
    ["a whole schema", "GRANT SELECT ON SCHEMA fixloop_curated TO `insight-analysts`;"],
    ["a right to change", "GRANT MODIFY ON TABLE fixloop_curated.outbox TO `insight-reviewers`;"],
    ["a function", "GRANT EXECUTE ON FUNCTION fixloop_curated.mask_text TO `insight-analysts`;"],
  ])("a surplus grant of %s is noticed", (_, grant) => {
    const file = "bundle/governance/prod/03-grants.sql";
    const mutated = new Map([...files, [file, `${files.get(file) ?? ""}\n${grant}\n`]]);
    const prod = project.targets.find(({ id }) => id === "prod");
    const { lines, idle } = effectivePrivileges({ files: mutated, target: "prod" });
    expect([...lines, ...idle].toSorted()).not.toEqual(expected(prod?.groups ?? {}, prod?.runAs));
  });

  test("nobody but the pipeline holds anything on raw, be it a table, the schema or the volume", () => {
    for (const { id, groups, runAs } of project.targets) {
      const pipeline = new Set([groups["pipeline"], runAs]);
      const { lines, readers } = effectivePrivileges({ files, target: id });
      const text = [...files].filter(
        ([file]) => file === "databricks.yml" || file.startsWith(`bundle/governance/${id}/`),
      );
      const rawLines = [...lines].filter((line) => /\bfixloop_raw\b/.test(line));
      expect(
        rawLines.filter((line) => !pipeline.has(line.slice(0, line.indexOf(":")))),
        id,
      ).toEqual([]);
      for (const [object, who] of readers)
        if (object.startsWith("fixloop_raw."))
          expect(
            [...who].filter((one) => !pipeline.has(one)),
            object,
          ).toEqual([]);
      expect(text.filter(([, sql]) => /^GRANT .* fixloop_raw/m.test(sql)).map(([file]) => file)).toEqual([]);
    }
  });

  test("no view names a masked column of a raw table, and no function reads a table", () => {
    const { views } = objectsOf(files);
    const { masks } = masksOf({ files, target: "prod" });
    const masked = [...masks.keys()].filter((name) => name.startsWith("fixloop_raw."));
    expect(masked).toContain("fixloop_raw.feedback_payload.payload");
    for (const [view, body] of views) {
      for (const name of masked) {
        const [schema = "", table = "", column = ""] = name.split(".");
        if (!tablesBehind(view, files).includes(`${schema}.${table}`)) continue;
        expect(new RegExp(`\\b${column}\\b`).test(body), `${view} names ${name}`).toBe(false);
      }
    }
    for (const target of project.targets) {
      const functions = files.get(`bundle/governance/${target.id}/01-functions.sql`) ?? "";
      expect(functions).not.toMatch(/\bFROM\b|\bSELECT\b|fixloop_raw|fixloop_serving/);
    }
  });

  test("every personal or sensitive column of every table has a mask, in every target", () => {
    const hidden = tableNames.flatMap((name) =>
      Object.entries(contractOf(name).columns).flatMap(([column, { class: kind }]) =>
        kind === "personal" || kind === "sensitive" ? [`fixloop_${name}.${column}`] : [],
      ),
    );
    expect(hidden.length).toBeGreaterThan(20);
    for (const { id } of project.targets)
      expect([...masksOf({ files, target: id }).masks.keys()].toSorted(), id).toEqual(hidden.toSorted());
  });

  test("grants come after masks, and what is asserted comes last", () => {
    for (const { id } of project.targets) {
      expect(
        [...files.keys()].filter(
          (file) => file.startsWith(`bundle/governance/${id}/0`) && !file.includes("/00-"),
        ),
      ).toEqual([
        `bundle/governance/${id}/01-functions.sql`,
        `bundle/governance/${id}/02-masks.sql`,
        `bundle/governance/${id}/03-grants.sql`,
        `bundle/governance/${id}/04-assertions.sql`,
      ]);
    }
  });
});

describe("a table without a class fails the build", () => {
  test("it is a type error", () => {
    // @ts-expect-error a table must name its class: without one, typecheck fails here
    const open: AuthoredTable = {
      comment: "A table that says nothing of its class.",
      kind: "state",
      owner: "ingest",
      readers: [],
      key: ["id"],
      retention: "raw",
      columns: {},
    };
    expect(open).not.toHaveProperty("class");
  });

  test("every column of every table has one", () => {
    const without = tableNames.flatMap((name) =>
      Object.entries(contractOf(name).columns).flatMap(([column, { class: kind }]) =>
        ["public", "internal", "personal", "sensitive"].includes(kind) ? [] : [`${name}.${column}`],
      ),
    );
    expect(without).toEqual([]);
  });
});
