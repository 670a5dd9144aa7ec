import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  addCount,
  countsByKind,
  HabitWorlds,
  maskedByKind,
  pairQuality,
  verdictDifferences,
  type KindCount,
  type WorldOutcome,
} from "../support/habitWorlds.ts";
import type { HabitName } from "../../src/samples/habits/statement.ts";

/** Two of the worlds of `bench/habits.ts`, which prints all the figures. Limits are what holds: they only fall. */
describe("worlds with habits", () => {
  const worlds = new HabitWorlds();
  const pairs: { readonly without: WorldOutcome; readonly having: WorldOutcome }[] = [];
  const counts = new Map<string, KindCount>();

  beforeAll(async () => {
    for (const seed of [101, 102]) {
      const size = { seed, scale: 1, days: 200 };
      pairs.push({ without: await worlds.run(size, false), having: await worlds.run(size, true) });
    }
    for (const { without, having } of pairs)
      for (const [kind, count] of countsByKind(having, without)) addCount(counts, kind, count);
  });
  afterAll(() => worlds.dispose());

  const wrongShare = (kind: HabitName | "brigade"): number => {
    const { wrong, statements } = counts.get(kind) ?? { wrong: 0, statements: 0 };
    return wrong / statements;
  };

  it("have the same verdicts with habits and without", () => {
    const differences = pairs.map(({ without, having }) => verdictDifferences(without, having));
    expect(differences.reduce((sum, { same }) => sum + same, 0)).toBeGreaterThanOrEqual(limits.sameVerdicts);
  });

  it.each(Object.entries(limitsOfVotes()))("let hardly a statement of %s vote", (kind, limit) => {
    expect(wrongShare(kind as HabitName)).toBeLessThanOrEqual(limit);
  });

  it.each(["disappointed", "came_back"] as const)("count those whose defect is %s", (kind) => {
    const { counted, countedWithout } = counts.get(kind)!;
    expect(counted / countedWithout).toBeGreaterThanOrEqual(limits.disappointed);
  });

  it("show no planted value of the kinds that rules can see", () => {
    const sums = { planted: 0, hidden: 0 };
    for (const { having } of pairs)
      for (const [kind, { planted, hidden }] of maskedByKind(having)) {
        if (!/^(card|email|iban|ip|order|phone) /.test(kind)) continue;
        sums.planted += planted;
        sums.hidden += hidden;
      }
    expect(sums.hidden / sums.planted).toBeGreaterThanOrEqual(limits.masked);
  });

  it("find the customers behind tickets", () => {
    for (const { having } of pairs) {
      const { precision, recall } = pairQuality(having, ["helpdesk", "in-app-widget"]);
      expect(precision).toBeGreaterThanOrEqual(limits.precision);
      expect(recall).toBeGreaterThanOrEqual(limits.recall);
    }
  });
});

/** Shares that the product reached when this was last changed, with a little room. */
const limits = { sameVerdicts: 8, disappointed: 0.8, masked: 0.99, precision: 0.95, recall: 0.7 };

/** Of statements that should not vote, the share that may. */
function limitsOfVotes(): Readonly<Partial<Record<HabitName | "brigade", number>>> {
  return {
    thanks: 0.01,
    reminder: 0.01,
    reminder_same_id: 0.01,
    // most of them by praise that is said with it
    confirmation: 0.05,
    question: 0.01,
    conditional: 0.05,
    spam: 0,
    empty_praise: 0,
    // a text that is copied has one vote per day
    copied_campaign: 0.25,
    near_copies: 0.2,
    edited_to_praise: 0.02,
    brigade: 0.35,
  };
}
