import type { Source, Taxonomy } from "../spec/project.ts";
import { readFeedback, type FeedbackReading } from "./categoryReading.ts";
import * as ask from "./categoryQueries.ts";
import { evidenceOf, type ProductRow } from "./evidence.ts";
import { inconclusive, type Inconclusive } from "./inconclusive.ts";
import { labelsWanted } from "./labelsWanted.ts";
import { columnsLike, nextSteps, type NextStep } from "./nextSteps.ts";
import { readRows } from "./query.ts";
import type { QueryRunner } from "./queryRunner.ts";
import { uncoveredGroups, type UncategorisedText, type UncoveredReading } from "./uncoveredGroups.ts";

/** What the feedback of a product says by itself, what it can't say, and what would help. */
export interface ProductFeedback {
  /** Undefined without feedback. */
  readonly feedback: FeedbackReading | undefined;
  readonly uncovered: UncoveredReading;
  readonly inconclusive: readonly Inconclusive[];
  readonly nextSteps: readonly NextStep[];
}

/** Of each of the products, by its id. */
export async function productFeedback(
  runner: QueryRunner,
  rows: readonly ProductRow[],
  spec: { readonly sources: readonly Source[]; readonly taxonomy: Taxonomy },
): Promise<ReadonlyMap<string, ProductFeedback>> {
  const feedback = await readFeedback(runner);
  const texts = Map.groupBy(await readRows(runner, ask.uncategorisedTexts), ({ product }) => product);
  const lacksVersions = rows.some(({ feedback: all, versioned }) => all > 0n && versioned === 0n);
  // raw text is read only where it is needed, and only with a spec to map it in
  const versionColumns =
    lacksVersions && spec.sources.length > 0
      ? await columnsLike("version", runner)
      : new Map<string, string>();
  return new Map(
    rows.map((row) => {
      const own = feedback.get(row.product);
      const uncategorised = (texts.get(row.product) ?? []).map((text): UncategorisedText => ({
        eventId: text.event_id,
        text: text.text,
        source: text.source,
        date: text.event_date,
        language: text.language,
        rating: text.rating,
        category: text.category,
        runnerUp: text.runner_up,
        confidence: text.confidence_percent ?? 0,
      }));
      const uncovered: UncoveredReading =
        own === undefined
          ? { texts: 0, ofTexts: 0, groups: [], unlike: 0 }
          : uncoveredGroups(uncategorised, own, spec.taxonomy);
      const evidence = evidenceOf(row);
      return [
        row.product,
        {
          feedback: own,
          uncovered,
          inconclusive: inconclusive(evidence, own),
          nextSteps: nextSteps({
            evidence,
            sources: spec.sources.filter(({ product }) => product === row.product),
            versionColumns,
            uncovered,
            labels: labelsWanted(uncategorised),
          }),
        },
      ];
    }),
  );
}
