import { afterAll, beforeAll, expect, test } from "vitest";
import { Database } from "../local/database.ts";
import { duckdb } from "../sql/duckdb.ts";
import { render, sql, type Sql } from "../sql/sql.ts";
import { makeFunctions } from "../../test/support/sqlFunctions.ts";
import { evidenceGain, rateRatio } from "../sql/functions/evidenceGain.ts";
import { gainsOf, hypothesisRows, logEValue, logEValueOf, type Hypotheses } from "./logEValue.ts";

const stepUp: Hypotheses = { edgeMilli: 1250, alternativesMilli: [1500, 2000, 3000, 5000, 8000] };
const stepDown: Hypotheses = { edgeMilli: 500, alternativesMilli: [30, 100, 200, 300] };

let database: Database;
beforeAll(async () => {
  database = await Database.open(":memory:");
  await makeFunctions(database, "x");
});
afterAll(() => database.close());

/** Hits, exposure, reference hits, reference exposure, overdispersion and background in thousandths. */
type Case = readonly [number, number, number, number, number, number];

async function inSql(cases: readonly Case[], hypotheses: Hypotheses): Promise<readonly number[]> {
  const ratio = (theta: Sql): Sql => rateRatio(theta, sql`background`);
  const query = sql`WITH hypothesis AS (
  ${hypothesisRows({ asked: hypotheses })}
),
gained AS (
  SELECT
    place,
    ${evidenceGain({
      hits: sql`hits`,
      exposure: sql`CAST(exposure AS DOUBLE)`,
      referenceHits: sql`reference_hits`,
      referenceExposure: sql`CAST(reference_exposure AS DOUBLE)`,
      overdispersion: sql`overdispersion`,
      rateRatio: ratio(sql`theta_milli`),
      edgeRatio: ratio(sql`edge_milli`),
    })} AS gain
  FROM evidence
  CROSS JOIN hypothesis
),
compared AS (
  SELECT place, gain, max(gain) OVER (PARTITION BY place) AS largest FROM gained
)
SELECT ${duckdb.quantise(logEValue(sql`gain`, sql`largest`), 12)} AS log_e FROM compared GROUP BY place ORDER BY place`;
  await database.run(
    "CREATE OR REPLACE TABLE evidence (place INTEGER, hits BIGINT, exposure DECIMAL(18,4), reference_hits BIGINT, reference_exposure DECIMAL(18,4), overdispersion DOUBLE, background DOUBLE)",
  );
  for (const [place, row] of cases.entries()) {
    const [hits, exposure, referenceHits, referenceExposure, overdispersion, backgroundMilli] = row;
    await database.run(
      `INSERT INTO evidence VALUES (${place}, ${hits}, ${exposure}, ${referenceHits}, ${referenceExposure}, ${overdispersion}, ${backgroundMilli} / 1000)`,
    );
  }
  return (await database.rows<{ log_e: string }>(render(query, "x"))).map((row) => Number(row.log_e));
}

test("ten hits where the reference gave ten over twice the exposure: worked out by hand", () => {
  // One alternative, 4 against an edge of 1: E = 1, EA = 2, C = 10, A = 10, phi = 2.
  // [10 ln 4 - 20 ln((2 + 4) / (2 + 1))] / 2 = [13.8629 - 13.8629] / 2 = 0.
  expect(
    gainsOf(
      { hits: 10, exposure: 1, referenceHits: 10, referenceExposure: 2, overdispersion: 2 },
      { edgeMilli: 1000, alternativesMilli: [4000] },
    )[0],
  ).toBeCloseTo(0, 12);
  // The same with 30 hits: [30 ln 4 - 40 ln 2] / 2 = 10 ln 2.
  expect(
    gainsOf(
      { hits: 30, exposure: 1, referenceHits: 10, referenceExposure: 2, overdispersion: 2 },
      { edgeMilli: 1000, alternativesMilli: [4000] },
    )[0],
  ).toBeCloseTo(10 * Math.log(2), 12);
});

test("the mixture of e-values 2 and 4 is their mean 3", () => {
  expect(logEValueOf([Math.log(2), Math.log(4)])).toBeCloseTo(Math.log(3), 12);
});

test("SQL gives what the formula gives in numbers, for a rise and for a fall, with background and without", async () => {
  const cases: readonly Case[] = [
    [0, 0, 0, 0, 1, 0],
    [3, 120.5, 1, 4000, 1, 0],
    [40, 1000, 12, 3000.25, 1.7, 0],
    [5000, 100_000, 300, 90_000, 8, 0],
    [0, 900, 60, 400, 1.2, 250],
    [7, 900, 60, 400, 3, 740],
    [4, 10, 0, 0, 1, 0],
    [4, 0, 2, 100, 1, 0],
  ];
  for (const hypotheses of [stepUp, stepDown]) {
    const expected = cases.map(
      ([hits, exposure, referenceHits, referenceExposure, overdispersion, backgroundMilli]) =>
        logEValueOf(
          gainsOf(
            {
              hits,
              exposure,
              referenceHits,
              referenceExposure,
              overdispersion,
              background: backgroundMilli / 1000,
            },
            hypotheses,
          ),
        ),
    );
    const actual = await inSql(cases, hypotheses);
    for (const [index, value] of expected.entries())
      expect(Math.abs((actual[index] ?? NaN) - value)).toBeLessThan(1e-9 * Math.max(1, Math.abs(value)));
  }
});

test("hits without exposure, or without a reference to hold them against, are no evidence", () => {
  const noExposure = { hits: 9, exposure: 0, referenceHits: 3, referenceExposure: 100, overdispersion: 1 };
  expect(logEValueOf(gainsOf(noExposure, stepUp))).toBe(0);
  const noReference = { hits: 9, exposure: 10, referenceHits: 0, referenceExposure: 0, overdispersion: 1 };
  expect(logEValueOf(gainsOf(noReference, stepUp))).toBe(0);
});
