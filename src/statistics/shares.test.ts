import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Database } from "../local/database.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render } from "../sql/sql.ts";
import {
  deviateInNumbers,
  jointDeviates,
  ratioHigh,
  ratioInNumbers,
  ratioLow,
  shareInNumbers,
  shareIntervals,
} from "./shares.ts";

const near = (value: number, digits: number): unknown => expect.closeTo(value, digits);

describe("the interval of a share", () => {
  test("is Wilson's", () => {
    // z² = 3.8416; middle (12 + 1.9208) / 93.8416; half 1.96 √(12 · 78 / 90 + 0.9604) / 93.8416
    const { share, low, high } = shareInNumbers(12, 90, 1.96);
    expect(share).toBeCloseTo(0.133333, 6);
    expect(low).toBeCloseTo(0.148343 - 0.070397, 5);
    expect(high).toBeCloseTo(0.148343 + 0.070397, 5);
  });

  test("says what none and all of a few can bear", () => {
    // z² / (n + z²) = 3.8416 / 13.8416
    expect(shareInNumbers(0, 10, 1.96)).toEqual({ share: 0, low: 0, high: near(0.27754, 5) });
    expect(shareInNumbers(10, 10, 1.96)).toEqual({ share: 1, low: near(0.72246, 5), high: 1 });
  });
});

describe("the interval of a ratio of shares", () => {
  const ratioOf = (hits: number, of: number, other: number, ofOther: number, deviate = 1.96) =>
    ratioInNumbers(shareInNumbers(hits, of, deviate), shareInNumbers(other, ofOther, deviate));

  test("has the bounds of Donner and Zou on Wilson's intervals", () => {
    // 0.2 over 0.1: intervals (0.112426, 0.330369) and (0.055228, 0.174366), worked out by hand
    // low: a = 0.112426 · 0.287574, b = 0.174366 · 0.025634; a / (0.02 + √(0.0004 - a b))
    const { low, high } = ratioOf(10, 50, 10, 100);
    expect(low).toBeCloseTo(0.0323308 / (0.02 + Math.sqrt(0.0004 - 0.0323308 * 0.0044697)), 3);
    // high: 1 / low of 0.1 over 0.2, with a = 0.055228 · 0.144772, b = 0.330369 · 0.069631
    expect(high).toBeCloseTo((0.02 + Math.sqrt(0.0004 - 0.0079955 * 0.0230039)) / 0.0079955, 3);
  });

  test("is the reciprocal where the sides change places", () => {
    const [there, back] = [ratioOf(7, 40, 9, 120), ratioOf(9, 120, 7, 40)];
    expect(there.low).toBeCloseTo(1 / back.high, 10);
    expect(there.high).toBeCloseTo(1 / back.low, 10);
  });

  test("has no upper end where the other side has none, and 0 as its lower where this one has none", () => {
    // √a / u2 with l1 = 0.095066 and u2 = 3.8416 / 63.8416
    expect(ratioOf(6, 30, 0, 60)).toEqual({
      low: near(Math.sqrt(0.095066 * 0.304934) / 0.060174, 3),
      high: Infinity,
    });
    expect(ratioOf(0, 30, 6, 60).low).toBe(0);
    expect(ratioOf(0, 30, 0, 60)).toEqual({ low: 0, high: Infinity });
  });

  test("lies above 1 for equal shares about as seldom as it promises", () => {
    // every outcome with its probability: 2.5 % for one interval, 0.25 % for each of ten
    for (const [deviate, promised] of [
      [1.96, 0.025],
      [2.807, 0.0025],
    ] as const) {
      for (const [later, before] of [
        [90, 210],
        [30, 60],
        [20, 20],
      ] as const) {
        for (const share of [0.01, 0.03, 0.1, 0.3, 0.7]) {
          const wrong = probabilityOf(later, before, share, (one, other) => {
            return (
              ratioInNumbers(shareInNumbers(one, later, deviate), shareInNumbers(other, before, deviate))
                .low > 1
            );
          });
          expect(wrong, `${later} and ${before} texts at ${share}`).toBeLessThan(1.4 * promised);
        }
      }
    }
  });
});

