import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { hostileTexts } from "../../src/samples/hostile.ts";
import { malformedReasons } from "../../src/samples/malformed.ts";
import { personalKinds } from "../../src/samples/personalData.ts";
import { platforms, releasesOf, versionShares } from "../../src/samples/product.ts";
import { canonicalDefects, drawDefects } from "../../src/samples/story.ts";
import type { World } from "../../src/samples/world.ts";
import { generateWorld, writeWorld } from "../../src/samples/world.ts";
import { csvPayloads, linesOf, recordIn, worldSources } from "../support/worldRecords.ts";

const small = { seed: 3, days: 60, scale: 0.3 };
const world = generateWorld(small);
/** The same world where every text is one that a person has typed: habits wrap lines and spell values in other ways. */
const typed = generateWorld({ ...small, habits: false });

const hashOf = ({ files }: World): string => {
  const hash = createHash("sha256");
  for (const [file, text] of [...files].toSorted(([left], [right]) => (left < right ? -1 : 1)))
    hash.update(`${file}\0${text}\0`);
  return hash.digest("hex");
};

/** What is wrong with a line, found by looking at it and not by asking the generator. */
function damageOf(
  line: string,
  { source, id, text, subject, time }: (typeof worldSources)[number],
): string | undefined {
  const record = recordIn(line);
  if (record === undefined) return source === "helpdesk" ? "ragged_row" : "not_json";
  const empty = (key: string): boolean =>
    record[key] === undefined || record[key] === null || record[key] === "";
  const blank = (key: string): boolean => {
    const value = record[key];
    return typeof value !== "string" || value.trim() === "";
  };
  if (empty(id)) return "missing_id";
  if (empty(time)) return "missing_time";
  const written = String(record[time]);
  const moment = Date.parse(written);
  if (
    Number.isNaN(moment) ||
    new Date(`${written.slice(0, 10)}T00:00:00Z`).toISOString().slice(0, 10) !== written.slice(0, 10)
  )
    return "bad_time";
  if (moment < Date.parse("2025-01-01") || moment > Date.parse("2027-12-31")) return "time_out_of_range";
  if (blank(text) && blank(subject)) return "missing_text";
  return undefined;
}

