import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFunctions } from "../../../test/support/sqlFunctions.ts";
import { Database } from "../../local/database.ts";
import { tokenise } from "../../classifier/tokens.ts";
import { render, sql } from "../sql.ts";
import { foldedWords } from "./foldedWords.ts";

let database: Database;
beforeAll(async () => {
  database = await Database.open(":memory:");
  await makeFunctions(database, "x");
});
afterAll(() => database.close());

// pieces whose neighbours decide: spaces of all kinds, marks, scripts with and without spaces, accents apart from their letters
const pieces = [
  " ",
  "  ",
  "\t",
  "\n",
  "\u00a0",
  "\u3000",
  "'",
  "''; --",
  "$1",
  "\\1",
  "a",
  "Ünï",
  "ß",
  "e\u0301",
  "Ά",
  "й",
  "日",
  "本語",
  "ア",
  "ｱ",
  "한국",
  "😀",
  "\ue000",
  "9",
  ".",
];

test("words are those of the tokeniser, whether a text is split into characters or passed over", async () => {
  const texts = [
    "",
    ...pieces.flatMap((one) =>
      pieces.flatMap((two) => [`${one}${two}`, `x${one}${two}y`, `${two} ${one}日${two}`]),
    ),
  ];
  const rows = await database.rows<{ words: string }>(
    `SELECT ${render(foldedWords(sql`given_text`), "x")} AS words
FROM (SELECT unnest(from_json($texts, '["VARCHAR"]')) AS given_text)`,
    { texts: JSON.stringify(texts) },
  );
  expect(rows.map(({ words }) => words)).toEqual(texts.map((text) => tokenise(text).join(" ")));
});
