import type { QueryRunner } from "../queryRunner.ts";
import type { Explanation } from "./explanation.ts";
import { hopsFor } from "./hops.ts";
import { findSubjects, nearIds } from "./subjects.ts";
import { hopsOf } from "./walk.ts";

/**
 * Walks from an id, or the unique beginning of one, back to the source records. Reads only. What is returned holds no
 * column of class personal or sensitive; records are named by source, file and position.
 */
export async function explain(runner: QueryRunner, schemaPrefix: string, id: string): Promise<Explanation> {
  const asked = id.trim();
  const subjects = await findSubjects(runner, asked);
  const [subject] = subjects;
  if (subject === undefined) return { outcome: "unknown", asked, near: await nearIds(runner, asked) };
  if (subjects.length > 1) return { outcome: "ambiguous", asked, subjects };
  const hops = hopsFor[subject.kind](subject.id, runner.dialect);
  return { outcome: "found", asked, subject, hops: await hopsOf({ runner, schemaPrefix }, hops) };
}
