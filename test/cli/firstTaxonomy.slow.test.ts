import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { firstTaxonomy, type FirstTaxonomy } from "../../src/cli/firstTaxonomy.ts";
import { initFromText } from "../../src/cli/initFromText.ts";
import { inspectFile } from "../../src/local/inspectFile.ts";
import { proposedSource } from "../../src/profile/proposedSource.ts";

const things = [
  "the export ends with an error",
  "the battery is empty by noon",
  "I was charged twice this month",
];

test("of many texts a sample is taken, the same every time, and said", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-taxonomy-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "reviews.csv");
  const rows = Array.from(
    { length: 240 },
    (_, index) => `r${index},2026-01-01,${things[index % 3]} ${index}`,
  );
  writeFileSync(file, `id,date,body\n${rows.join("\n")}\n`);
  const inspected = await inspectFile(file);
  const source = proposedSource({ name: "reviews", files: ["reviews.csv"], ...inspected });
  if (source === undefined) throw new Error("no texts");
  const made = async (): Promise<FirstTaxonomy> =>
    firstTaxonomy({
      name: "mine",
      sources: new Map([["reviews", source]]),
      folder,
      now: () => new Date("2026-02-01T00:00:00Z"),
      texts: 120,
    });
  const first = await made();
  expect({ pieces: first.pieces, texts: first.proposal.texts, records: first.records }).toEqual({
    pieces: 240,
    texts: 120,
    records: { tried: 240, of: 240 },
  });
  expect([...(await made()).files]).toEqual([...first.files]);
  const text = initFromText({ dir: "mine", first, withoutTexts: [] });
  expect(text).toMatch(/^\d+ categories in \d+ areas?, from a sample of 120; /m);
  expect(first.proposal.areas.flatMap(({ categories }) => categories).length).toBeGreaterThanOrEqual(3);
}, 60_000);
