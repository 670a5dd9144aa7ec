import { expect, test } from "vitest";
import { deliverNext, identityDatabase } from "../../../test/support/identityDatabase.ts";

test("of accounts of several identities a customer has the one of most revenue, with no segment if that has none", async () => {
  const db = await identityDatabase([]);
  await db.insert("raw.account", [
    { account_id: "a1", product: "notes", user_id: "u1", email: "jon@x.example", segment: "pro" },
    { account_id: "a2", product: "notes", email: "jon@x.example", revenue_month: "9.99" },
    { account_id: "a3", product: "notes", email: "jon@x.example", segment: "free", revenue_month: "9.99" },
    { account_id: "a4", product: "notes", user_id: "u2", segment: "free" },
  ]);
  const records = [{ user: "u1", email: "jon@x.example" }, { email: "jon@x.example" }, { user: "u2" }];
  await deliverNext(db, [0, 1, 2], records);
  expect(
    await db.rows(`SELECT event.event_id, account_id, segment, revenue_month FROM fixloop_curated.feedback_event AS event
JOIN fixloop_curated.customer USING (customer_record_id) ORDER BY event.event_id`),
  ).toEqual([
    { event_id: "000", account_id: "a2", segment: null, revenue_month: "9.99" },
    { event_id: "001", account_id: "a2", segment: null, revenue_month: "9.99" },
    { event_id: "002", account_id: "a4", segment: "free", revenue_month: null },
  ]);
  db.close();
});
