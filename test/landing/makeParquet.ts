import path from "node:path";
import { Database } from "../../src/local/database.ts";

/** `node test/landing/makeParquet.ts`: makes the Parquet files of the corpus that come from DuckDB; see `makeParquet.py`. */
const folder = path.join(import.meta.dirname, "corpus", "files");

const files: Readonly<Record<string, string>> = {
  "duckdb-types.parquet": `SELECT
    true AS flag, 9223372036854775807 AS big, 0.1::FLOAT AS single, 'x'::ENUM ('x', 'y') AS choice,
    12345678901234567890.123456789::DECIMAL(38, 9) AS exact,
    TIMESTAMPTZ '2025-01-02 03:04:05.123456+02' AS zoned,
    '\\x00\\xFFab''"\\x5C'::BLOB AS bytes,
    UUID '0f8fad5b-d9cb-469f-a165-70867728950e' AS id,
    [1, 2, NULL] AS list, {'a': 1, 'b': 'x"y', 'c': NULL::DOUBLE} AS nested, MAP {'k': 1.5, 'j': NULL} AS map,
    [{'at': TIMESTAMP '2025-01-02 03:04:05.5'}] AS deep,
    'a' || chr(0) || 'b€' || chr(10) || chr(8232) AS text, NULL::INTEGER AS nothing`,
  "numbers.parquet": `SELECT unnest([1.0, '-0'::DOUBLE, 0.1, 123456.789, 1e15, 1e16, 123456789012345680.0, 1e20, 1e21, 1.5e300, 1e100,
    0.0001, 0.00001, 0.0000125, 1e-6, 1e-7, 1.25e-8, 5e-324, 1.7976931348623157e308,
    'NaN'::DOUBLE, 'Infinity'::DOUBLE, '-Infinity'::DOUBLE, NULL]::DOUBLE[]) AS x`,
  "points.parquet": `SELECT * FROM (VALUES
    (TIMESTAMP '2026-01-05 06:07:08.5', 'latency', 1.5::DOUBLE, 12, 'sync'),
    (TIMESTAMP '2026-01-05 06:07:08', 'latency', 'NaN'::DOUBLE, 3, NULL),
    (TIMESTAMP '2026-01-05 06:07:08', 'latency', 1.0::DOUBLE, 3, 'say "a"'),
    (TIMESTAMP '2026-01-06', 'latency', 2.0::DOUBLE, NULL, NULL)
  ) AS point("at", metric, value, users, area)`,
  "names.parquet": `SELECT 1 AS parquet_row, 2 AS "quo""te", 3 AS "it's a name", 4 AS "ä", 0.5::DOUBLE AS "do""uble"`,
};

const database = await Database.open(":memory:");
for (const [name, query] of Object.entries(files))
  await database.run(`COPY (${query}) TO '${path.join(folder, name)}' (FORMAT parquet)`);
database.close();
