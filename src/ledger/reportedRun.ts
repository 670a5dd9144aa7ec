import * as vocabulary from "../contract/vocabulary.ts";
import { constant, constants, sql, table, type Sql } from "../sql/sql.ts";

/** The newest run of the loop that has finished: what readers see is as it left it. Null before the first. */
export const newestFinishedLoop: Sql = sql`(SELECT max(run_id) FROM ${table("curated.pipeline_run")} WHERE job = 'loop' AND status = 'finished')`;

/** The newest run of a job, whether it has finished or not; null before the first. */
export const newestRun = (job: vocabulary.JobName): Sql =>
  sql`(SELECT max(run_id) FROM ${table("curated.pipeline_run")} WHERE job = ${constant(job)})`;

/** The moment that readers see: as_of of the newest finished run of the loop; null before the first. */
export const reportedAsOf: Sql = sql`(SELECT max(as_of) FROM ${table("curated.pipeline_run")} WHERE job = 'loop' AND status = 'finished')`;

/** Runs of the loop that readers know once what a run publishes is shown: the finished ones, and that run itself. */
const publishedRuns: Sql = sql`${table("curated.pipeline_run")} WHERE job = 'loop' AND status IN ('finished', 'running')`;

/** The moment of which readers will see what this run publishes. */
export const publishedAsOf: Sql = sql`(SELECT max(as_of) FROM ${publishedRuns})`;

/** The moment from which the loop watched as things happened; what is older came with the first load of history. */
export const watchedSince: Sql = sql`(SELECT min(as_of) FROM ${publishedRuns})`;

/** States in which an issue asks nothing more of anyone. */
export const settledStates: Sql = constants(vocabulary.settledStates);

/** Kinds of a category that something is wrong about. */
export const complaintKinds: Sql = constants(vocabulary.complaintKinds);
