import { afterEach, expect, test } from "vitest";
import { ClusterDatabase, type Feedback } from "../../../test/support/clusterDatabase.ts";

const open: ClusterDatabase[] = [];
afterEach(() => {
  for (const database of open.splice(0)) database.close();
});
async function opened(
  asOfDay: number,
  options: { readonly standingMinEvents?: number } = {},
): Promise<ClusterDatabase> {
  const database = await ClusterDatabase.open(asOfDay, options);
  open.push(database);
  return database;
}

/** `perDay` pieces of feedback on each day from the first to before the last, each of a customer of its own. */
function stream(
  row: Omit<Feedback, "id" | "day">,
  perDay: number,
  from: number,
  to: number,
): readonly Feedback[] {
  return Array.from({ length: to - from }, (_, index) => index + from).flatMap((day) =>
    Array.from({ length: perDay }, (__, place) => ({
      ...row,
      id: `${row.category}/${row.version}/${row.channel}/${day}/${perDay}-${place}`,
      day,
    })),
  );
}

/** Version 1 until day 40, version 2 until day 80, version 3 after: a tenth of the users updates on each day from the next. */
const versionOf = (day: number, place: number): string => {
  const newest = day < 40 ? 1 : day < 80 ? 2 : 3;
  const age = day < 40 ? 10 : (day - 40) % 40;
  return String(age * 10 + place * 10 < 100 && newest > 1 && place >= age ? newest - 1 : newest);
};

/** Ten other complaints and two crashes a day, and from day 40 eight crashes more among those who have version 2. */
function crashWithVersionTwo(days: number): readonly Feedback[] {
  const rows: Feedback[] = [];
  for (let day = 0; day < days; day++) {
    for (let place = 0; place < 10; place++)
      rows.push({ id: `other/${day}/${place}`, day, category: null, version: versionOf(day, place) });
    for (let place = 0; place < 2; place++)
      rows.push({ id: `quiet/${day}/${place}`, day, category: "crash", version: versionOf(day, place * 5) });
    for (let place = 0; place < 10; place++) {
      if (day >= 40 && day < 80 && versionOf(day, place) === "2")
        rows.push({ id: `more/${day}/${place}`, day, category: "crash", version: place === 9 ? null : "2" });
    }
  }
  return rows;
}

const users = (days: number): { day: number; version: string; users: number }[] =>
  Array.from({ length: days }, (_, day) => {
    const places = Array.from({ length: 10 }, (__, place) => versionOf(day, place));
    return [...new Set(places)].map((version) => ({
      day,
      version,
      users: 100 * places.filter((one) => one === version).length,
    }));
  }).flat();

const issues = async (database: ClusterDatabase): Promise<readonly Record<string, unknown>[]> =>
  database.rows(`SELECT category, kind, origin, scope_version, CAST(onset_date AS VARCHAR) AS onset, events
FROM fixloop_curated.issue ORDER BY onset_date, origin, category`);

test("a defect that came with a version is one issue, from the first day of that version, with those who have it", async () => {
  const database = await opened(75);
  await database.feedback(crashWithVersionTwo(75));
  await database.activeUsers(users(75));
  await database.run();
  const inScope = crashWithVersionTwo(75).filter(
    (row) => row.category === "crash" && row.day >= 41 && row.version !== "1",
  );
  expect(await issues(database)).toEqual([
    {
      category: "crash",
      kind: "defect",
      origin: "release",
      scope_version: "2",
      onset: "2025-02-11",
      events: BigInt(inScope.length),
    },
  ]);
  const members = await database.rows<{ event_id: string; member_reason: string }>(
    "SELECT event_id, member_reason FROM fixloop_curated.issue_member",
  );
  expect(new Set(members.map(({ member_reason }) => member_reason))).toEqual(new Set(["version_scope"]));
  expect(members.filter(({ event_id }) => event_id.startsWith("more/")).length).toBe(
    crashWithVersionTwo(75).filter(({ id }) => id.startsWith("more/")).length,
  );
  expect(members.some(({ event_id }) => event_id === "quiet/39/0")).toBe(false);
});

