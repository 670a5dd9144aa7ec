import * as ledger from "../../src/ledger/ledger.ts";
import type { Project } from "../../src/spec/project.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { smallProject, source } from "./project.ts";
import { StageDatabase } from "./stageDatabase.ts";

/** What a record says about who wrote it. Null and undefined fields are missing. */
export interface GivenIdentity {
  readonly source?: string;
  readonly user?: string | null;
  readonly email?: string | null;
  readonly author?: string | null;
  readonly locale?: string;
}

/** A project with a shop and a desk whose records name who wrote them. */
export const identityProject = (overrides: Partial<Project> = {}): Project =>
  smallProject({
    sources: ["shop", "desk"].map((id) =>
      source({
        id,
        kind: "tickets",
        files: ["unused"],
        map: Object.fromEntries(
          ["text", "user", "email", "author", "locale"].map((field) => [
            field,
            { kind: "key", key: field } as const,
          ]),
        ),
      }),
    ),
    ...overrides,
  });

/** A database in which one run of normalize has seen these records; their event ids are their places, 000 and on. */
export async function identityDatabase(
  records: readonly GivenIdentity[],
  overrides: Partial<Project> = {},
): Promise<StageDatabase> {
  const db = await StageDatabase.open(identityProject(overrides));
  await deliver(
    db,
    records.map((_, index) => index),
    records,
  );
  return db;
}

/** Another run, to which the records in these places are delivered. */
export async function deliverNext(
  db: StageDatabase,
  places: readonly number[],
  records: readonly GivenIdentity[],
): Promise<void> {
  await db.execute(ledger.finishRun(duckdb));
  await db.execute(ledger.openRun(duckdb));
  await deliver(db, places, records);
}

async function deliver(
  db: StageDatabase,
  places: readonly number[],
  records: readonly GivenIdentity[],
): Promise<void> {
  const [run] = await db.rows<{ run_id: bigint }>(
    "SELECT max(run_id) AS run_id FROM fixloop_curated.pipeline_run",
  );
  await db.insert(
    "raw.feedback_payload",
    places.map((place) => {
      const { source: from = "desk", ...identity } = records[place] ?? {};
      const id = String(place).padStart(3, "0");
      return {
        event_id: id,
        source: from,
        kind: "tickets",
        source_record_id: id,
        payload: JSON.stringify({ text: "hello", ...identity }),
        payload_hash: id,
        occurred_at: "2025-01-02 00:00:00",
        received_at: "2025-01-02 00:00:00",
        file: "file",
        record_position: place + 1,
        schema_fingerprint: "x",
        run_id: Number(run?.run_id ?? 1),
      };
    }),
  );
  await db.stage("normalize");
}

/** For every event in order the place of the first event of the same customer. */
export async function customerGroups(db: StageDatabase): Promise<readonly number[]> {
  const rows = await db.rows<{ customer_id: string }>(
    `SELECT customer.customer_id FROM fixloop_curated.feedback_event AS event
JOIN fixloop_curated.customer AS customer USING (customer_record_id) ORDER BY event.event_id`,
  );
  const ids = rows.map((row) => row.customer_id);
  return ids.map((id) => ids.indexOf(id));
}

/** Pairs that wait for a person, as places. */
export async function reviewPairs(db: StageDatabase): Promise<readonly string[]> {
  const rows = await db.rows<{ pair: string }>(
    `SELECT concat(least(one.event_id, other.event_id), '-', greatest(one.event_id, other.event_id), ' ', link.reason) AS pair
FROM fixloop_curated.customer_link AS link
JOIN fixloop_curated.feedback_event AS one ON one.customer_record_id = link.left_record_id
JOIN fixloop_curated.feedback_event AS other ON other.customer_record_id = link.right_record_id
WHERE link.decision = 'review' ORDER BY pair`,
  );
  return rows.map(({ pair }) => pair);
}

/** Title, records, and for each record the place of the first one of the same customer. */
export type IdentityCase = readonly [string, readonly GivenIdentity[], readonly number[]];

/** Cases in one database, so that each costs a row and not a run: addresses of each are in a domain of its own. */
const sites =
  "amber birch cobalt dahlia emerald fjord granite harvest indigo jasmine kestrel lagoon meadow nutmeg orchid pepper quartz raven saffron thunder umbra velvet willow xenon yarrow zephyr".split(
    " ",
  );
export async function failingIdentities(cases: readonly IdentityCase[]): Promise<readonly unknown[]> {
  const records = cases.flatMap(([, identities], index) =>
    identities.map((identity) => ({
      ...identity,
      email: identity.email?.replace(/@.*[.]example/, `@${sites[index] ?? ""}.example`) ?? null,
    })),
  );
  const db = await identityDatabase(records);
  const found = await customerGroups(db);
  db.close();
  let start = 0;
  return cases.flatMap(([title, identities, expected]) => {
    const groups = found.slice(start, start + identities.length).map((group) => group - start);
    start += identities.length;
    return JSON.stringify(groups) === JSON.stringify(expected) ? [] : [{ title, groups, expected }];
  });
}
