import { expect, test } from "vitest";
import { identityProject } from "../../../test/support/identityDatabase.ts";
import { identityPolicy } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import * as ledger from "../../ledger/ledger.ts";
import type { Project } from "../../spec/project.ts";
import { duckdb } from "../../sql/duckdb.ts";

interface Identity {
  readonly source?: string;
  readonly user?: string;
  readonly email?: string;
  readonly author?: string;
  readonly locale?: string;
}

/** One piece of feedback an identity; event ids count up over the calls. */
async function write(
  db: StageDatabase,
  identities: readonly Identity[],
  options: { readonly from?: number; readonly runId?: number } = {},
): Promise<void> {
  await db.insert(
    "raw.feedback_payload",
    identities.map(({ source: from = "desk", ...identity }, index) => {
      const id = String((options.from ?? 0) + index).padStart(3, "0");
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
        record_position: index + 1,
        schema_fingerprint: "x",
        run_id: options.runId ?? 1,
      };
    }),
  );
}

async function linked(
  identities: readonly Identity[],
  overrides: Partial<Project> = {},
): Promise<StageDatabase> {
  const db = await StageDatabase.open(identityProject(overrides));
  await write(db, identities);
  await db.stage("normalize");
  return db;
}

/** For every event in order the place of the first event of the same customer. */
async function groups(db: StageDatabase): Promise<readonly number[]> {
  const rows = await db.rows<{ customer_id: string }>(
    `SELECT customer.customer_id FROM fixloop_curated.feedback_event AS event
JOIN fixloop_curated.customer AS customer USING (customer_record_id) ORDER BY event.event_id`,
  );
  const ids = rows.map((row) => row.customer_id);
  return ids.map((id) => ids.indexOf(id));
}

const decisions = (db: StageDatabase): Promise<readonly Record<string, unknown>[]> =>
  db.rows("SELECT rule, decision FROM fixloop_curated.customer_link ORDER BY rule, decision");

const failedChecks = (db: StageDatabase): Promise<readonly Record<string, unknown>[]> =>
  db.rows(
    "SELECT check_id, failing_rows FROM fixloop_curated.check_result WHERE failing_rows > 0 ORDER BY check_id",
  );

test.each<readonly [string, readonly Identity[], readonly number[]]>([
  [
    "one user id, whatever else differs",
    [
      { user: "u1", author: "Jon", email: "a@x.example" },
      { user: "u1", author: "Green", email: "b@y.example" },
    ],
    [0, 0],
  ],
  [
    "one address in another spelling, with a tag",
    [{ email: "Jon.Green@mail.example" }, { email: " jon.green+news@MAIL.example" }],
    [0, 0],
  ],
  [
    "Gmail ignores dots and has two names",
    [{ email: "jongreen@gmail.com" }, { email: "jon.green@googlemail.com" }],
    [0, 0],
  ],
  [
    "other providers don't ignore dots",
    [{ email: "jongreen@mail.example" }, { email: "jon.green@mail.example" }],
    [0, 1],
  ],
  [
    "one address and a name that is turned, mistyped or an initial",
    [
      { email: "jg@x.example", author: "Jonathan Green" },
      { email: "jg@x.example", author: "Green, Jonathan" },
      { email: "jg@x.example", author: "Jonathon Green" },
      { email: "jg@x.example", author: "J. Green" },
    ],
    [0, 0, 0, 0],
  ],
  [
    "an address at two providers with the same digits in it, and one name",
    [
      { email: "jon.green84@x.example", author: "Jon Green" },
      { email: "jon.green84@y.example", author: "Jon Green" },
    ],
    [0, 0],
  ],
  [
    "one name alone is no proof",
    [
      { author: "Jon Green", email: "jon@x.example", locale: "en-GB" },
      { author: "Jon Green", email: "green@y.example", locale: "en-GB" },
    ],
    [0, 1],
  ],
  [
    "addresses that differ in their digits are two people, even of one name",
    [
      { email: "jon.green84@x.example", author: "Jon Green" },
      { email: "jon.green85@x.example", author: "Jon Green" },
    ],
    [0, 1],
  ],
  [
    "one name in one source is no proof, and in two neither",
    [
      { source: "shop", author: "camille_petit" },
      { source: "shop", author: "Camille Petit" },
      { source: "desk", author: "camille_petit" },
    ],
    [0, 1, 2],
  ],
  [
    "one handle in one source is one customer, in two sources two",
    [
      { source: "shop", author: "SkyFox6781" },
      { source: "shop", author: "skyfox6781" },
      { source: "desk", author: "SkyFox6781" },
    ],
    [0, 0, 2],
  ],
  [
    "nobody's name links nobody",
    [{ author: "A Google user" }, { author: "A Google user" }, { author: "Anonymous" }, {}, {}],
    [0, 1, 2, 3, 4],
  ],
  [
    "what is linked to one is linked to all",
    [
      { user: "u1", email: "a@x.example" },
      { user: "u1", email: "b@x.example" },
      { email: "b@x.example", author: "Jon Green" },
    ],
    [0, 0, 0],
  ],
])("%s", async (_title, identities, expected) => {
  const db = await linked(identities);
  expect(await groups(db)).toEqual(expected);
  expect(await failedChecks(db)).toEqual([]);
  db.close();
});

