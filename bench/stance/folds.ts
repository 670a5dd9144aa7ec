import { clausesIn } from "../../src/sql/functions/clauses.ts";
import type { StanceCue } from "../../src/classifier/stance/cues.ts";
import { cueLookup, stanceFeatures } from "../../src/classifier/stance/features.ts";
import {
  pointStance,
  readFeatures,
  type ClauseStance,
  type StanceCalibration,
  type StanceWeight,
} from "../../src/classifier/stance/stance.ts";
import { compiledWeights } from "../../src/classifier/stance/stanceModelOf.ts";
import { trainStance, type StanceExample } from "../../src/classifier/stance/train.ts";
import { stances, type Stance } from "../../src/contract/vocabulary.ts";
import type { LabelledStatement } from "./corpus.ts";

export const foldCount = 10;
export const cost = 0.05;

export const examplesOf = (
  statements: readonly LabelledStatement[],
  cues: readonly StanceCue[],
): readonly StanceExample[] => {
  const lookup = cueLookup(cues);
  return statements.flatMap(({ clauses, language, rating }) =>
    clauses.map(({ clause, stance }) => ({
      features: stanceFeatures({ clause, language, rating }, lookup),
      stance,
      weight: 1,
    })),
  );
};

export const taughtWeights = (examples: readonly StanceExample[]): readonly StanceWeight[] =>
  compiledWeights(trainStance(examples, cost));

export interface TaughtElsewhere {
  readonly statement: LabelledStatement;
  readonly weights: ReadonlyMap<string, StanceWeight>;
}

/** Every statement with weights that were taught no text of its group. */
export function readElsewhere(
  statements: readonly LabelledStatement[],
  cues: readonly StanceCue[],
): readonly TaughtElsewhere[] {
  const groups = [...new Set(statements.map(({ group }) => group))].toSorted();
  const folds = Array.from({ length: foldCount }, (_, fold) => {
    const out = new Set(groups.filter((_group, place) => place % foldCount === fold));
    const weights = taughtWeights(
      examplesOf(
        statements.filter(({ group }) => !out.has(group)),
        cues,
      ),
    );
    return { out, weights: new Map(weights.map((weight) => [weight.feature, weight])) };
  });
  return statements.map((statement) => ({
    statement,
    weights: folds.find(({ out }) => out.has(statement.group))!.weights,
  }));
}

export interface Scored {
  readonly best: Stance;
  readonly margin: number;
}

export function scored(features: readonly string[], weights: ReadonlyMap<string, StanceWeight>): Scored {
  const ranked = stances
    .map((stance) => ({
      stance,
      score: features.reduce((sum, feature) => sum + (weights.get(feature)?.[stance] ?? 0), 0),
    }))
    .toSorted((left, right) => right.score - left.score);
  return { best: ranked[0]!.stance, margin: ranked[0]!.score - ranked[1]!.score };
}

/** How sure the weights may be, by clauses that they were not taught. */
export function calibrationOf(
  read: readonly TaughtElsewhere[],
  cues: readonly StanceCue[],
): readonly StanceCalibration[] {
  const lookup = cueLookup(cues);
  return calibrated(
    read.flatMap(({ statement: { clauses, language, rating }, weights }) =>
      clauses.map(({ clause, stance }) => {
        const found = scored(stanceFeatures({ clause, language, rating }, lookup), weights);
        return { ...found, isRight: found.best === stance };
      }),
    ),
  );
}

/**
 * Share of right answers by margin, for each stance: pool adjacent violators, each block at least so large, so that a
 * wider margin never has less confidence. Basis points.
 */
