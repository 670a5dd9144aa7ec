import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DrawnWorlds, type JudgedWorld } from "../support/drawnWorlds.ts";
import { confusionOf, confusionTables, type LoopConfusion, type Share } from "../support/loopConfusion.ts";

/** Worlds of 5,000 items, of those that `bench/worlds.ts` prints the tables of: about 11 s of processor time each. */
const seeds = [9101, 9102, 9103, 9104, 9105, 9106, 9107, 9108];

/** Hits of several shares together. */
function together(shares: readonly Share[]): number {
  const of = shares.reduce((sum, share) => sum + share.of, 0);
  return shares.reduce((sum, { hits }) => sum + hits, 0) / Math.max(1, of);
}

const foundOf = ({ detection }: LoopConfusion, volumes: readonly string[]): number =>
  together(
    detection
      .filter(({ gating, volume }) => gating === "all" && volumes.includes(volume))
      .map(({ found }) => found),
  );
const called = (
  { verdicts }: LoopConfusion,
  kinds: readonly string[],
  verdict: "fixed" | "not_fixed",
): number =>
  together(verdicts.filter(({ kind }) => kinds.includes(kind)).map(({ shares }) => shares[verdict]));

/** What the loop reached on these worlds when this was last changed, with some room: floors rise, ceilings fall. */
const floors: Readonly<Record<string, readonly [of: (confusion: LoopConfusion) => number, floor: number]>> = {
  "defects of 150 items and more that are found": [(all) => foundOf(all, ["150-500", ">500"]), 0.75],
  "defects of 50 to 150 items that are found": [(all) => foundOf(all, ["50-150"]), 0.15],
  "issues with the right category": [({ issue }) => issue.category.share ?? 0, 0.95],
  "issues with the right owner": [({ issue }) => issue.owner.share ?? 0, 0.95],
  "issues with the right version": [({ issue }) => issue.version.share ?? 0, 0.65],
  "main tickets linked by feedback": [({ tickets }) => tickets.mainByFeedback.share ?? 0, 0.5],
  "main tickets linked by words": [({ tickets }) => tickets.mainByWords.share ?? 0, 0.55],
  "signals linked": [({ signals }) => signals.right.share ?? 0, 0.4],
  "true fixes called fixed": [(all) => called(all, ["true_fix", "server_fix"], "fixed"), 0.35],
  "fixes without effect called not fixed": [(all) => called(all, ["no_effect", "lull"], "not_fixed"), 0.1],
  "planted risks before a person": [({ risks }) => risks.at(-1)?.planted.share ?? 0, 0.48],
  "risks by category before a person": [({ risks }) => risks.at(-1)?.byCategory.share ?? 0, 0.8],
};
const ceilings: typeof floors = {
  "false issues per product-year": [({ falseIssues }) => falseIssues["all"]?.perYear ?? Infinity, 4.5],
  "false issues without a wave per product-year": [
    ({ falseIssues }) => falseIssues["unknown"]?.perYear ?? Infinity,
    1,
  ],
  "issues that an unrelated ticket leads": [({ tickets }) => tickets.unrelatedLeads.share ?? 0, 0.06],
  "wrong signals": [({ signals }) => signals.wrong.share ?? 0, 0.12],
  "false fixed": [({ falseFixed }) => falseFixed.hits, 0],
  "false returns": [({ falseReturns }) => falseReturns.hits, 0],
  "false not fixed": [({ falseNotFixed }) => falseNotFixed.share ?? 0, 0.3],
};

function breaches(confusion: LoopConfusion): readonly string[] {
  const low = Object.entries(floors).flatMap(([name, [of, floor]]) =>
    of(confusion) < floor ? [`${name}: ${of(confusion).toFixed(2)} is below ${floor}`] : [],
  );
  const high = Object.entries(ceilings).flatMap(([name, [of, ceiling]]) =>
    of(confusion) > ceiling ? [`${name}: ${of(confusion).toFixed(2)} is above ${ceiling}`] : [],
  );
  return [...low, ...high];
}

describe("the closed loop on drawn worlds", () => {
  const worlds = new DrawnWorlds();
  const judged: JudgedWorld[] = [];

  beforeAll(async () => {
    for (const seed of seeds) judged.push(await worlds.run({ seed, items: 5000 }));
    console.info(confusionTables(confusionOf(judged)));
  }, 900_000);
  afterAll(() => worlds.dispose());

  it("is no worse than it was", () => {
    expect(breaches(confusionOf(judged))).toEqual([]);
  });

  it("would be seen to lose its verdicts, its tickets or its issues", () => {
    const without = (change: Partial<JudgedWorld["defects"][number]>): readonly string[] =>
      breaches(
        confusionOf(
          judged.map((world) => ({
            ...world,
            defects: world.defects.map((defect) => ({ ...defect, ...change })),
          })),
        ),
      ).map((text) => text.split(":")[0] ?? "");
    expect(without({ fixes: [] })).toEqual(
      expect.arrayContaining(["true fixes called fixed", "fixes without effect called not fixed"]),
    );
    expect(without({ linked: [] })).toContain("main tickets linked by feedback");
    expect(without({ issue: undefined })).toContain("defects of 150 items and more that are found");
  });
});
