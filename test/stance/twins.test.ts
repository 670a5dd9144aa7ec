import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { labelledStatements, stanceCues } from "../../bench/stance/corpus.ts";
import { compiledStance } from "../../src/classifier/stance/compiledStance.ts";
import { clauseReader } from "../../src/classifier/stance/stance.ts";
import { clausesIn } from "../../src/sql/functions/clauses.ts";
import { StanceDatabase, type SaidClause } from "../support/stanceDatabase.ts";

/** What SQL says of a text, and what the same in TypeScript says, to the last digit. */
const statements = labelledStatements(join(import.meta.dirname, "../../bench/stance/texts"));
const hostile = [
  "",
  " ",
  "␞ but ␞",
  "but",
  "a".repeat(450),
  "word ".repeat(90),
  "charged twice?! really?? why？！ yes?",
  "'; DROP TABLE x; --",
  "$1 \\1 ${x} {{y}}",
  "no\u0000 longer\tworks\r\n\r\nbut  👍🏽 crashes?",
  "0 0 0 0",
  "İstanbul'da çökmüyor ΑΣ ß",
  "…but? ！？ 。",
];
const texts = [
  ...statements.map(({ text, language, rating }) => ({ text, language, rating })),
  ...hostile.flatMap((text) => ["en", "und"].map((language) => ({ text, language, rating: 1 }))),
];
let db: StanceDatabase;
let read: readonly SaidClause[];
beforeAll(async () => {
  db = await StanceDatabase.open();
  read = await db.read(texts);
});
afterAll(() => {
  db.close();
});

test("texts are cut alike", () => {
  expect(read.map(({ said, clause }) => `${said} ${clause}`)).toEqual(
    texts.flatMap(({ text }, said) => clausesIn(text).map((clause) => `${said} ${clause}`)),
  );
});

test("clauses are read alike", () => {
  const reader = clauseReader(compiledStance);
  expect(
    read.map(({ clause, stance, rival, confidence_bp, is_in_doubt, is_plain }) =>
      [clause, stance, rival, confidence_bp, is_in_doubt, is_plain].join("|"),
    ),
  ).toEqual(
    texts.flatMap(({ text, language, rating }) =>
      clausesIn(text).map((clause) => {
        const found = reader({ clause, language, rating });
        return [clause, found.stance, found.rival, found.confidenceBp, found.isInDoubt, found.isPlain].join(
          "|",
        );
      }),
    ),
  );
});

test("clauses are verbatim pieces of their text, none longer than 200 characters", () => {
  for (const { said, clause } of read) {
    expect(texts[said]!.text).toContain(clause);
    expect(Array.from(clause).length).toBeLessThanOrEqual(200);
  }
});

test("the compiled model holds the cues that are written", () => {
  expect(compiledStance.cues).toEqual(stanceCues(join(import.meta.dirname, "../../bench/stance/cues")));
});
