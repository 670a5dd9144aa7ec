import { expect, test } from "vitest";
import { decisionOfPair, recordDecisions } from "../../../test/support/decisions.ts";
import { smallProject } from "../../../test/support/project.ts";
import { StageDatabase } from "../../../test/support/stageDatabase.ts";
import type { DecisionRecord } from "../../contract/decision.ts";
import * as ledger from "../../ledger/ledger.ts";
import { duckdb } from "../../sql/duckdb.ts";

/** Identities are named by one letter. */
const id = (letter: string): string => letter.codePointAt(0)?.toString(16).padStart(64, "0") ?? "";
const letterOf = (recordId: unknown): string => String.fromCodePoint(Number.parseInt(String(recordId), 16));
const pairs = (text: string): readonly (readonly [string, string])[] =>
  text
    .split(" ")
    .filter((pair) => pair !== "")
    .map((pair) => [pair[0] ?? "", pair[1] ?? ""]);

interface World {
  /** Merge links that comparing made, such as `ab bc`. */
  readonly links: string;
  readonly same?: string;
  readonly distinct?: string;
}

async function opened({ links, same = "", distinct = "" }: World): Promise<StageDatabase> {
  const db = await StageDatabase.open(smallProject());
  const letters = new Set([...links, ...same, ...distinct].filter((letter) => letter !== " "));
  await insert(
    db,
    "curated.customer_record",
    [...letters].map((letter) => ({ customer_record_id: id(letter), source: "desk" })),
  );
  await insert(
    db,
    "curated.customer_link",
    pairs(links).map(([one, other]) => {
      const [left, right] = [id(one), id(other)].toSorted();
      return {
        left_record_id: left,
        right_record_id: right,
        rule: "email",
        match_weight: 9000,
        decision: "merge",
      };
    }),
  );
  await decide(db, [
    ...pairs(same).map(([one, other]) => decisionOfPair(id(one), id(other), "same")),
    ...pairs(distinct).map(([one, other]) => decisionOfPair(id(one), id(other), "distinct")),
  ]);
  return db;
}

/** Rows as this version of the policy would have written them: others leave. */
async function insert(
  db: StageDatabase,
  name: "curated.customer_record" | "curated.customer_link",
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const [setting] = await db.rows("SELECT identity_version FROM fixloop_curated.setting");
  await db.insert(
    name,
    rows.map((row) => ({ ...row, identity_version: setting?.["identity_version"] })),
  );
}

async function decide(db: StageDatabase, records: readonly DecisionRecord[]): Promise<void> {
  await recordDecisions(db, records);
  for (const stage of ["decide", "normalize"] as const) await db.stage(stage);
}

async function nextRun(db: StageDatabase): Promise<void> {
  await db.execute(ledger.finishRun(duckdb));
  await db.execute(ledger.openRun(duckdb));
}

/** Customers as sorted letters, in order: `abc d`. */
async function customers(db: StageDatabase): Promise<string> {
  const rows = await db.rows<{ customer_record_id: string; customer_id: string }>(
    "SELECT customer_record_id, customer_id FROM fixloop_curated.customer ORDER BY customer_record_id",
  );
  const groups = Map.groupBy(rows, (row) => row.customer_id);
  return [...groups.values()]
    .map((group) => group.map((row) => letterOf(row.customer_record_id)).join(""))
    .toSorted()
    .join(" ");
}

const failing = async (db: StageDatabase, check: string): Promise<boolean> =>
  (
    await db.rows(
      `SELECT 1 FROM fixloop_curated.check_result WHERE check_id = 'normalize.${check}' AND failing_rows > 0`,
    )
  ).length > 0;

