import { expect, test } from "vitest";
import { databricks } from "../../sql/databricks.ts";
import { sql } from "../../sql/sql.ts";
import { recording, textFeatures } from "./features.ts";

test("a recording dialect gives the same text and notes the methods that were used", () => {
  const { dialect, used } = recording(databricks);
  expect(dialect.sha256(sql`a`)).toEqual(databricks.sha256(sql`a`));
  expect(dialect.name).toBe("databricks");
  expect([...used]).toEqual(["sha256"]);
});

test("verbs, clauses, casts and functions of a statement are its features", () => {
  const features = textFeatures(`-- explode(nothing)
MERGE INTO p_curated.t AS existing
USING (SELECT CAST(sha2(a, 256) AS STRING) AS b FROM p_curated.u QUALIFY row_number() OVER (ORDER BY a NULLS LAST) = 1) AS incoming
ON existing.b = incoming.b
WHEN NOT MATCHED BY SOURCE THEN DELETE`);
  expect([...features].toSorted()).toEqual([
    "cast string",
    "clause not matched",
    "clause not matched by source",
    "clause nulls last",
    "clause over",
    "clause qualify",
    "function row_number",
    "function sha2",
    "verb merge into",
  ]);
});

test("what stands in literals, quoted names and comments is none", () => {
  expect([...textFeatures("SELECT 'explode(x) QUALIFY -> it\\'s', `lower(y)` /* upper(z) */")]).toEqual([
    "verb select",
  ]);
});

test("a name of ours with brackets is no function", () => {
  expect([
    ...textFeatures("INSERT INTO p_curated.t(a, b) SELECT * FROM (VALUES (1, 2)) AS made_up(a, b)"),
  ]).toEqual(["verb insert into", "clause values"]);
});