describe("a world", () => {
  it("is the same, byte for byte, for the same seed", () => {
    expect(hashOf(generateWorld(small))).toBe(hashOf(world));
    // Pinned: a change of the generator changes every committed sample, so it is made on purpose.
    expect(hashOf(generateWorld({ seed: 1, days: 20, scale: 0.2 }))).toMatchInlineSnapshot(
      `"c39279491ac83de5757e8fc5994a1973372ec132b8dc186bd428aba60a2616f6"`,
    );
  });

  it("is another one for another seed", () => {
    const other = generateWorld({ ...small, seed: 4 });
    expect(other.files.get("widget.jsonl")).not.toBe(world.files.get("widget.jsonl"));
    expect(other.files.get("telemetry.csv")).not.toBe(world.files.get("telemetry.csv"));
  });

  it("delivers as many distinct records a source as the truth says, and as many lines", async () => {
    let lines = 0;
    const distinct: Record<string, number> = {};
    for (const source of worldSources) {
      const whole = (await linesOf(world, source)).filter((line) => damageOf(line, source) === undefined);
      distinct[source.source] = new Set(whole.map((line) => recordIn(line)?.[source.id])).size;
      lines += whole.length;
    }
    expect(distinct).toEqual(world.truth.records);
    expect(lines).toBe(Object.values(world.truth.deliveries).reduce((sum, count) => sum + count, 0));
  });

  it("redelivers, edits and delays some records", () => {
    expect(Object.keys(typed.truth.deliveries).toSorted()).toEqual(["again", "edited", "first", "late"]);
    expect(Object.keys(world.truth.deliveries)).toEqual(expect.arrayContaining(["continued", "removed"]));
  });

  it("holds every kind of malformed line, each as damaged as the truth says", async () => {
    const found: string[] = [];
    for (const source of worldSources) {
      for (const line of await linesOf(world, source)) {
        const damage = damageOf(line, source);
        if (damage !== undefined) found.push(`${source.source} ${damage}`);
      }
    }
    const stated = world.truth.malformed.map(({ source, reason }) => `${source} ${reason}`);
    expect(found.toSorted()).toEqual(stated.filter((text) => !text.startsWith("telemetry ")).toSorted());
    expect(new Set(world.truth.malformed.map(({ reason }) => reason))).toEqual(new Set(malformedReasons));
  });

  it("tells the truth about each record that was delivered", async () => {
    const rows = (await csvPayloads(world.files.get("truth-items.csv") ?? "")).map((line) => recordIn(line));
    const ids = rows.map((row) => `${String(row?.["source"])} ${String(row?.["record_id"])}`);
    expect(new Set(ids).size).toBe(ids.length);
    const delivered = new Set<string>();
    for (const source of worldSources) {
      for (const line of await linesOf(world, source)) {
        if (damageOf(line, source) === undefined)
          delivered.add(`${source.source} ${String(recordIn(line)?.[source.id])}`);
      }
    }
    expect(new Set(ids)).toEqual(delivered);
    const complaints = world.truth.defects.map(
      ({ id }) => rows.filter((row) => row?.["defect"] === id).length,
    );
    expect(complaints).toEqual(world.truth.defects.map((defect) => defect.complaints));
    expect(rows.filter((row) => row?.["origin"] === "brigade").length).toBe(world.truth.brigade.reviews);
    expect(rows.filter((row) => row?.["origin"] === "question").length).toBe(world.truth.question.asked);
  });

  it("holds every hostile text as it is written", async () => {
    const texts = new Set<unknown>();
    for (const source of worldSources)
      for (const line of await linesOf(world, source)) texts.add(recordIn(line)?.[source.text]);
    expect(hostileTexts.filter((text) => !texts.has(text))).toEqual([]);
  });

  it("holds personal data of every kind, and where the truth says", async () => {
    const textOf = new Map<string, string>();
    for (const source of worldSources) {
      for (const line of await linesOf(typed, source)) {
        const record = recordIn(line);
        const key = `${source.source} ${String(record?.[source.id])}`;
        textOf.set(key, `${textOf.get(key) ?? ""}${String(record?.[source.text])}`);
      }
    }
    const mentions = (await csvPayloads(typed.files.get("truth-personal.csv") ?? "")).map((line) =>
      recordIn(line),
    );
    expect(new Set(mentions.map((mention) => mention?.["kind"]))).toEqual(new Set(personalKinds));
    const absent = mentions.filter((mention) => {
      const key = `${String(mention?.["source"])} ${String(mention?.["record_id"])}`;
      return !textOf.get(key)?.includes(String(mention?.["value"]));
    });
    expect(absent).toEqual([]);
  });

  it("has no address outside the domains that nobody can own", () => {
    const domains = [...typed.files.values()].flatMap((text) =>
      [...text.matchAll(/[\w.+-]@([\w.-]+\.\w+)/g)].map((match) => (match[1] ?? "").toLowerCase()),
    );
    expect(domains.length).toBeGreaterThan(300);
    for (const domain of domains) expect(domain).toMatch(/^example\.(org|com|net)$|\.example$/);
  });

  it("lets one person write through several channels, with names and addresses that differ", async () => {
    const rows = (await csvPayloads(world.files.get("truth-items.csv") ?? "")).map((line) => recordIn(line));
    const channels = new Map<unknown, Set<unknown>>();
    for (const row of rows)
      channels.set(row?.["person"], (channels.get(row?.["person"]) ?? new Set()).add(row?.["source"]));
    expect([...channels.values()].filter((set) => set.size > 1).length).toBeGreaterThan(20);
  });
});