test.each<[title: string, world: World, expected: string]>([
  ["same joins two that nothing links", { links: "", same: "ab" }, "ab"],
  ["same joins two customers whole", { links: "ab cd", same: "bc" }, "abcd"],
  ["same joins in a chain", { links: "", same: "ab bc cd" }, "abcd"],
  ["distinct parts two that are linked", { links: "ab", distinct: "ab" }, "a b"],
  ["distinct of two that nothing links changes nothing", { links: "ab cd", distinct: "ac" }, "ab cd"],
  ["a way over a third identity joins no distinct ones", { links: "ac bc", distinct: "ab" }, "ac b"],
  [
    "nor a way over two, each of which stays with the nearer one",
    { links: "ac cd db", distinct: "ab" },
    "ac bd",
  ],
  ["nor two ways at once", { links: "ac bc ad bd", distinct: "ab" }, "acd b"],
  ["what hangs on one side stays on it", { links: "ac cb cx xy bz", distinct: "ab" }, "acxy bz"],
  ["two that are distinct from a third stay together", { links: "ab bc ca", distinct: "ab ac" }, "a bc"],
  ["three that are distinct from each other part", { links: "am bm cm", distinct: "ab bc ac" }, "am b c"],
  ["a distinct pair elsewhere parts nothing here", { links: "ab bc xy", distinct: "xy bx" }, "abc x y"],
  [
    "an identity that is distinct from someone elsewhere stays with its own",
    { links: "ac cb bd", distinct: "ab dz" },
    "ac bd z",
  ],
  [
    "same keeps two on one side, whatever is nearer",
    { links: "ac cd db", same: "ad", distinct: "ab" },
    "acd b",
  ],
  ["same across a way that distinct cuts counts", { links: "ac bc", same: "bc", distinct: "ab" }, "a bc"],
  ["distinct wins where decisions contradict", { links: "", same: "ab bc", distinct: "ac" }, "ab c"],
  ["a link between distinct ones is no way", { links: "ac cd db", distinct: "ab cd" }, "ac bd"],
  [
    "a chain of same between distinct ones is links as any other",
    { links: "", same: "ab bc cd de", distinct: "ae" },
    "abc de",
  ],
  ["two contradictions in one chain of same", { links: "", same: "ab bc cd", distinct: "ac bd" }, "a b c d"],
  [
    "an identity that same would unite with two distinct ones, and that is distinct from a third",
    { links: "dx", same: "ax xb", distinct: "ab xd" },
    "ax b d",
  ],
  [
    "a way as long as a customer can be",
    { links: "qb bc cd de ef fg gh ha ai ij jk kl lm mn no or", distinct: "qr" },
    "abcdefghq ijklmnor",
  ],
  [
    "overlapping pairs part more than they must, never less",
    { links: "ac ce ed db", distinct: "ab cd" },
    "a b ce d",
  ],
  [
    "same joins what overlapping pairs have parted",
    { links: "ac ce ed db", same: "ac", distinct: "ab cd" },
    "ace bd",
  ],
])("%s", async (_title, world, expected) => {
  const db = await opened(world);
  expect(await customers(db)).toBe(expected);
  expect(await failing(db, "distinct_stays_distinct")).toBe(false);
  db.close();
});

test("a contradiction is reported", async () => {
  const contradictory = await opened({ links: "", same: "ab bc", distinct: "ac" });
  expect(await failing(contradictory, "same_is_one_customer")).toBe(true);
  contradictory.close();
  const agreeing = await opened({ links: "ac", same: "ab", distinct: "bd" });
  expect(await failing(agreeing, "same_is_one_customer")).toBe(false);
  agreeing.close();
});

test("neither runs nor new links undo a decision, and a later decision does", async () => {
  const db = await opened({ links: "ab", distinct: "ab" });
  for (const [left, right] of [
    ["a", "c"],
    ["b", "c"],
    ["b", "d"],
    ["a", "d"],
  ] as const) {
    await nextRun(db);
    await insert(db, "curated.customer_record", [
      ...(left === "a" && right === "c" ? [{ customer_record_id: id("c"), source: "desk" }] : []),
      ...(right === "d" && left === "b" ? [{ customer_record_id: id("d"), source: "desk" }] : []),
    ]);
    await insert(db, "curated.customer_link", [
      {
        left_record_id: id(left),
        right_record_id: id(right),
        rule: "user",
        match_weight: 99_000,
        decision: "merge",
      },
    ]);
    await decide(db, []);
    expect(
      (await customers(db)).split(" ").some((customer) => customer.includes("a") && customer.includes("b")),
    ).toBe(false);
  }
  expect(await customers(db)).toBe("acd b");
  await nextRun(db);
  await decide(db, [decisionOfPair(id("b"), id("a"), "same", { decided_at: "2025-04-01T00:00:00.000Z" })]);
  expect(await customers(db)).toBe("abcd");
  db.close();
});

