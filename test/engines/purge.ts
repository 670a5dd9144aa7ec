import { planOf } from "../support/planOf.ts";
import { createHash } from "node:crypto";
import { cp, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { glob } from "tinyglobby";
import type { Database } from "../../src/local/database.ts";
import { heldPlaces } from "../../src/local/heldPlaces.ts";
import { recordsInto } from "../../src/local/landRecords.ts";
import type { Project } from "../../src/spec/project.ts";
import { columnsOf } from "../../src/stages/tables.ts";
import { purgedTables } from "../../src/stages/retention/purge.ts";
import type { Spark } from "./spark.ts";
import type { Tally } from "./tally.ts";

interface Purge {
  readonly spark: Spark;
  /** On which the same customer was erased. */
  readonly database: Database;
  readonly project: Project;
  readonly schemaPrefix: string;
  /** Stands for the landing volume: what the purge rewrites. */
  readonly volume: string;
  readonly tally: Tally;
}

/** Later than any day that a retention speaks of. */
const farAhead = Date.UTC(2100, 0, 1) / 1000;

/**
 * Copies the files of the sources to where the jobs may rewrite them, as a volume holds them. They were changed so late
 * that no retention removes them: the files that it does remove are `addOldFile`'s.
 */
export async function copySources(folder: string, volume: string, { sources }: Project): Promise<void> {
  for (const file of await glob(
    sources.flatMap(({ files }) => files),
    { cwd: folder },
  )) {
    await cp(join(folder, file), join(volume, file));
    await utimes(join(volume, file), farAhead, farAhead);
  }
}

/** A file of feedback that was landed and is past its retention: the purge removes it. */
export async function addOldFile({ spark, project, schemaPrefix, volume }: Purge): Promise<string> {
  const source = project.sources.find(({ kind }) => kind === "reviews");
  const file = source?.files[0]?.replace("*", "past-retention") ?? "";
  const content = '{"review_id":"past-retention"}\n';
  await writeFile(join(volume, file), content);
  await utimes(join(volume, file), 946_684_800, 946_684_800);
  const given: Readonly<Record<string, string>> = {
    file: `'${file}'`,
    file_size: String(content.length),
    modified_at: "TIMESTAMP '2000-01-01 00:00:00'",
  };
  const columns = Object.keys(columnsOf("raw.landed_file")).map((column) => given[column] ?? column);
  await spark.sql(`INSERT INTO ${schemaPrefix}_raw.landed_file
SELECT ${columns.join(", ")} FROM ${schemaPrefix}_raw.landed_file WHERE source = '${source?.id}' LIMIT 1`);
  return file;
}

/** The records of all files of the volume, as the local runner reads them: file → texts in their order. */
export async function recordsOf({
  database,
  project,
  volume,
}: Purge): Promise<ReadonlyMap<string, readonly string[]>> {
  const records = new Map<string, readonly string[]>();
  await database.run(
    "CREATE OR REPLACE TEMP TABLE read_record (source VARCHAR, kind VARCHAR, file VARCHAR, record_position BIGINT, payload VARCHAR, fault VARCHAR)",
  );
  for (const source of project.sources)
    for (const file of await glob(source.files, { cwd: volume })) {
      await recordsInto(database, "read_record", { source, file, path: join(volume, file), reader: "" });
      const rows = await database.rows<{ payload: string }>(
        "SELECT payload FROM read_record ORDER BY record_position",
      );
      records.set(
        file,
        rows.map(({ payload }) => payload),
      );
      await database.run("DELETE FROM read_record");
    }
  return records;
}

/**
 * What the task `purge` did on Spark: the erased records have left their files and no other has, the ledger knows the
 * files that were rewritten, the receipt says it, and tables whose rows were marked as deleted were rewritten, others not.
 * Gives the files that were rewritten.
 */
export async function comparePurge(
  purge: Purge,
  before: ReadonlyMap<string, readonly string[]>,
  old: string,
): Promise<readonly string[]> {
  const { spark, database, project, schemaPrefix: p, volume, tally } = purge;
  const check = (what: string, expected: unknown, found: unknown): void => {
    if (JSON.stringify(expected) === JSON.stringify(found)) tally.pass();
    else tally.fail(what, [`expected ${JSON.stringify(expected)}`, `found    ${JSON.stringify(found)}`]);
  };
  check("a file past its retention", false, existsSync(join(volume, old)));
  const [request] = await database.rows<{ request_id: string }>(
    `SELECT request_id FROM ${p}_raw.erasure_request`,
  );
  const search = {
    database,
    plan: planOf(project),
    requestId: request?.request_id ?? "",
  };
  check("records that are left in files", [], await heldPlaces({ ...search, folder: volume }));
  const after = await recordsOf(purge);
  const rewritten = await spark.sql(
    `SELECT subject, row_count FROM ${p}_curated.erasure_receipt WHERE action = 'file_rewritten' ORDER BY subject`,
  );
  if (rewritten.rows.length === 0) tally.fail("files that were rewritten", ["none"]);
  const lost = new Map(
    rewritten.rows.map((row): [string, number] => {
      const [file = "", rows = "0"] = row.map((value) => (typeof value === "string" ? value : ""));
      return [file, Number(rows)];
    }),
  );
  for (const [file, records] of before) {
    if (file === old) continue;
    const kept = after.get(file) ?? [];
    const others = records.filter((record) => kept.includes(record));
    // what stays is the same, in the same order; of a ticket one value is emptied
    const emptied = kept.filter((record) => !records.includes(record)).length;
    check(
      `records of ${file} that left or lost a value`,
      lost.get(file) ?? 0,
      records.length - others.length,
    );
    check(
      `order of ${file}`,
      others,
      kept.filter((record) => records.includes(record)),
    );
    check(`number of records of ${file}`, records.length - (lost.get(file) ?? 0) + emptied, kept.length);
    if (!lost.has(file)) continue;
    const known = await spark.sql(
      `SELECT content_hash, file_size, records FROM ${p}_raw.landed_file WHERE file = '${file}'`,
    );
    const content = await readFile(join(volume, file));
    check(
      `what the ledger knows of ${file}`,
      [
        createHash("sha256").update(content).digest("hex"),
        String((await stat(join(volume, file))).size),
        String(kept.length),
      ],
      known.rows[0],
    );
  }
  const said = await spark.sql(
    `SELECT DISTINCT action FROM ${p}_curated.erasure_receipt WHERE action LIKE 'landing%' OR action LIKE 'history%' ORDER BY action`,
  );
  check(
    "what the receipt says of files",
    [["history_pending"], ["history_rewritten"], ["landing_pending"], ["landing_searched"]],
    said.rows,
  );
  let purged = 0;
  for (const table of purgedTables) {
    const { rows } = await spark.sql(`DESCRIBE HISTORY ${p}_${table}`);
    if (rows.some((row) => row.includes("REORG"))) purged++;
  }
  tally.note(`purge: ${lost.size} files rewritten, ${purged} of ${purgedTables.length} tables`);
  if (purged === 0 || purged === purgedTables.length)
    tally.fail("tables that were rewritten", [String(purged)]);
  return [...lost.keys()];
}
