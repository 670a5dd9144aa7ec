import { expect, test } from "vitest";
import { customerGroups, deliverNext, identityDatabase } from "../../../test/support/identityDatabase.ts";
import { identityPolicy } from "../../../test/support/project.ts";
import type { StageDatabase } from "../../../test/support/stageDatabase.ts";
import { largestBlock, largestNameBlock } from "./matchWeights.ts";

const decisions = (db: StageDatabase): Promise<readonly Record<string, unknown>[]> =>
  db.rows("SELECT rule, decision FROM fixloop_curated.customer_link ORDER BY rule, decision");

const failedChecks = (db: StageDatabase): Promise<readonly Record<string, unknown>[]> =>
  db.rows(
    "SELECT check_id, failing_rows FROM fixloop_curated.check_result WHERE failing_rows > 0 ORDER BY check_id",
  );

test("a block of like addresses that is too large is left uncompared and reported; one address still links all of its identities", async () => {
  const many = largestBlock + 1;
  const alike = await identityDatabase(
    Array.from({ length: many }, (_, index) => ({ user: `u${index}`, email: `jonathan@${index}.example` })),
  );
  expect(await failedChecks(alike)).toEqual([
    { check_id: "normalize.blocks_are_compared", failing_rows: 1n },
  ]);
  expect(await decisions(alike)).toEqual([]);
  alike.close();

  const address = await identityDatabase(
    Array.from({ length: many }, (_, index) => ({ user: `u${index}`, email: "jon@x.example" })),
    {
      identity: identityPolicy({ mergeAbove: 0, distinctBelow: -2 }),
    },
  );
  expect(await address.rows("SELECT count(*) AS links FROM fixloop_curated.customer_link")).toEqual([
    { links: BigInt(many - 1) },
  ]);
  expect(new Set(await customerGroups(address))).toEqual(new Set([0]));
  address.close();
});

test("shared mailboxes of one kind in many domains are no block; the address of each is one", async () => {
  const mailboxes = Array.from({ length: largestBlock + 1 }, (_, index) => [
    { email: `office@firm${index}.example`, author: `Harriet Green${index}` },
    { email: `familie.green${index}@home.example`, author: `Ann Green${index}` },
  ]).flat();
  const db = await identityDatabase([
    ...mailboxes,
    { email: "office@firm7.example", author: "Hariet Green7" },
    { email: "familie.green7@home.example", author: "Mary Brown" },
  ]);
  expect(await failedChecks(db)).toEqual([]);
  expect(await decisions(db)).toEqual([
    { rule: "shared_mailbox", decision: "distinct" },
    { rule: "shared_mailbox", decision: "merge" },
  ]);
  db.close();
});

test("in a shared mailbox of many people those with like names are compared; too many of them are reported", async () => {
  const people = Array.from({ length: largestBlock + 1 }, (_, index) => {
    const start = String.fromCodePoint(97 + (index % 26), 120 + Math.floor(index / 26));
    return { email: "office@firm.example", author: `${start}iana ${start}ontero`, locale: "es-ES" };
  });
  const unlike = await identityDatabase(people);
  expect(await failedChecks(unlike)).toEqual([]);
  expect(await decisions(unlike)).toEqual([]);
  unlike.close();

  const like = await identityDatabase([
    ...people,
    { email: "office@firm.example", author: "Harriet Lawson", locale: "en-GB" },
    { email: "office@firm.example", author: "Lawson, Hariet" },
  ]);
  expect(await failedChecks(like)).toEqual([]);
  expect(await decisions(like)).toEqual([{ rule: "shared_first", decision: "merge" }]);
  like.close();

  const namesakes = await identityDatabase(
    people.map(({ email }, index) => ({ email, author: `Jon Green${index}` })),
  );
  expect(await failedChecks(namesakes)).toEqual([
    { check_id: "normalize.blocks_are_compared", failing_rows: 2n },
  ]);
  namesakes.close();
});

test("a name that more identities have than can be told apart is compared with none, whether they come at once or not", async () => {
  const namesakes = Array.from({ length: largestNameBlock + 1 }, (_, index) => ({
    user: `u${index}`,
    author: "Jon Green",
  }));
  const few = await identityDatabase(namesakes.slice(0, largestNameBlock));
  const [pairs] = await few.rows<{ pairs: bigint }>(
    "SELECT count(*) AS pairs FROM fixloop_curated.customer_link",
  );
  expect(pairs?.pairs).toBe(BigInt((largestNameBlock * (largestNameBlock - 1)) / 2));
  await deliverNext(few, [largestNameBlock], namesakes);
  expect(await decisions(few)).toEqual([]);
  expect(await failedChecks(few)).toEqual([]);
  few.close();
  const atOnce = await identityDatabase(namesakes);
  expect(await decisions(atOnce)).toEqual([]);
  atOnce.close();
});