test("the moment of detection is the end of the alarm day, and the founding event the first one in scope", async () => {
  const database = await opened(75);
  await database.feedback(crashWithVersionTwo(75));
  await database.activeUsers(users(75));
  await database.run();
  const [issue] = await database.rows<{ detected_at: string; alarm: string; founding_event_id: string }>(
    `SELECT issue.detected_at, CAST(detection.alarm_date + INTERVAL 1 DAY AS TIMESTAMP) AS alarm, issue.founding_event_id
FROM fixloop_curated.issue AS issue
JOIN fixloop_curated.detection AS detection ON detection.category = issue.category AND detection.level = 'page'
ORDER BY detection.alarm_date LIMIT 1`,
  );
  expect(issue?.detected_at).toBe(issue?.alarm);
  expect(issue?.founding_event_id).toMatch(/^(more|quiet)\/4[0-9]\//);
});

test("running again without anything new writes nothing", async () => {
  const database = await opened(75, { standingMinEvents: 5 });
  await database.feedback(crashWithVersionTwo(75));
  await database.activeUsers(users(75));
  await database.run();
  await database.runAsOf(75);
  for (const table of [
    "daily_count",
    "exposure_daily",
    "detection",
    "issue",
    "issue_member",
    "issue_signal",
  ]) {
    expect(
      await database.rows(`SELECT count(*) AS rows FROM fixloop_curated.${table} WHERE run_id > 1`),
    ).toEqual([{ rows: 0n }]);
  }
  expect(await database.rows("SELECT count(*) > 0 AS some FROM fixloop_curated.issue_member")).toEqual([
    { some: true },
  ]);
});

test("an issue has the same id, founding and moment of detection whether its days came one by one or at once", async () => {
  const identity =
    "SELECT issue_id, founding_event_id, origin, scope_version, onset_date, detected_at, events FROM fixloop_curated.issue ORDER BY issue_id";
  const rows = crashWithVersionTwo(70);
  const atOnce = await opened(70);
  await atOnce.feedback(rows);
  await atOnce.activeUsers(users(70));
  await atOnce.run();

  const daily = await opened(38);
  await daily.activeUsers(users(70));
  await daily.feedback(rows.filter(({ day }) => day < 38));
  await daily.run();
  let from = 38;
  for (const day of [42, 43, 44, 45, 46, 47, 55, 70]) {
    await daily.feedback(rows.filter((row) => row.day >= from && row.day < day));
    await daily.runAsOf(day);
    from = day;
  }
  expect(await daily.rows(identity)).toEqual(await atOnce.rows(identity));
  expect((await atOnce.rows(identity)).length).toBe(1);
});

test("a rise that comes back within sixty days is the same issue, one that comes back after half a year is another", async () => {
  const database = await opened(330);
  await database.feedback([
    ...stream({ category: null }, 12, 0, 330),
    ...stream({ category: "crash" }, 1, 0, 330),
    ...[60, 110, 300].flatMap((start) =>
      stream({ category: "crash", version: `x${start}` }, 9, start, start + 8),
    ),
  ]);
  await database.run();
  expect((await issues(database)).map(({ origin, onset }) => [origin, onset])).toEqual([
    ["spike", "2025-03-02"],
    ["spike", "2025-10-28"],
  ]);
});

test("what everybody gets on one day is a spike although a version is young", async () => {
  // Version 2 comes on day 40; the server breaks for all on day 46, while half of the users still have version 1.
  const database = await opened(60);
  const rows: Feedback[] = [];
  for (let day = 0; day < 60; day++) {
    for (let place = 0; place < 10; place++)
      rows.push({ id: `other/${day}/${place}`, day, category: null, version: versionOf(day, place) });
    for (let place = 0; place < 2; place++)
      rows.push({ id: `quiet/${day}/${place}`, day, category: "crash", version: versionOf(day, place * 5) });
    for (let place = 0; place < 10; place++) {
      if (day >= 46)
        rows.push({ id: `more/${day}/${place}`, day, category: "crash", version: versionOf(day, place) });
    }
  }
  await database.feedback(rows);
  await database.activeUsers(users(60));
  await database.run();
  expect(
    await database.rows(
      "SELECT count(*) AS alarms FROM fixloop_curated.detection WHERE origin = 'release' AND level = 'page'",
    ),
  ).toEqual([{ alarms: 1n }]);
  expect(
    (await issues(database)).map(({ origin, scope_version, onset }) => [origin, scope_version, onset]),
  ).toEqual([["spike", null, "2025-02-16"]]);
});

test("a brigade that pastes one text into a defect founds nothing", async () => {
  const database = await opened(60);
  await database.feedback([
    ...stream({ category: null }, 10, 0, 60),
    ...stream({ category: "crash" }, 1, 0, 60),
    ...stream(
      { category: "crash", text: "worst app ever made, everyone should uninstall it today" },
      150,
      45,
      49,
    ),
  ]);
  await database.run();
  expect(await issues(database)).toEqual([]);
});

test("an outage that many people report in the same two words is seen", async () => {
  const database = await opened(60);
  await database.feedback([
    ...stream({ category: null }, 10, 0, 60),
    ...stream({ category: "crash" }, 1, 0, 60),
    ...stream({ category: "crash", text: "app crashes" }, 30, 45, 46),
  ]);
  await database.run();
  expect((await issues(database)).map(({ category, origin }) => [category, origin])).toEqual([
    ["crash", "spike"],
  ]);
});

test("a brigade in words of its own founds at most a spike of its own kind, never a defect", async () => {
  const database = await opened(60);
  await database.feedback([
    ...stream({ category: null }, 10, 0, 60),
    ...stream({ category: "new-design" }, 1, 0, 60),
    ...stream({ category: "new-design", version: "x" }, 80, 45, 49),
  ]);
  await database.run();
  expect((await issues(database)).map(({ kind, origin }) => [kind, origin])).toEqual([
    ["expectation_gap", "spike"],
  ]);
});

test("a steady stream is a standing issue from the event that reaches the count; below it there is none", async () => {
  const database = await opened(60, { standingMinEvents: 5 });
  await database.feedback([
    ...stream({ category: "how-to-export" }, 1, 0, 5),
    ...stream({ category: "loved" }, 1, 0, 4),
    { id: "late", day: 0, receivedDay: 3, category: "how-to-export", accepted: false },
  ]);
  await database.run();
  expect(
    await database.rows(
      "SELECT category, origin, CAST(onset_date AS VARCHAR) AS onset, CAST(detected_at AS VARCHAR) AS detected, events, customers FROM fixloop_curated.issue",
    ),
  ).toEqual([
    {
      category: "how-to-export",
      origin: "standing",
      onset: "2025-01-01",
      detected: "2025-01-05 11:00:00",
      events: 5n,
      customers: 5n,
    },
  ]);
});

test("events move from the standing issue to the one an alarm founds, and the standing issue keeps its id", async () => {
  const rows = crashWithVersionTwo(70);
  const database = await opened(39, { standingMinEvents: 20 });
  await database.activeUsers(users(70));
  await database.feedback(rows.filter(({ day }) => day < 39));
  await database.run();
  const [before] = await database.rows<{ issue_id: string; events: bigint }>(
    "SELECT issue_id, events FROM fixloop_curated.issue",
  );
  expect(before?.events).toBe(78n);

  await database.feedback(rows.filter(({ day }) => day >= 39));
  await database.runAsOf(70);
  const after = await database.rows<{ issue_id: string; origin: string; events: bigint }>(
    "SELECT issue_id, origin, events FROM fixloop_curated.issue ORDER BY origin",
  );
  expect(after.map(({ origin }) => origin)).toEqual(["release", "standing"]);
  expect(after[1]?.issue_id).toBe(before?.issue_id);
  const accepted = rows.filter(({ category }) => category === "crash").length;
  expect(after.reduce((sum, { events }) => sum + Number(events), 0)).toBe(accepted);
});

test("priority is reach times severity, doubled for defects and for alarms, raised by conversion step and revenue at risk", async () => {
  const database = await opened(60, { standingMinEvents: 4 });
  await database.stage.insert("raw.account", [
    { account_id: "A1", product: "notes", revenue_month: "30.00" },
    { account_id: "A2", product: "notes", revenue_month: "90.00" },
  ]);
  await database.stage.insert("curated.customer", [
    { customer_record_id: "ann", customer_id: "ann", account_id: "A1", revenue_month: "30.00" },
  ]);
  await database.feedback([
    { id: "a", day: 1, category: "crash", customer: "ann" },
    { id: "b", day: 50, category: "crash", customer: "ann" },
    { id: "c", day: 2, category: "crash", customer: "bob" },
    { id: "d", day: 3, category: "crash", customer: "cem" },
  ]);
  await database.run();
  // 3 customers, 1 of them in the last 28 days: 13. High severity 4, defect 2, standing 1: 104.
  // Conversion step 20 %, 30.00 of 120.00 at risk 25 %: 104 * 1.2 * 1.25 = 156.
  expect(
    await database.rows(
      "SELECT customers, CAST(revenue_at_risk AS VARCHAR) AS revenue, priority FROM fixloop_curated.issue",
    ),
  ).toEqual([{ customers: 3n, revenue: "30.00", priority: 156n }]);
});

test("revenue at risk beyond what its column holds is the largest that it holds", async () => {
  const database = await opened(60, { standingMinEvents: 4 });
  const large = "9999999999999999.99";
  await database.stage.insert("raw.account", [
    { account_id: "A1", product: "notes", revenue_month: large },
    { account_id: "A2", product: "notes", revenue_month: large },
  ]);
  await database.stage.insert("curated.customer", [
    { customer_record_id: "ann", customer_id: "ann", account_id: "A1", revenue_month: large },
    { customer_record_id: "bob", customer_id: "bob", account_id: "A2", revenue_month: large },
  ]);
  await database.feedback([
    { id: "a", day: 1, category: "crash", customer: "ann" },
    { id: "b", day: 50, category: "crash", customer: "ann" },
    { id: "c", day: 2, category: "crash", customer: "bob" },
    { id: "d", day: 3, category: "crash", customer: "cem" },
  ]);
  await database.run();
  // as above 104 * 1.2; the share is that of the largest amount in 2 * the largest, 50 %: 104 * 1.2 * 1.5 = 187.2
  expect(
    await database.rows(
      "SELECT customers, CAST(revenue_at_risk AS VARCHAR) AS revenue, priority FROM fixloop_curated.issue",
    ),
  ).toEqual([{ customers: 3n, revenue: large, priority: 187n }]);
});
