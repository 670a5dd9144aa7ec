import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { smallProject, source } from "../test/support/project.ts";
import { StageDatabase } from "../test/support/stageDatabase.ts";
import * as ledger from "../src/ledger/ledger.ts";
import { landFiles } from "../src/local/land.ts";
import { duckdb } from "../src/sql/duckdb.ts";

/**
 * What a run costs that finds nothing new in a folder of many files: listing, a look at each file, no byte read.
 *
 *   node bench/listing.ts [FILES ...]        by default 100, 1000 and 10000
 *
 * The first run reads every file; the second is the one that every trigger pays for. Processor time is the figure to
 * compare where other work shares the machine.
 */
const sizes = process.argv.slice(2).map(Number);
for (const files of sizes.length === 0 ? [100, 1_000, 10_000] : sizes) await measure(files);

async function measure(files: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-listing-"));
  try {
    for (let index = 0; index < files; index++) {
      const day = path.join(folder, "in", String(index % 100));
      mkdirSync(day, { recursive: true });
      writeFileSync(
        path.join(day, `${index}.jsonl`),
        JSON.stringify({ id: String(index), at: "2026-01-05", text: "hello" }),
      );
    }
    const key = (name: string) => ({ kind: "key" as const, key: name });
    const project = smallProject({
      sources: [
        source({
          id: "shop",
          kind: "reviews",
          files: ["in/**/*.jsonl"],
          map: { id: key("id"), at: key("at"), text: key("text") },
        }),
      ],
    });
    const db = await StageDatabase.open(project, { ownTransactions: true });
    // an hour from now: every file counts as settled
    const now = (): Date => new Date(Date.now() + 3_600_000);
    const land = async (): Promise<string> => {
      const begun = performance.now();
      const before = process.cpuUsage();
      await landFiles({ plan: db.plan, database: db.database, folder, asOf: undefined, now });
      const { user, system } = process.cpuUsage(before);
      const [read] = await db.rows<{ files_read: bigint; bytes_read: bigint }>(
        "SELECT files_read, bytes_read FROM fixloop_raw.landing_source",
      );
      return `${((performance.now() - begun) / 1000).toFixed(2).padStart(7)} s ${((user + system) / 1e6).toFixed(2).padStart(7)} s processor, ${read?.files_read} files and ${read?.bytes_read} bytes read\n`;
    };
    process.stdout.write(`${files} files\n  first run  ${await land()}`);
    await db.stage("ingest");
    await db.execute(ledger.finishRun(duckdb));
    await db.execute(ledger.openRun(duckdb));
    process.stdout.write(`  second run ${await land()}`);
    db.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
