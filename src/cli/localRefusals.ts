import { explainRefusal, type Refusal } from "../profile/refusal.ts";
import type { QueryRunner } from "../reading/queryRunner.ts";
import { refusedRecords } from "../reading/refusedRecords.ts";
import type { Source } from "../spec/project.ts";

/** Everything that is set aside, explained by the sources as the spec has them now; the most frequent first. */
export async function localRefusals(
  runner: QueryRunner,
  sources: readonly Source[],
): Promise<readonly Refusal[]> {
  const byId = new Map(sources.map((source) => [source.id, source]));
  return (await refusedRecords(runner)).map((refused) => explainRefusal(refused, byId.get(refused.source)));
}
