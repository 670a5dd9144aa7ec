import { describe, expect, it } from "vitest";
import { escapeHtml } from "../../src/samples/habits/mail.ts";
import { outageCategory } from "../../src/samples/habits/sayings.ts";
import { habitNames, type HabitName } from "../../src/samples/habits/statement.ts";
import { habitWords } from "../../src/samples/habits/words/habitWords.ts";
import { languages } from "../../src/samples/language.ts";
import { canonicalDefects, drawDefects } from "../../src/samples/story.ts";
import { generateWorld, type World } from "../../src/samples/world.ts";
import type { StatedTruth } from "../support/habitWorlds.ts";
import {
  csvPayloads,
  jsonLines,
  linesOf,
  recordIn,
  worldSources,
  type JsonRecord,
} from "../support/worldRecords.ts";

const size = { seed: 3, days: 200, scale: 1 };
const without = generateWorld({ ...size, habits: false });
const having = generateWorld(size);

const recordsIn = (lines: readonly string[]): JsonRecord[] =>
  lines.map(recordIn).filter((record) => record !== undefined);

/** Every delivery of a record that can be read, with its source and id. */
async function deliveriesOf(world: World): Promise<{ key: string; record: JsonRecord }[]> {
  const deliveries = worldSources.map(async (source) =>
    recordsIn(await linesOf(world, source)).map((record) => ({
      key: `${source.source} ${String(record[source.id])}`,
      record,
    })),
  );
  return (await Promise.all(deliveries)).flat();
}

const itemsOf = async ({ files }: World): Promise<JsonRecord[]> =>
  recordsIn(await csvPayloads(files.get("truth-items.csv") ?? ""));

const statements = jsonLines([having.files.get("truth-statements.jsonl") ?? ""]).map(
  (line) => JSON.parse(line) as StatedTruth,
);

const bodyOf = (record: JsonRecord): string => {
  const body = record["body"] ?? record["review"] ?? record["answer"];
  return typeof body === "string" ? body : "";
};

/** What a reader of the body sees, near enough to look words up. */
const plainText = (body: string): string =>
  [...`<>"'\u00a0äöüßé&`].reduce(
    (text, sign) => text.replaceAll(escapeHtml(sign), sign),
    body.replaceAll("<br>", "\n"),
  );

