/**
 * How well records of people are linked: pairs found, pairs offered for review, and pairs never compared, on sets with
 * known duplicates. Reads names and e-mail addresses only, and no truth but to count.
 *
 *   node bench/linkage.ts fake_1000|febrl|world-small [all|tuning|held-out] [PAIRS.json]
 *
 * The last argument is a file for every compared pair with its levels. Clusters with an even number are for tuning, odd ones are held out. Pairs within a part count, false ones included.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { smallProject, source } from "../test/support/project.ts";
import { sharedData } from "../test/support/sharedData.ts";
import { StageDatabase } from "../test/support/stageDatabase.ts";
import { csvRows } from "../test/support/csvRows.ts";

interface LinkageRecord {
  readonly id: string;
  readonly truth: string;
  readonly source: string;
  readonly author: string | undefined;
  readonly email?: string | undefined;
  readonly user?: string | undefined;
  readonly locale?: string | undefined;
}

const name = (...parts: readonly (string | undefined)[]): string | undefined =>
  parts.filter((part) => part !== undefined && part.trim() !== "").join(" ") || undefined;
const given = (text: string | null | undefined): string | undefined =>
  text === null || text === "" ? undefined : text;

const datasets: Readonly<Record<string, () => readonly LinkageRecord[]>> = {
  fake_1000: () =>
    csvRows(sharedData("data", "splink", "fake_1000.csv")).map(
      ([id = "", first, last, , , email, truth = ""]) => ({
        id,
        truth,
        source: "desk",
        author: name(first, last),
        email: given(email),
      }),
    ),
  febrl: () =>
    csvRows(sharedData("data", "febrl", "dataset1.csv")).map((row) => ({
      id: (row[0] ?? "").trim(),
      truth: (row[11] ?? "").trim(),
      source: "desk",
      author: name(row[1]?.trim(), row[2]?.trim()),
    })),
  "world-small": () => {
    const persons = new Map(
      csvRows(sharedData("world-small", "truth", "items.csv")).map((row) => [row[0], row[7] ?? ""]),
    );
    const lines = (file: string): readonly Record<string, string | null>[] => [
      ...new Map(
        readFileSync(sharedData("world-small", file), "utf8")
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => JSON.parse(line) as Record<string, string | null>)
          .map((row) => [row["review_id"] ?? row["ticket_id"], row] as const),
      ).values(),
    ];
    return [
      ...lines("reviews.jsonl").map((row) => ({
        id: row["review_id"] ?? "",
        truth: persons.get(row["review_id"] ?? "") ?? "",
        source: row["source"] ?? "",
        author: given(row["author"]),
      })),
      ...lines("tickets.jsonl").map((row) => ({
        id: row["ticket_id"] ?? "",
        truth: persons.get(row["ticket_id"] ?? "") ?? "",
        source: "desk",
        author: given(row["requester_name"]),
        email: given(row["requester_email"]),
        user: given(row["user_id"]),
        locale: given(row["locale"]),
      })),
    ];
  },
};

const [dataset = "", part = "all", pairsFile] = process.argv.slice(2);
const read = datasets[dataset];
if (read === undefined) throw new Error(`expected one of: ${Object.keys(datasets).join(", ")}`);
const isTuning = (truth: string): boolean => Number(truth.replaceAll(/\D/g, "")) % 2 === 0;
const records = read().filter(({ truth }) => part === "all" || isTuning(truth) === (part === "tuning"));
const sources = [...new Set(records.map((record) => record.source))];
const db = await StageDatabase.open(
  smallProject({
    sources: sources.map((id) =>
      source({
        id,
        kind: id === "desk" ? "tickets" : "reviews",
        files: ["unused"],
        map: Object.fromEntries(
          ["text", "user", "email", "author", "locale"].map((field) => [
            field,
            { kind: "key", key: field } as const,
          ]),
        ),
      }),
    ),
  }),
);
await db.insert(
  "raw.feedback_payload",
  records.map(({ id, source: from, truth: _truth, ...fields }, index) => ({
    event_id: id,
    source: from,
    kind: from === "desk" ? "tickets" : "reviews",
    source_record_id: id,
    payload: JSON.stringify({ text: "hello", ...fields }),
    payload_hash: id,
    occurred_at: "2025-01-02 00:00:00",
    received_at: "2025-01-02 00:00:00",
    file: "file",
    record_position: index + 1,
    schema_fingerprint: "x",
  })),
);
const began = performance.now();
await db.stage("normalize");
const seconds = (performance.now() - began) / 1000;

await db.database.run("CREATE TEMP TABLE truth_record (event_id VARCHAR, truth VARCHAR, source VARCHAR)");
await db.database.run(
  'INSERT INTO truth_record SELECT r.event_id, r.truth, r.source FROM (SELECT unnest(json_transform($rows, \'[{"event_id":"VARCHAR","truth":"VARCHAR","source":"VARCHAR"}]\')) AS r)',
  {
    rows: JSON.stringify(
      records.map(({ id, truth, source: from }) => ({ event_id: id, truth, source: from })),
    ),
  },
);
const found = await db.rows<Record<string, bigint>>(`WITH person AS (
  SELECT truth_record.event_id, truth, truth_record.source = 'desk' AS is_ticket, customer.customer_record_id, customer.customer_id
  FROM truth_record
  JOIN fixloop_curated.feedback_event AS event USING (event_id)
  JOIN fixloop_curated.customer AS customer USING (customer_record_id)
), pair AS (
  SELECT
    one.truth = other.truth AS is_true,
    one.is_ticket AS is_ticket,
    one.customer_id = other.customer_id AS is_merged,
    one.customer_id = other.customer_id OR link.decision = 'review' AS is_found,
    one.customer_record_id = other.customer_record_id OR link.decision IS NOT NULL AS is_compared
  FROM person AS one
  JOIN person AS other ON one.event_id < other.event_id AND one.is_ticket = other.is_ticket
  LEFT JOIN fixloop_curated.customer_link AS link
    ON link.left_record_id = least(one.customer_record_id, other.customer_record_id)
    AND link.right_record_id = greatest(one.customer_record_id, other.customer_record_id)
  WHERE one.truth = other.truth OR one.customer_id = other.customer_id OR link.decision = 'review'
)
SELECT is_ticket, count(*) FILTER (is_true) AS true_pairs,
  count(*) FILTER (is_merged) AS merged, count(*) FILTER (is_merged AND is_true) AS merged_true,
  count(*) FILTER (is_found) AS found, count(*) FILTER (is_found AND is_true) AS found_true,
  count(*) FILTER (is_true AND NOT is_compared AND NOT is_merged) AS never_compared
FROM pair GROUP BY is_ticket ORDER BY is_ticket`);
for (const row of found) {
  const count = (key: string): number => Number(row[key]);
  const figures = (kind: string, all: number, right: number): string => {
    const precision = right / all;
    const recall = right / count("true_pairs");
    const f1 = (2 * precision * recall) / (precision + recall);
    return `${kind}: P ${precision.toFixed(3)} R ${recall.toFixed(3)} F1 ${f1.toFixed(3)} (${right} of ${all})`;
  };
  process.stdout.write(
    `${dataset} ${part} ${row["is_ticket"] ? "tickets" : "reviews"}: ${count("true_pairs")} true pairs, never compared ${count("never_compared")}; ` +
      `${figures("merged", count("merged"), count("merged_true"))}; ${figures("with review", count("found"), count("found_true"))}\n`,
  );
}
process.stdout.write(`${records.length} records, ${seconds.toFixed(2)} s\n`);
if (pairsFile !== undefined)
  writeFileSync(
    pairsFile,
    JSON.stringify(
      await db.rows(`SELECT one.event_id AS one, other.event_id AS other, a.truth = b.truth AS is_true, link.*
FROM fixloop_curated.customer_link AS link
JOIN fixloop_curated.feedback_event AS one ON one.customer_record_id = link.left_record_id
JOIN fixloop_curated.feedback_event AS other ON other.customer_record_id = link.right_record_id
JOIN truth_record AS a ON a.event_id = one.event_id
JOIN truth_record AS b ON b.event_id = other.event_id`),
      (_key, value: unknown) => (typeof value === "bigint" ? Number(value) : value),
    ),
  );
db.close();
process.exit(0);