export function calibrated(
  found: readonly (Scored & { readonly isRight: boolean })[],
): readonly StanceCalibration[] {
  const smallest = 20;
  return stances.flatMap((stance) => {
    const sorted = found
      .filter(({ best }) => best === stance)
      .toSorted((left, right) => left.margin - right.margin);
    const blocks: { margin: number; right: number; count: number }[] = [];
    for (const { margin, isRight } of sorted) {
      const last = blocks.at(-1);
      if (last !== undefined && (last.count < smallest || last.margin === margin)) {
        last.count++;
        last.right += isRight ? 1 : 0;
      } else blocks.push({ margin, right: isRight ? 1 : 0, count: 1 });
    }
    // the last block may be small: it joins the one before
    if (blocks.length > 1 && blocks.at(-1)!.count < smallest) {
      const last = blocks.pop()!;
      blocks.at(-1)!.right += last.right;
      blocks.at(-1)!.count += last.count;
    }
    const share = ({ right, count }: { right: number; count: number }): number => right / count;
    for (let place = 1; place < blocks.length;) {
      if (share(blocks[place]!) <= share(blocks[place - 1]!)) {
        const [taken] = blocks.splice(place, 1);
        blocks[place - 1]!.right += taken!.right;
        blocks[place - 1]!.count += taken!.count;
        place = Math.max(1, place - 1);
      } else place++;
    }
    const certain = certainMargin(sorted);
    const rows = blocks.map((block, place) => ({
      margin: place === 0 ? 0 : block.margin,
      // none is ever quite sure (rule of succession)
      confidenceBp: Math.floor(((block.right + 1) / (block.count + 2)) * 10_000),
    }));
    const at = rows.findLast(({ margin }) => margin < certain);
    return [...rows, ...(at === undefined ? [] : [{ ...at, margin: certain }])]
      .filter(({ margin }, place, all) => all.findIndex((other) => other.margin === margin) === place)
      .toSorted((left, right) => left.margin - right.margin)
      .map((row) => ({ stance, ...row, isCertain: row.margin >= certain }));
  });
}

/** The smallest margin from which on nearly all are right: what is believed without a person. */
const believed = 0.99;

function certainMargin(ascending: readonly (Scored & { readonly isRight: boolean })[]): number {
  let right = 0;
  let certain = Number.MAX_SAFE_INTEGER;
  ascending.toReversed().forEach(({ margin, isRight }, place) => {
    if (isRight) right++;
    if (right >= believed * (place + 1)) certain = margin;
  });
  return certain;
}

export interface PointReading {
  readonly meant: Stance;
  readonly isSarcastic: boolean;
  readonly read: ClauseStance;
}

/** The stance of each point, by the clauses as SQL cuts them; a clause belongs to the point it was written for. */
export function pointsOf(
  statement: LabelledStatement,
  cues: ReturnType<typeof cueLookup>,
  weights: ReadonlyMap<string, StanceWeight>,
  calibration: readonly StanceCalibration[],
): readonly PointReading[] {
  const { text, language, rating, clauses } = statement;
  const starts: { at: number; point: number }[] = [];
  let from = 0;
  for (const { clause, point } of clauses) {
    const at = text.indexOf(clause, from);
    starts.push({ at, point });
    from = at + clause.length;
  }
  const read: { point: number; stance: ClauseStance }[] = [];
  from = 0;
  for (const clause of clausesIn(text)) {
    const at = text.indexOf(clause, from);
    from = at + clause.length;
    const point = (starts.findLast((start) => start.at <= at) ?? starts[0]!).point;
    read.push({
      point,
      stance: readFeatures(stanceFeatures({ clause, language, rating }, cues), weights, calibration),
    });
  }
  return [...new Set(clauses.map(({ point }) => point))].map((point) => {
    const own = clauses.filter((clause) => clause.point === point);
    const meant = pointStance(
      own.map(({ stance }) => ({
        stance,
        rival: stance,
        confidenceBp: 10_000,
        isInDoubt: false,
        isPlain: false,
      })),
    );
    return {
      meant: meant.stance,
      isSarcastic: own.some(({ isSarcastic }) => isSarcastic),
      read: pointStance(read.filter((clause) => clause.point === point).map(({ stance }) => stance)),
    };
  });
}