describe("in SQL", () => {
  let database: Database;
  beforeAll(async () => void (database = await Database.open(":memory:")));
  afterAll(() => database.close());

  test("deviates hold for all intervals together", async () => {
    const rows = await database.rows<{ deviate: string }>(
      `WITH given AS (SELECT * FROM (VALUES (0), (1), (2), (10), (50), (1000)) AS listed (intervals)),
       ${render(jointDeviates(duckdb, "given"), "")}
       SELECT CAST(deviate AS VARCHAR) AS deviate FROM joint_deviate ORDER BY intervals`,
    );
    // quantiles of the normal distribution at 0.025, 0.0125, 0.0025, 0.0005 and 0.000025; the approximation is 0.0005 off
    for (const [place, quantile] of [1.95996, 1.95996, 2.2414, 2.80703, 3.29053, 4.05563].entries())
      expect(Math.abs(Number(rows[place]?.deviate) - quantile)).toBeLessThan(0.001);
    expect([0, 1, 2, 10, 50, 1000].map(deviateInNumbers)).toEqual(rows.map(({ deviate }) => Number(deviate)));
  });

  test("bounds are those in numbers", async () => {
    const cases = [
      [12, 90, 9, 210],
      [0, 30, 6, 60],
      [6, 30, 0, 60],
      [30, 30, 60, 60],
      [1, 1_000_000, 2, 3_000_000],
    ] as const;
    const doubles = cases.flatMap(([k, n, j, m], place) => [
      `(${place}, 'later', ${k}::DOUBLE, ${n}::DOUBLE, 2.807::DOUBLE)`,
      `(${place}, 'before', ${j}::DOUBLE, ${m}::DOUBLE, 2.807::DOUBLE)`,
    ]);
    const rows = await database.rows<Record<string, number | null>>(
      `WITH given AS (SELECT * FROM (VALUES ${doubles.join(", ")}) AS listed (place, part, hits, trials, deviate)),
       ${render(shareIntervals("given"), "")}
       SELECT later.low AS share_low, later.high AS share_high,
         ${render(ratioLow("later", "before"), "")} AS low, ${render(ratioHigh(duckdb, "later", "before"), "")} AS high
       FROM share_interval AS later
       JOIN share_interval AS before ON before.place = later.place AND before.part = 'before'
       WHERE later.part = 'later'
       ORDER BY later.place`,
    );
    expect(rows).toEqual(
      cases.map(([k, n, j, m]) => {
        const one = shareInNumbers(k, n, 2.807);
        const { low, high } = ratioInNumbers(one, shareInNumbers(j, m, 2.807));
        return {
          share_low: near(one.low, 12),
          share_high: near(one.high, 12),
          low: near(low, 9),
          high: high === Infinity ? null : near(high, 9),
        };
      }),
    );
  });
});

/** The probability that counts of two binomial samples with one share fulfil a condition. */
function probabilityOf(
  size: number,
  otherSize: number,
  share: number,
  holds: (hits: number, otherHits: number) => boolean,
): number {
  const one = binomial(size, share);
  const other = binomial(otherSize, share);
  let sum = 0;
  for (const [hits, weight] of one.entries())
    for (const [otherHits, otherWeight] of other.entries())
      if (weight * otherWeight > 1e-12 && holds(hits, otherHits)) sum += weight * otherWeight;
  return sum;
}

function binomial(size: number, share: number): readonly number[] {
  const weights = [(1 - share) ** size];
  for (let hits = 1; hits <= size; hits++)
    weights.push((weights[hits - 1]! * (size - hits + 1) * share) / (hits * (1 - share)));
  return weights;
}
