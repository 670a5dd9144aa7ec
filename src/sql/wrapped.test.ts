import { readFileSync } from "node:fs";
import path from "node:path";
import { globSync } from "tinyglobby";
import { expect, test } from "vitest";
import { setupStatements, stageStatements, type PlannedStage } from "../plan/plan.ts";
import { maintenance, stages } from "../stages/catalogue.ts";
import { databricks } from "./databricks.ts";
import { render } from "./sql.ts";
import { tokensOf } from "./tokens.ts";
import { wrapped } from "./wrapped.ts";

const meaning = (text: string): readonly string[] =>
  tokensOf(text)
    .filter(({ kind }) => kind !== "space")
    .map((token) => token.text);

/** Text of a statement, a blank for each run of blanks and none where none is needed: what line breaks may not change. */
const statements = [
  ...setupStatements(databricks).map(({ sql }) => render(sql, "fixloop")),
  ...[...stages, ...maintenance].flatMap((stage, index) =>
    stageStatements(
      { ...stage, position: index + 1, job: "loop" } satisfies PlannedStage,
      databricks,
    ).flatMap((each) => ("kind" in each ? [] : [render(each.sql, "fixloop")])),
  ),
];

test("breaking lines changes no token of any statement of the pipeline", () => {
  for (const text of statements) expect(meaning(wrapped(text))).toEqual(meaning(text));
});

test("broken lines stay as they are when they are broken again", () => {
  for (const text of statements) expect(wrapped(wrapped(text))).toBe(wrapped(text));
});

test("no line of a generated SQL file is longer than 160 characters", () => {
  const root = path.join(import.meta.dirname, "../..");
  const long = globSync(["bundle/sql/**/*.sql", "bundle/governance/**/*.sql"], { cwd: root }).flatMap(
    (file) =>
      readFileSync(path.join(root, file), "utf8")
        .split("\n")
        .flatMap((line, index) => (line.length > 160 ? [`${file}:${index + 1} ${line.length}`] : [])),
  );
  expect(long).toEqual([]);
});

test("the table of characters that fold_text changes stands in one generated file, once", () => {
  const root = path.join(import.meta.dirname, "../..");
  const holding = globSync(["bundle/**/*.sql", "notebooks-gen/**/*"], { cwd: root }).flatMap((file) =>
    [...readFileSync(path.join(root, file), "utf8").matchAll(/ÀÁÂÃÄÅ/g)].map(() => file),
  );
  expect(holding).toEqual(["bundle/sql/00-setup/02-functions.sql"]);
});

test("a long line is broken before clauses, after commas, before AND and OR", () => {
  expect(
    wrapped(
      "SELECT alpha.first_column, alpha.second_column, alpha.third_column FROM fixloop_curated.alpha AS alpha JOIN fixloop_curated.beta AS beta ON beta.first_column = alpha.first_column WHERE alpha.first_column BETWEEN 1 AND 2 AND (beta.second_column IS NULL OR beta.second_column = 'a literal of some length that stays whole, FROM here AND on')",
    ),
  ).toMatchInlineSnapshot(`
    "SELECT alpha.first_column, alpha.second_column, alpha.third_column
    FROM fixloop_curated.alpha AS alpha
    JOIN fixloop_curated.beta AS beta
      ON beta.first_column = alpha.first_column
    WHERE alpha.first_column BETWEEN 1 AND 2
      AND (beta.second_column IS NULL OR beta.second_column = 'a literal of some length that stays whole, FROM here AND on')"
  `);
});

test("a CASE that is too long has a line for each branch; what it compares stays beside it", () => {
  expect(
    wrapped(
      "  CASE event.severity WHEN 'low' THEN 'nothing to do before the next planned release' WHEN 'high' THEN 'ask the owner of the area today' ELSE 'wait' END AS advice",
    ),
  ).toMatchInlineSnapshot(`
    "  CASE event.severity
        WHEN 'low' THEN 'nothing to do before the next planned release'
        WHEN 'high' THEN 'ask the owner of the area today'
        ELSE 'wait'
      END AS advice"
  `);
});

test("fragments that were put into each other are laid out as one", () => {
  expect(
    wrapped(`    sha2(concat(fixloop_curated.key_part(keyed.given_user), fixloop_curated.key_part(CASE
      WHEN keyed.given_user IS NOT NULL OR keyed.email_key IS NOT NULL THEN '-'
      ELSE keyed.event_id
    END)), 256) AS customer_record_id`),
  ).toMatchInlineSnapshot(`
    "    sha2(
          concat(
            fixloop_curated.key_part(keyed.given_user),
            fixloop_curated.key_part(
              CASE WHEN keyed.given_user IS NOT NULL OR keyed.email_key IS NOT NULL THEN '-' ELSE keyed.event_id END
            )
          ),
          256
        ) AS customer_record_id"
  `);
});

test("literals and comments are never broken, however long", () => {
  const literal = `'${"a, b AND c ".repeat(20)}'`;
  expect(wrapped(`SELECT ${literal} AS text`).split("\n")).toContain(`SELECT ${literal}`);
  const comment = `-- ${"a comment, with AND in it ".repeat(8)}`;
  expect(wrapped(comment)).toBe(comment);
});
