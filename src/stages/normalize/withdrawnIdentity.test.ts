import { afterEach, beforeEach, expect, test } from "vitest";
import { smallProject, source } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";

const keys = ["text", "author", "email", "user"];
const project = smallProject({
  sources: [
    source({
      id: "desk",
      kind: "tickets",
      files: ["unused"],
      map: Object.fromEntries(keys.map((key) => [key, { kind: "key", key } as const])),
    }),
  ],
});

let db: StageDatabase;
beforeEach(async () => {
  db = await StageDatabase.open(project);
});
afterEach(() => db.close());

interface Writer {
  readonly author: string;
  readonly email?: string;
}

const ticket = (id: string, writer: Writer): Promise<void> =>
  db.insert("raw.feedback_payload", [
    {
      event_id: id,
      source: "desk",
      kind: "tickets",
      source_record_id: id,
      payload: JSON.stringify({ text: `Ticket ${id}`, ...writer }),
      payload_hash: id,
      occurred_at: "2025-01-02 10:00:00",
      received_at: "2025-01-02 12:00:00",
      file: "file",
      record_position: 1,
      schema_fingerprint: "x",
      run_id: 1,
    },
  ]);

/** What ingest leaves of a ticket that its source deleted. */
async function withdraw(id: string): Promise<void> {
  await db.database.run(`DELETE FROM fixloop_raw.feedback_payload WHERE event_id = '${id}'`);
  await db.insert("raw.feedback_payload", [
    {
      event_id: id,
      source: "desk",
      kind: "tickets",
      source_record_id: id,
      payload: "{}",
      payload_hash: `${id} gone`,
      occurred_at: "2025-01-02 10:00:00",
      received_at: "2025-01-03 12:00:00",
      file: "file",
      record_position: 2,
      schema_fingerprint: "x",
      mark: "deleted",
      run_id: 1,
    },
  ]);
}

const names = async (): Promise<unknown[]> =>
  (await db.rows("SELECT name FROM fixloop_curated.customer_record ORDER BY name")).map(({ name }) => name);

test("a ticket that its source deleted leaves neither name nor address of its writer, nor links that lead through them", async () => {
  await ticket("t1", { author: "Mara Quist", email: "mara.quist@mail.example" });
  await ticket("t2", { author: "M. Quist", email: "mara.quist@mail.example" });
  await ticket("t3", { author: "Ilja Brandt", email: "ilja.brandt@mail.example" });
  await db.stage("normalize");
  expect(await names()).toEqual(["Ilja Brandt", "M. Quist", "Mara Quist"]);
  expect(await db.rows("SELECT left_record_id FROM fixloop_curated.customer_link")).toHaveLength(1);
  await withdraw("t1");
  await db.stage("normalize");
  expect(await names()).toEqual(["Ilja Brandt", "M. Quist"]);
  expect(await db.rows("SELECT left_record_id FROM fixloop_curated.customer_link")).toEqual([]);
  expect(await db.rows("SELECT customer_record_id FROM fixloop_curated.customer")).toHaveLength(2);
});

test("an identity that other feedback or an account has stays", async () => {
  const mara = { author: "Mara Quist", email: "mara.quist@mail.example" };
  await ticket("t1", mara);
  await ticket("t2", mara);
  await ticket("t3", { author: "Ilja Brandt", email: "ilja.brandt@mail.example" });
  await db.insert("raw.account", [
    {
      account_id: "a1",
      product: "notes",
      segment: "free",
      revenue_month: "0",
      name: "Ilja Brandt",
      email: "ilja.brandt@mail.example",
    },
  ]);
  await db.stage("normalize");
  await withdraw("t1");
  await withdraw("t3");
  await db.stage("normalize");
  expect(await names()).toEqual(["Ilja Brandt", "Mara Quist"]);
  await withdraw("t2");
  await db.stage("normalize");
  expect(await names()).toEqual(["Ilja Brandt"]);
});
