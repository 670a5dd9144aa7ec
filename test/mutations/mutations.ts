/**
 * A mistake that somebody could make in this code, as an edit of one file, and the check that must catch it. Run by
 * `mutations.slow.test.ts`: a mutation that survives is a hole in the checks, an edit that no longer applies is stale.
 */
export interface Mutation {
  readonly mistake: string;
  readonly file: string;
  /** Text that stands there exactly once. */
  readonly find: string;
  readonly replace: string;
  /** What catches it: a test file, or the type check. */
  readonly caughtBy: "types" | { readonly test: string; readonly named: string };
}

export const mutations: readonly Mutation[] = [
  {
    mistake: "a dialect method that counts boundaries crossed instead of whole hours",
    file: "src/sql/duckdb.ts",
    find: "sql`datesub('hour', ${from}, ${to})`",
    replace: "sql`date_diff('hour', ${from}, ${to})`",
    caughtBy: { test: "src/sql/dialects.test.ts", named: "hoursBetween" },
  },
  {
    mistake: "a dialect method that rounds half to even",
    file: "src/sql/duckdb.ts",
    find: "CAST(round(TRY_CAST(${value} AS DECIMAL(38, 12)), ${scale}) AS DECIMAL(38, ${scale}))",
    replace: "CAST(round_even(${value}, ${scale}) AS DECIMAL(38, ${scale}))",
    caughtBy: { test: "src/sql/dialects.test.ts", named: "quantise" },
  },
  {
    mistake: "now() in a step",
    file: "src/stages/route/outbox.ts",
    find: "coalesce(known.created_at, ${asOf}) AS created_at",
    replace: "coalesce(known.created_at, now()) AS created_at",
    caughtBy: { test: "test/plan/plan.test.ts", named: "asks the engine for the time" },
  },
  {
    mistake: "a clock of the dialect in a step",
    file: "src/stages/route/outbox.ts",
    find: "coalesce(known.created_at, ${asOf}) AS created_at",
    replace: "coalesce(known.created_at, ${dialect.clock()}) AS created_at",
    caughtBy: { test: "test/plan/plan.test.ts", named: "asks the engine for the time" },
  },
  {
    mistake: "a missing tie-break in a window",
    file: "src/stages/cluster/relations.ts",
    find: "export const firstSaid = sql`said_at, event_id, vote_id`",
    replace: "export const firstSaid = sql`said_at`",
    caughtBy: { test: "test/plan/order.slow.test.ts", named: "whatever order" },
  },
  {
    mistake: "a MERGE whose source is not deduplicated",
    file: "src/plan/merge.ts",
    find: "ORDER BY ${winner}\n) = 1`",
    replace: "ORDER BY ${winner}\n) >= 1`",
    caughtBy: { test: "src/plan/merge.test.ts", named: "" },
  },
  {
    mistake: "a double that decides",
    file: "src/stages/cluster/stepUp.ts",
    find: "CASE WHEN ${dialect.quantise(expected, 6)} >= ${driftExpected}",
    replace: "CASE WHEN ${expected} >= ${driftExpected}",
    caughtBy: { test: "test/plan/deciding.test.ts", named: "no query of a step" },
  },
  {
    mistake: "a string spliced into SQL by the tag",
    file: "src/ledger/ledger.ts",
    find: "WHERE job <> ${constant(job)} AND",
    replace: "WHERE job <> '${job}' AND",
    caughtBy: "types",
  },
  {
    mistake: "a string spliced into SQL as text to be trusted",
    file: "src/stages/route/reviewItem.ts",
    find: "WHERE decision = 'review'",
    replace: "WHERE decision = ${trustedText(`'${dialect.name}'`)}",
    caughtBy: { test: "src/sql/sql.test.ts", named: "trusted" },
  },
  {
    mistake: "a step that reads its own output",
    file: "src/stages/route/replyDraft.ts",
    find: "AND category.macro IS NOT NULL",
    replace:
      'AND category.macro IS NOT NULL AND event.event_id NOT IN (SELECT event_id FROM ${table("curated.reply_draft")})',
    caughtBy: { test: "test/plan/plan.test.ts", named: "no stage reads what nothing wrote" },
  },
  {
    mistake: "a table without a class",
    file: "src/stages/cluster/tables.ts",
    find: `comment: "Daily complaints: one vote per customer, category and day.",
    kind: "state",
    owner: "cluster",
    class: "internal",`,
    replace: `comment: "Daily complaints: one vote per customer, category and day.",
    kind: "state",
    owner: "cluster",`,
    caughtBy: "types",
  },
  {
    mistake: "a window that is not written first",
    file: "src/plan/plan.ts",
    find: `  return [
    statement(
      \`\${stage.name}.begin\`,
      \`Window of \${stage.name}\`,
      ledger.beginStage(stage, stage.position, dialect),
    ),
    ...stage.steps`,
    replace: `  return [
    ...stage.steps.slice(0, 1).flatMap((step) => (step.kind === "sql" ? [statement(step.id, step.title, mergeStatement(step, dialect))] : [])),
    statement(
      \`\${stage.name}.begin\`,
      \`Window of \${stage.name}\`,
      ledger.beginStage(stage, stage.position, dialect),
    ),
    ...stage.steps`,
    caughtBy: { test: "test/plan/plan.test.ts", named: "writes its window first" },
  },
  {
    mistake: "views that read the tables which a run is just changing",
    file: "src/stages/measure/published.ts",
    find: 'if (view.shows === "live") return view.query(dialect);',
    replace: "if (view.shows !== undefined) return view.query(dialect);",
    caughtBy: { test: "test/plan/plan.test.ts", named: "no stage reads what nothing wrote" },
  },
  {
    mistake: "a row that leaves a view before the run that no longer found it has finished",
    file: "src/stages/measure/published.ts",
    find: "(shown_until IS NULL OR shown_until > ${run})",
    replace: "shown_until IS NULL",
    caughtBy: { test: "src/stages/measure/published.test.ts", named: "" },
  },
];