test("one address under two names is for a person to decide", async () => {
  const db = await linked([
    { email: "greens@x.example", author: "Jon Green" },
    { email: "greens@x.example", author: "Mary Brown" },
  ]);
  expect(await decisions(db)).toEqual([{ rule: "email", decision: "review" }]);
  expect(await groups(db)).toEqual([0, 1]);
  db.close();
});

test("the policy of the spec decides what merges, and contradicting names never do", async () => {
  const nicknames = [
    { email: "bluebird@x.example", author: "Jon" },
    { email: "bluebird@x.example" },
    { email: "redbird@x.example" },
    { email: "redbard@x.example" },
  ];
  const eager = await linked(nicknames, {
    identity: identityPolicy({ mergeAbove: -10, distinctBelow: -12 }),
  });
  expect(await groups(eager)).toEqual([0, 0, 2, 2]);
  eager.close();
  const cautious = await linked(nicknames, {
    identity: identityPolicy({ mergeAbove: 12, distinctBelow: 8 }),
  });
  expect(await groups(cautious)).toEqual([0, 1, 2, 3]);
  cautious.close();
  const family = [
    { email: "greens@x.example", author: "Jon Green" },
    { email: "greens@x.example", author: "Mary Brown" },
  ];
  const lenient = await linked(family, { identity: identityPolicy({ mergeAbove: 2, distinctBelow: -2 }) });
  expect(await decisions(lenient)).toEqual([{ rule: "email", decision: "review" }]);
  lenient.close();
  const strict = await linked(family, { identity: identityPolicy({ mergeAbove: 12, distinctBelow: 8 }) });
  expect(await decisions(strict)).toEqual([{ rule: "email", decision: "distinct" }]);
  strict.close();
});

test("a customer has the account of its identities, of several the one of most revenue", async () => {
  const db = await StageDatabase.open(identityProject());
  await db.insert("raw.account", [
    {
      account_id: "a1",
      product: "notes",
      user_id: "u1",
      email: "jon@x.example",
      name: "Jon Green",
      segment: "free",
      revenue_month: "0",
    },
    {
      account_id: "a2",
      product: "notes",
      user_id: "u1",
      email: "jon@x.example",
      name: "Jon Green",
      segment: "pro",
      revenue_month: "9.99",
    },
    { account_id: "a3", product: "notes", user_id: "u9" },
  ]);
  await write(db, [{ user: "u1" }, { email: "jon@x.example" }, { user: "u2" }]);
  await db.stage("normalize");
  expect(
    await db.rows(`SELECT event.event_id, account_id, segment, revenue_month FROM fixloop_curated.feedback_event AS event
JOIN fixloop_curated.customer USING (customer_record_id) ORDER BY event.event_id`),
  ).toEqual([
    { event_id: "000", account_id: "a2", segment: "pro", revenue_month: "9.99" },
    { event_id: "001", account_id: "a2", segment: "pro", revenue_month: "9.99" },
    { event_id: "002", account_id: null, segment: null, revenue_month: null },
  ]);
  db.close();
});

test("identities keep the smallest spelling seen, in whatever order they come", async () => {
  const identities = [
    { email: "JON@x.example", locale: "en-GB" },
    { email: "jon@x.example", locale: "de-DE", source: "shop" },
  ];
  const records = "SELECT source, email, email_key, locale FROM fixloop_curated.customer_record";
  const together = await linked(identities);
  const expected = [{ source: "desk", email: "JON@x.example", email_key: "jon@x.example", locale: "de-DE" }];
  expect(await together.rows(records)).toEqual(expected);
  together.close();
  const apart = await linked(identities.slice(1));
  await apart.execute(ledger.finishRun(duckdb));
  await apart.execute(ledger.openRun(duckdb));
  await write(apart, identities.slice(0, 1), { from: 1, runId: 2 });
  await apart.stage("normalize");
  expect(await apart.rows(records)).toEqual(expected);
  apart.close();
});

