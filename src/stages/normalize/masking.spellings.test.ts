import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { csvRows } from "../../../test/support/csvRows.ts";
import { heldOutTexts } from "../../../test/support/heldOutPersonalData.ts";
import { fateOf, maskedTexts } from "../../../test/support/maskedTexts.ts";
import { plantedValues } from "../../../test/support/plantedValues.ts";
import { describeWithData, sharedData } from "../../../test/support/sharedData.ts";

describe("personal values in forty spellings and thirty languages", () => {
  test("are masked as often as promised, and the words around them stay", async () => {
    const planted = plantedValues(20);
    const masked = await maskedTexts(
      planted.map(({ before, value, after, author }) => ({ text: `${before}${value}${after}`, author })),
    );
    const fates = planted.map((each, index) => ({
      type: each.type,
      fate: fateOf(each, masked[index] ?? ""),
    }));
    const recall = Object.fromEntries(
      Object.entries(Object.groupBy(fates, ({ type }) => type)).map(([type, of]) => [
        type,
        of.filter(({ fate }) => fate !== "leaked").length / of.length,
      ]),
    );
    for (const type of ["card", "iban", "email", "id", "ip", "order"])
      expect.soft(recall[type], type).toBeGreaterThanOrEqual(0.99);
    expect.soft(recall["phone"], "phone").toBeGreaterThanOrEqual(0.95);
    expect.soft(recall["name"], "name").toBeGreaterThanOrEqual(0.98);
    expect(fates.filter(({ fate }) => fate === "torn").length).toBeLessThan(planted.length / 1000);
  });

  test("written by hand after the rules are masked", async () => {
    const masked = await maskedTexts(heldOutTexts);
    const faults = heldOutTexts.flatMap(({ text, hidden, kept }, index) => {
      const shown = masked[index] ?? "";
      const leaked = hidden.filter((part) => shown.includes(part));
      const lost = kept.filter((part) => !shown.includes(part));
      return leaked.length + lost.length === 0 ? [] : [{ text, shown, leaked, lost }];
    });
    expect(faults).toEqual([]);
  });

  test("leave every piece of text between them as it was written", async () => {
    const text = "Hi\u00a0there – a “quoted” word; mail ana@example.org, or call +49 170 1234567… ok?";
    const [masked = ""] = await maskedTexts([{ text }]);
    expect(masked).toBe("Hi there – a “quoted” word; mail [email], or call [phone]… ok?");
    const [untouched] = await maskedTexts([{ text: "Hi\u00a0there – ４２ “quoted”\u200b words" }]);
    expect(untouched).toBe("Hi\u00a0there – ４２ “quoted”\u200b words");
  });
});

const placeholder = /\[(?:secret|email|handle|mac|ip|iban|id|card|number|phone|name|address)\]/g;

/** Placeholders other than links in a thousand words: a bound from above of the words lost. */
async function maskedPerThousand(texts: readonly string[]): Promise<number> {
  const masked = await maskedTexts(texts.map((text) => ({ text })));
  const words = texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0);
  const placeholders = masked.reduce((sum, text) => sum + (text.match(placeholder)?.length ?? 0), 0);
  return (1000 * placeholders) / words;
}

const sets = {
  "technical reports": ["gitbugs_duplicates/seamonkey_bugs.csv", 7],
  "questions to a bank": ["banking77/train.csv", 0],
  "reviews of apps": ["dabrowski_app_reviews/reviews_8_apps.csv", 2],
  "reviews of products": ["prdect_id/reviews_first300.csv", 8],
} as const;
for (const [name, [file, column]] of Object.entries(sets)) {
  const path = sharedData("data", ...file.split("/"));
  describeWithData(`clean words of ${name}`, { data: path, present: existsSync(path) }, () => {
    test("are kept, all but one in a thousand", async () => {
      const texts = csvRows(path).map((row) => row[column] ?? "");
      expect(texts.length).toBeGreaterThan(250);
      expect(await maskedPerThousand(texts)).toBeLessThan(1);
    });
  });
}
