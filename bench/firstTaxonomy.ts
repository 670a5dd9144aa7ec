import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { firstTaxonomy } from "../src/cli/firstTaxonomy.ts";
import { inspectFile } from "../src/local/inspectFile.ts";
import { proposedSource } from "../src/profile/proposedSource.ts";
import { csvRows } from "../test/support/csvRows.ts";
import { sharedData } from "../test/support/sharedData.ts";

/**
 * What `fixloop init --from` takes up to the taxonomy, in processor time and memory:
 *
 *   node bench/firstTaxonomy.ts [--records=60000]
 *
 * Texts are those of Banking77, Clinc150 and the reviews of eight apps, alone and in pairs, so that few are equal.
 */
const records = Number(process.argv.find((word) => word.startsWith("--records="))?.slice(10) ?? 60_000);
const texts = [
  ...csvRows(sharedData("data", "banking77", "train.csv")).map(([text = ""]) => text),
  ...csvRows(sharedData("data", "clinc150", "clinc150_train_val.csv")).map(([text = ""]) => text),
  ...csvRows(sharedData("data", "dabrowski_app_reviews", "reviews_8_apps.csv")).map(
    ([, , text = ""]) => text,
  ),
];
const textAt = (index: number): string => texts[(index * 7919) % texts.length] ?? "";

const folder = mkdtempSync(path.join(tmpdir(), "fixloop-bench-"));
try {
  const file = path.join(folder, "reviews.jsonl");
  writeFileSync(
    file,
    Array.from({ length: records }, (_, index) =>
      JSON.stringify({
        id: `r${index}`,
        date: new Date(Date.UTC(2026, 0, 1 + (index % 250))).toISOString(),
        body: index % 2 === 0 ? textAt(index) : `${textAt(index)} ${textAt(index + 13)}`,
      }),
    ).join("\n"),
  );
  const source = proposedSource({ name: "reviews", files: ["reviews.jsonl"], ...(await inspectFile(file)) });
  if (source === undefined) throw new Error("the file holds no texts");
  const { proposal, pieces } = await firstTaxonomy({
    name: "bench",
    sources: new Map([["reviews", source]]),
    folder,
    now: () => new Date("2027-01-01T00:00:00Z"),
  });
  const { user, system } = process.cpuUsage();
  const categories = proposal.areas.flatMap((area) => area.categories).length;
  process.stdout.write(
    `${records} records, ${pieces} read, ${proposal.texts} texts, ${categories} categories: ` +
      `${((user + system) / 1e6).toFixed(0)} s of processor time, ${(process.resourceUsage().maxRSS / 1e6).toFixed(2)} GB\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