describe("a world with habits", () => {
  it("is the same, byte for byte, for the same seed, and another for another", () => {
    const small = { seed: 8, days: 60, scale: 0.3 };
    expect([...generateWorld(small).files]).toEqual([...generateWorld(small).files]);
    expect(generateWorld({ ...small, seed: 9 }).files.get("truth-statements.jsonl")).not.toBe(
      generateWorld(small).files.get("truth-statements.jsonl"),
    );
  });

  it("leaves a world without them as it is: no file more, no byte in what habits don't concern", () => {
    expect(without.files.has("truth-statements.jsonl")).toBe(false);
    expect(without.truth).not.toHaveProperty("habits");
    for (const name of ["telemetry.csv", "active-users.csv", "releases.csv", "accounts.csv", "tracker.csv"])
      expect(having.files.get(name)).toBe(without.files.get(name));
    expect(having.truth.defects).toEqual(without.truth.defects);
    expect(having.truth.malformed).toEqual(without.truth.malformed);
  });

  it("keeps every record of the base: who wrote it, when, about what, with which version", async () => {
    const items = async (world: World): Promise<string[]> =>
      (await itemsOf(world)).map((row) => JSON.stringify(row));
    const base = await items(without);
    const all = await items(having);
    expect(all.filter((line) => !line.includes('"origin":"habit"'))).toEqual(base);
    expect(all.length).toBeGreaterThan(base.length * 1.2);
  });

  it("writes records that no habit touches as they were", async () => {
    const touched = new Set(
      statements.filter(({ habits }) => habits.length > 0).map((said) => `${said.source} ${said.recordId}`),
    );
    const plainly = async (world: World): Promise<string[]> =>
      (await deliveriesOf(world))
        .filter(({ key }) => !touched.has(key))
        .map((delivery) => JSON.stringify(delivery))
        .toSorted();
    const lines = await plainly(having);
    expect(lines.length).toBeGreaterThan(1500);
    const base = new Set(await plainly(without));
    expect(lines.filter((line) => !base.has(line))).toEqual([]);
    expect(base.size).toBe(new Set(lines).size);
  });

  it("shows every habit", () => {
    const seen = new Set(statements.flatMap(({ habits }) => habits));
    expect(habitNames.filter((name) => !seen.has(name))).toEqual([]);
    expect(Object.keys(having.truth.habits ?? {}).toSorted()).toEqual([...habitNames].toSorted());
  });

  it("tells the truth about every record: a statement, and one more for each revision that says something else", async () => {
    const items = await itemsOf(having);
    const keys = items.map((row) => `${String(row["source"])} ${String(row["record_id"])}`);
    const stated = statements.filter(({ revision }) => revision === 1);
    expect(stated.map(({ source, recordId }) => `${source} ${recordId}`).toSorted()).toEqual(keys.toSorted());
    const person = new Map(items.map((row, index) => [keys[index], Number(row["person"])]));
    expect(
      statements.filter((said) => person.get(`${said.source} ${said.recordId}`) !== said.person),
    ).toEqual([]);
  });

  it("has the own words and the planted values of each statement in a delivery of its record", async () => {
    const texts = new Map<string, string>();
    for (const { key, record } of await deliveriesOf(having))
      texts.set(key, `${texts.get(key) ?? ""}${plainText(bodyOf(record))}\n`);
    const absent = statements.filter(({ source, recordId, own, planted }) => {
      const text = texts.get(`${source} ${recordId}`) ?? "";
      return !text.includes(own) || planted.some(({ value }) => !text.includes(value));
    });
    expect(absent).toEqual([]);
  });

  it("lets only complaints, questions and wishes vote that someone makes of his own", () => {
    const silent = new Set<HabitName>([
      "thanks",
      "reminder",
      "reminder_same_id",
      "confirmation",
      "question",
      "conditional",
      "spam",
      "empty_praise",
      "copied_campaign",
      "near_copies",
      "edited_to_praise",
      "edit_resolved",
      "deleted",
      "redacted",
    ]);
    const voting = statements.filter(({ points }) => points.some(({ votes }) => votes === true));
    expect(voting.filter(({ habits }) => habits.some((name) => silent.has(name)))).toEqual([]);
    for (const habit of ["disappointed", "came_back", "outage"] as const) {
      const such = statements.filter(({ habits }) => habits.includes(habit) && !habits.includes("deleted"));
      const due = such.filter(
        ({ habits, points }) => habits.includes("redacted") || points.some(({ votes }) => votes === true),
      );
      expect(due.length).toBe(such.length);
    }
    expect(
      statements
        .filter(({ habits }) => habits.includes("two_topics") && !habits.includes("deleted"))
        .every(({ points }) => points.length === 2),
    ).toBe(true);
  });

  it("quotes support in mails that say only thanks, most of them with the name of the defect", async () => {
    const bodies = new Map((await deliveriesOf(having)).map(({ key, record }) => [key, bodyOf(record)]));
    const thanks = statements.filter(({ habits }) => habits.includes("thanks"));
    const topics = languages.flatMap((language) => Object.values(habitWords[language].topics));
    const naming = thanks.filter(({ source, recordId }) => {
      const text = plainText(bodies.get(`${source} ${recordId}`) ?? "").replace(/\n[>]+ ?/g, "\n");
      return topics.some((topic) => text.toLowerCase().includes(topic.toLowerCase()));
    });
    expect(thanks.length).toBeGreaterThan(100);
    expect(naming.length).toBeGreaterThan(thanks.length * 0.4);
  });

  it("continues tickets by their id or by their parent, each time quoting what was said before", async () => {
    const deliveries = await deliveriesOf(having);
    const first = statements.filter(({ habits }) => habits.includes("reminder"));
    const parents = new Map(deliveries.map(({ key, record }) => [key, String(record["parent_id"])]));
    const known = new Set(statements.map(({ source, recordId }) => `${source} ${recordId}`));
    for (const { source, recordId } of first)
      expect(known).toContain(`helpdesk ${parents.get(`${source} ${recordId}`) ?? ""}`);
    const again = statements.filter(({ habits }) => habits.includes("reminder_same_id"));
    expect(again.every(({ revision }) => revision > 1)).toBe(true);
    const times = new Map<string, number>();
    for (const { key } of deliveries) times.set(key, (times.get(key) ?? 0) + 1);
    expect(again.every(({ source, recordId }) => (times.get(`${source} ${recordId}`) ?? 0) > 1)).toBe(true);
  });

  it("removes the text and the writer of deleted tickets in a later delivery", async () => {
    const deliveries = await deliveriesOf(having);
    for (const habit of ["deleted", "redacted"] as const) {
      const such = statements.filter(({ habits }) => habits.includes(habit));
      expect(such.length).toBeGreaterThan(5);
      for (const { source, recordId } of such) {
        const last = deliveries.findLast(({ key }) => key === `${source} ${recordId}`)?.record;
        expect([last?.["subject"], last?.["body"]]).toEqual(["SCRUBBED", "SCRUBBED"]);
        expect(last?.["status"] === "deleted").toBe(habit === "deleted");
      }
    }
  });

  it("has two words of an outage on one day, from different people, about what is no defect of the world", () => {
    const said = statements.filter(({ habits }) => habits.includes("outage"));
    expect(new Set(said.map(({ saidOn }) => saidOn)).size).toBe(1);
    expect(said.length).toBe(30);
    expect(new Set(said.map(({ person }) => person)).size).toBeGreaterThan(25);
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const defects = drawDefects(seed);
      expect(defects.map(({ category }) => category)).not.toContain(outageCategory(defects));
    }
    expect(outageCategory(canonicalDefects)).toBe("app-wont-start");
  });

  it("has no address outside the domains that nobody can own", () => {
    const domains = [...having.files.values()].flatMap((text) =>
      [
        ...text
          .replace(/[\u00ad\u200b]/g, "")
          .matchAll(/[\w.+-](?:@|＠| @ | \(at\) )([\w.-]+?\.\w+|[\w.-]+ \(dot\) \w+)/g),
      ].map((match) => (match[1] ?? "").toLowerCase().replace(" (dot) ", ".")),
    );
    expect(domains.length).toBeGreaterThan(300);
    for (const domain of domains) expect(domain).toMatch(/(^|\.)example\.(org|com|net)$|\.example$/);
  });
});