test("two that are parted are two customers, where the identity that both were named after has gone", async () => {
  const db = await opened({ links: "ab ac bc" });
  await nextRun(db);
  await db.database.run(
    `DELETE FROM fixloop_curated.customer_record WHERE customer_record_id = '${id("a")}'`,
  );
  await db.database.run(`DELETE FROM fixloop_curated.customer_link WHERE left_record_id = '${id("a")}'`);
  await decide(db, []);
  expect(await customers(db)).toBe("bc");
  await nextRun(db);
  await decide(db, [decisionOfPair(id("b"), id("c"), "distinct")]);
  expect(await customers(db)).toBe("b c");
  expect(await failing(db, "distinct_stays_distinct")).toBe(false);
  const named = "SELECT customer_record_id, customer_id, run_id FROM fixloop_curated.customer ORDER BY ALL";
  const before = await db.rows(named);
  expect(before.map(({ customer_id }) => letterOf(customer_id))).toEqual(["a", "c"]);
  await nextRun(db);
  await decide(db, []);
  expect(await db.rows(named)).toEqual(before);
  db.close();
});

test("a decision comes before the identities that it is about", async () => {
  const db = await StageDatabase.open(smallProject());
  await decide(db, [decisionOfPair(id("a"), id("b"), "same")]);
  expect(await customers(db)).toBe("");
  await nextRun(db);
  await insert(db, "curated.customer_record", [
    { customer_record_id: id("a"), source: "desk" },
    { customer_record_id: id("b"), source: "desk" },
  ]);
  await decide(db, []);
  expect(await customers(db)).toBe("ab");
  db.close();
});

test("in random graphs no distinct pair is one customer, every other component stays whole, and the order doesn't matter", async () => {
  let seed = 20;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  const letters = "abcdefghij";
  const draw = (count: number): string =>
    Array.from({ length: count }, () => {
      const one = random(letters.length);
      const other = (one + 1 + random(letters.length - 1)) % letters.length;
      return `${letters[Math.min(one, other)]}${letters[Math.max(one, other)]}`;
    })
      .filter((pair, index, all) => all.indexOf(pair) === index)
      .join(" ");
  for (let round = 0; round < 5; round++) {
    const world = { links: draw(10), same: draw(2), distinct: draw(3) };
    const distinct = world.distinct.split(" ");
    const same = world.same
      .split(" ")
      .filter((pair) => !distinct.includes(pair))
      .join(" ");
    const db = await opened({ ...world, same });
    const found = await customers(db);
    for (const [one, other] of pairs(world.distinct))
      expect(
        found.split(" ").some((customer) => customer.includes(one) && customer.includes(other)),
        JSON.stringify({ world, found }),
      ).toBe(false);
    db.close();
    const reversed = await opened({
      links: world.links.split(" ").toReversed().join(" "),
      same: same.split(" ").toReversed().join(" "),
      distinct: distinct.toReversed().join(" "),
    });
    expect(await customers(reversed)).toBe(found);
    reversed.close();
    const undecided = await opened({ links: world.links });
    const whole = (await customers(undecided)).split(" ");
    undecided.close();
    // a component without a decision in it is one customer
    for (const component of whole)
      if (
        !pairs(`${same} ${world.distinct}`).some((pair) => pair.some((letter) => component.includes(letter)))
      )
        expect(found.split(" ")).toContain(component);
  }
});
