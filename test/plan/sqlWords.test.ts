import { expect, test } from "vitest";
import { metricKinds } from "../../src/contract/vocabulary.ts";
import { setupStatements, stageStatements } from "../../src/plan/plan.ts";
import { databricks } from "../../src/sql/databricks.ts";
import { render } from "../../src/sql/sql.ts";
import { contractOf, tableNames } from "../../src/stages/tables.ts";
import { planOf } from "../support/planOf.ts";
import { smallProject } from "../support/project.ts";

/** Every word that a column of this name may hold, in any table; columns without a closed list are left out. */
const wordsOfColumn: ReadonlyMap<string, ReadonlySet<string>> = (() => {
  const words = new Map<string, Set<string>>();
  for (const name of tableNames) {
    for (const [column, { values }] of Object.entries(contractOf(name).columns)) {
      if (values === undefined) continue;
      words.set(column, new Set([...(words.get(column) ?? []), ...values]));
    }
  }
  return words;
})();

/** Words that a statement compares a column with, or gives out as one, and that no table has for a column of that name. */
function unknownWords(statement: string): readonly string[] {
  const compared = statement.matchAll(/\b([a-z_]+) (?:=|<>|IN|NOT IN) (\('[^)]*'\)|'[^']*')/g);
  const chosen = statement.matchAll(/\bCASE (?:[a-z_]+\.)?([a-z_]+)((?:\s+WHEN '[^']*' THEN [^\s']+)+)/g);
  const given = [...statement.matchAll(/('[^']*') AS ([a-z_]+)\b/g)].map(([, word = "", column = ""]) => [
    column,
    word,
  ]);
  const pairs = [...compared, ...chosen].map(([, column = "", words = ""]) => [column, words]);
  return [...pairs, ...given].flatMap(([column = "", words = ""]) => {
    const known = wordsOfColumn.get(column);
    if (known === undefined) return [];
    return [...words.matchAll(/'([^']*)'/g)].flatMap(([, word = ""]) =>
      known.has(word) ? [] : [`${column}: ${word}`],
    );
  });
}

test("SQL compares a column of a closed list only with words of that list", () => {
  const { stages, maintenance } = planOf(smallProject());
  const statements = [
    ...setupStatements(databricks),
    ...[...stages, ...maintenance].flatMap((stage) => stageStatements(stage, databricks)),
  ].flatMap((statement) => ("sql" in statement ? [statement] : []));
  expect(
    statements.flatMap(({ id, sql }) => unknownWords(render(sql, "x")).map((unknown) => `${id}: ${unknown}`)),
  ).toEqual([]);
});

test("a word that a list lacks is found in comparisons, lists, choices and literals", () => {
  expect(wordsOfColumn.get("metric_kind")).toEqual(new Set(metricKinds));
  for (const statement of [
    "WHERE point.metric_kind = 'gage'",
    "WHERE metric_kind IN ('count', 'gage')",
    "SELECT CASE metric_kind WHEN 'count' THEN 1 WHEN 'gage' THEN 2 ELSE 3 END",
    "SELECT 'gage' AS metric_kind",
  ])
    expect(unknownWords(statement)).toEqual(["metric_kind: gage"]);
});
