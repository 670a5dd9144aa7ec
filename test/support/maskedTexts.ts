import { memoryDatabase } from "../../src/local/memoryDatabase.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render, sql } from "../../src/sql/sql.ts";
import { authorWords, maskedText } from "../../src/stages/normalize/masking.ts";
import { planOf } from "./planOf.ts";
import type { PlantedValue } from "./plantedValues.ts";
import { smallProject } from "./project.ts";

export interface WrittenText {
  readonly text: string;
  readonly author?: string | undefined;
}

/** Texts as the step of events masks them, in their order. */
export async function maskedTexts(texts: readonly WrittenText[]): Promise<readonly string[]> {
  const plan = planOf(smallProject({}));
  const database = await memoryDatabase(plan);
  try {
    await database.run(
      'CREATE TABLE given AS SELECT unnest(json_transform($texts, \'[{"id":"BIGINT","text":"VARCHAR","author":"VARCHAR"}]\'), recursive := true)',
      { texts: JSON.stringify(texts.map(({ text, author }, id) => ({ id, text, author: author ?? null }))) },
    );
    const query = sql`WITH written AS (
  SELECT id, ${authorWords(duckdb, sql`author`)} AS author_words, text AS written
  FROM given
),
${maskedText(duckdb, sql`id`)}
SELECT masked FROM masked ORDER BY id`;
    const rows = await database.rows<{ masked: string }>(render(query, plan.schemaPrefix));
    return rows.map(({ masked }) => masked);
  } finally {
    database.close();
  }
}

/** Signs of one kind as one character, so that what stands around a value can be found in a masked text. */
const plain = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "")
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[०-९]/g, (digit) => String(digit.charCodeAt(0) - 0x966))
    .replace(/\s+/g, " ");

/** What a masked text shows of the value: nothing (`masked`), part of it (`leaked`), or less than the words around it (`torn`). */
export function fateOf({ before, value, after }: PlantedValue, masked: string): "masked" | "leaked" | "torn" {
  const shown = plain(masked);
  const [first, last] = [plain(before).trim(), plain(after).trim()];
  if (!shown.startsWith(first) || !shown.endsWith(last)) {
    const left = plain(value)
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
    return left.split(" ").some((part) => part.length > 2 && shown.includes(part)) ? "leaked" : "torn";
  }
  const middle = shown.slice(first.length, shown.length - last.length);
  const rest = middle.replace(/\[(?:[a-z]+|url:[^\]]*)\]/g, "");
  // what stands around a value in quotes, and the letters of a genitive
  return middle.includes("[") && !/[\p{L}\p{N}]/u.test(rest.replace(/(?<=^|['’])s(?![\p{L}])/giu, ""))
    ? "masked"
    : "leaked";
}