test("a customer keeps its id when identities join, and the rest gets a new one when a link is withdrawn", async () => {
  const db = await linked([{ user: "u1", email: "a@x.example" }]);
  const ids = async (): Promise<readonly string[]> =>
    (
      await db.rows<{ customer_id: string }>(
        "SELECT customer_id FROM fixloop_curated.feedback_event AS event JOIN fixloop_curated.customer USING (customer_record_id) ORDER BY event.event_id",
      )
    ).map((row) => row.customer_id);
  const [first] = await ids();

  // enough identities that one of them sorts before the first
  await db.execute(ledger.finishRun(duckdb));
  await db.execute(ledger.openRun(duckdb));
  await write(
    db,
    Array.from({ length: 12 }, (_, index) => ({ user: "u1", email: `b${index}@x.example` })),
    { from: 1, runId: 2 },
  );
  await db.stage("normalize");
  expect(new Set(await ids())).toEqual(new Set([first]));
  const [smallest] = await db.rows<{ id: string }>(
    "SELECT min(customer_record_id) AS id FROM fixloop_curated.customer_record",
  );
  expect(smallest?.id).not.toBe(first);

  await db.database.run("UPDATE fixloop_curated.customer_link SET decision = 'distinct'");
  await db.execute(ledger.finishRun(duckdb));
  await db.execute(ledger.openRun(duckdb));
  await db.stage("normalize");
  const after = await ids();
  expect(after[0]).toBe(first);
  expect(new Set(after).size).toBe(13);
  expect(
    await db.rows(`SELECT customer_run_id, count(*) AS identities FROM fixloop_curated.customer
GROUP BY customer_run_id ORDER BY customer_run_id`),
  ).toEqual([
    { customer_run_id: 1n, identities: 1n },
    { customer_run_id: 3n, identities: 12n },
  ]);
  db.close();
});

test("an identity that is gone leaves its customer, an account that is gone leaves it without, and what stays is not written again", async () => {
  const db = await StageDatabase.open(identityProject());
  await db.insert("raw.account", [
    { account_id: "a1", product: "notes", user_id: "u1", segment: "pro", revenue_month: "9.99" },
    { account_id: "a2", product: "notes", user_id: "u2", segment: "pro", revenue_month: "9.99" },
  ]);
  await write(db, [{ user: "u1" }, { user: "u1", email: "a@x.example" }, { user: "u2" }, { user: "u3" }]);
  await db.stage("normalize");
  const customers = (): Promise<readonly Record<string, unknown>[]> =>
    db.rows(`SELECT event.event_id, account_id, customer.run_id, customer_run_id FROM fixloop_curated.customer
JOIN fixloop_curated.feedback_event AS event USING (customer_record_id) ORDER BY event.event_id`);
  expect(await customers()).toEqual([
    { event_id: "000", account_id: "a1", run_id: 1n, customer_run_id: 1n },
    { event_id: "001", account_id: "a1", run_id: 1n, customer_run_id: 1n },
    { event_id: "002", account_id: "a2", run_id: 1n, customer_run_id: 1n },
    { event_id: "003", account_id: null, run_id: 1n, customer_run_id: 1n },
  ]);
  const first = "(SELECT customer_record_id FROM fixloop_curated.feedback_event WHERE event_id = '000')";
  await db.database.run(`DELETE FROM fixloop_curated.customer_record WHERE customer_record_id = ${first}`);
  await db.database.run("DELETE FROM fixloop_curated.customer_link");
  await db.database.run("DELETE FROM fixloop_raw.account WHERE account_id = 'a2'");
  await db.database.run(
    "DELETE FROM fixloop_curated.feedback_event WHERE event_id = '000'; DELETE FROM fixloop_raw.feedback_payload WHERE event_id = '000'",
  );
  await db.execute(ledger.finishRun(duckdb));
  await db.execute(ledger.openRun(duckdb));
  await db.stage("normalize");
  expect(await customers()).toEqual([
    // the account belongs to the identity that is gone
    { event_id: "001", account_id: null, run_id: 2n, customer_run_id: 1n },
    // its customer is as before
    { event_id: "002", account_id: null, run_id: 2n, customer_run_id: 1n },
    { event_id: "003", account_id: null, run_id: 1n, customer_run_id: 1n },
  ]);
  expect(await db.rows("SELECT count(*) AS rows FROM fixloop_curated.customer")).toEqual([{ rows: 3n }]);
  db.close();
});