describe("the story", () => {
  const releases = releasesOf(200).filter(({ kind }) => kind === "client");

  it("has users move to a release over days, not at once", () => {
    const shares = [27, 29, 34].map(
      (day) => versionShares(releases, "android", day).find(({ version }) => version === "4.8.0")?.share ?? 0,
    );
    const [before, dayAfter, weekAfter] = shares;
    expect(before).toBe(0);
    expect(dayAfter).toBeGreaterThan(0);
    expect(dayAfter).toBeLessThan(0.1);
    expect(weekAfter).toBeGreaterThan(0.3);
    for (const platform of platforms) {
      const total = versionShares(releases, platform, 100).reduce((sum, entry) => sum + entry.share, 0);
      expect(total).toBeCloseTo(1, 12);
    }
  });

  it("has complaints of a defect come from affected versions and platforms only", async () => {
    const { files } = generateWorld({ seed: 5, days: 200, scale: 0.3 });
    const rows = (await csvPayloads(files.get("truth-items.csv") ?? "")).map((line) => recordIn(line));
    const versions = (defect: string): string[] =>
      [
        ...new Set(rows.filter((row) => row?.["defect"] === defect).map((row) => String(row?.["version"]))),
      ].toSorted();
    expect(versions("D1")).toEqual(["4.8.0", "4.8.2", "4.9.0"]);
    expect(versions("D3")).toEqual(["4.10.0", "4.11.0", "4.13.0", "4.14.0", "4.15.0"]);
    expect(versions("D5")).toEqual(["4.15.0"]);
  });

  it("shows each defect in its metric while it is in force, and not after a true fix", async () => {
    const rows = (
      await csvPayloads(generateWorld({ seed: 5, days: 200, scale: 0.3 }).files.get("telemetry.csv") ?? "")
    ).map((line) => recordIn(line));
    const rate = (metric: string, area: string, version: string): number => {
      const cells = rows.filter(
        (row) =>
          row?.["metric"] === metric &&
          row["area"] === area &&
          row["version"] === version &&
          row["platform"] === "android" &&
          row["value"] !== "n/a",
      );
      const sum = (key: string): number => cells.reduce((total, row) => total + Number(row?.[key]), 0);
      return sum("value") / sum("exposure");
    };
    expect(rate("sync_errors", "sync", "4.8.0") / rate("sync_errors", "sync", "4.7.0")).toBeGreaterThan(4);
    expect(rate("sync_errors", "sync", "4.10.0") / rate("sync_errors", "sync", "4.7.0")).toBeLessThan(1.3);
    // The fix of the export came with 4.11.0 and changed nothing.
    expect(
      rate("export_failures", "export", "4.12.0") / rate("export_failures", "export", "4.8.2"),
    ).toBeGreaterThan(3);
    // The checkout was repaired in 4.11.1 and broke again in 4.13.0.
    expect(
      rate("payment_failures", "billing", "4.12.0") / rate("payment_failures", "billing", "4.9.0"),
    ).toBeLessThan(1.3);
    expect(
      rate("payment_failures", "billing", "4.14.0") / rate("payment_failures", "billing", "4.9.0"),
    ).toBeGreaterThan(3);
  });

  it("draws the same fates with other categories for a random world", () => {
    const drawn = drawDefects(12);
    expect(drawn.map(({ fate }) => fate)).toEqual(canonicalDefects.map(({ fate }) => fate));
    expect(new Set(drawn.map(({ category }) => category)).size).toBe(drawn.length);
    expect(drawDefects(13)).not.toEqual(drawn);
  });

  it("asks one question two hundred times at scale 1, whatever the length of the world", () => {
    expect(generateWorld({ seed: 9, days: 30, scale: 1 }).truth.question.asked).toBeGreaterThan(190);
  });
});

describe("the committed samples", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-samples-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("are what the generator writes", async () => {
    await writeWorld(folder);
    const committed = path.join(import.meta.dirname, "../../samples");
    const names = readdirSync(committed).filter((name) => name !== "README.md");
    expect(readdirSync(folder).toSorted()).toEqual(names.toSorted());
    const changed = names.filter(
      (name) => !readFileSync(path.join(folder, name)).equals(readFileSync(path.join(committed, name))),
    );
    expect(changed).toEqual([]);
  });
});