test("a link set in batches is the one set at once", async () => {
  const identities: readonly Identity[] = [
    { user: "u1", email: "jon.green84@x.example", author: "Jon Green", locale: "en-GB" },
    { email: "jon.green84@y.example", author: "Green, Jon", locale: "en-GB" },
    { email: "jon.green84@y.example", author: "Mary Brown" },
    { author: "Jon Green", locale: "en-GB" },
    { user: "u1" },
  ];
  const links =
    "SELECT left_record_id, right_record_id, rule, match_weight, decision FROM fixloop_curated.customer_link ORDER BY ALL";
  const together = await linked(identities);
  const expected = await together.rows(links);
  expect(expected.length).toBeGreaterThan(3);
  together.close();
  const apart = await StageDatabase.open(identityProject());
  await write(apart, identities.slice(4), { from: 4 });
  await apart.stage("normalize");
  for (const [run, identity] of [
    [2, 3],
    [3, 1],
    [4, 0],
    [5, 2],
  ] as const) {
    await apart.execute(ledger.finishRun(duckdb));
    await apart.execute(ledger.openRun(duckdb));
    await write(apart, identities.slice(identity, identity + 1), { from: identity, runId: run });
    await apart.stage("normalize");
  }
  expect(await apart.rows(links)).toEqual(expected);
  apart.close();
});

test("what a version before wrote, and retention emptied, is compared as what this one writes", async () => {
  const db = await linked([
    { email: "jon.green84@x.example", author: "Jon Green", locale: "en-GB" },
    { author: "Mary Brown", locale: "en-GB" },
    { email: "ann.smith31@x.example", author: "Ann Smith", locale: "en-GB" },
  ]);
  const blocks =
    "SELECT event.event_id, email_local_block, email_start_block, name_locale_block FROM fixloop_curated.customer_record JOIN fixloop_curated.feedback_event AS event USING (customer_record_id) ORDER BY ALL";
  expect(await db.rows(blocks)).toEqual([
    {
      event_id: "000",
      email_local_block: "jon.green84",
      email_start_block: "jon.|84@x.example",
      name_locale_block: "green jon|en-GB",
    },
    {
      event_id: "001",
      email_local_block: "",
      email_start_block: "",
      name_locale_block: "brown mary|en-GB",
    },
    {
      event_id: "002",
      email_local_block: "ann.smith31",
      email_start_block: "ann.|31@x.example",
      name_locale_block: "ann smith|en-GB",
    },
  ]);
  await db.database.run(
    "UPDATE fixloop_curated.customer_record SET email_local_block = NULL, email_start_block = NULL, email_site_block = NULL, name_locale_block = NULL, name_first_block = NULL, name_last_block = NULL",
  );
  await db.database.run(
    "UPDATE fixloop_curated.customer_record SET email = NULL, email_key = NULL, name = NULL, name_key = NULL WHERE email_key LIKE 'ann%'",
  );
  await db.execute(ledger.finishRun(duckdb));
  await db.execute(ledger.openRun(duckdb));
  await write(
    db,
    [
      { email: "jon.green84@y.example" },
      { user: "u1", author: "Brown, Mary", locale: "en-GB" },
      { email: "ann.smith31@y.example", author: "Ann Smith", locale: "en-GB" },
    ],
    { from: 10, runId: 2 },
  );
  await db.stage("normalize");
  expect(
    await db.rows(`SELECT rule, least(one.event_id, other.event_id) AS one, greatest(one.event_id, other.event_id) AS other
FROM fixloop_curated.customer_link
JOIN fixloop_curated.feedback_event AS one ON one.customer_record_id = left_record_id
JOIN fixloop_curated.feedback_event AS other ON other.customer_record_id = right_record_id ORDER BY rule`),
  ).toEqual([
    { rule: "email_local", one: "000", other: "010" },
    { rule: "name_locale", one: "001", other: "011" },
  ]);
  db.close();
});
