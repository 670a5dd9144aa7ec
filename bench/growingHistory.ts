import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { writeWorld } from "../src/samples/world.ts";
import type { Project } from "../src/spec/project.ts";
import { copyReference, projectIn } from "../test/support/referenceProject.ts";

/** What a world of scale 1 has, over its 200 days. */
const eventsOfScale = 5130;
const days = 200;
/** About 10,000 events in ten days, by nobody and under no id that a history has: none of them is an edit. */
const addition = { seed: 77, scale: 18, days: 10, start: "2026-07-24", numbersFrom: 5_000_000 };

/** The reference project in a folder, its samples a world of about so many events. */
export async function writeHistory(folder: string, events: number): Promise<Project> {
  copyReference(folder);
  const spec = path.join(folder, "pipeline.yaml");
  // a source takes further files beside its first
  writeFileSync(
    spec,
    readFileSync(spec, "utf8").replaceAll(
      /files: samples\/([a-z-]+?)(-\*)?\.(jsonl|csv|parquet)/g,
      "files: samples/$1*.$3",
    ),
  );
  await writeWorld(path.join(folder, "samples"), { seed: 5, scale: events / eventsOfScale, days });
  return projectIn(folder);
}

/** Adds the files of the ten days after it, the same for each history. */
export async function addEvents(folder: string): Promise<void> {
  const more = path.join(folder, "more");
  await writeWorld(more, addition);
  keepAccountsOfWriters(more);
  for (const name of readdirSync(more))
    if (!/^(truth|releases|articles)/.test(name))
      copyFileSync(path.join(more, name), path.join(folder, "samples", name.replace(/(\.\w+)$/, "-more$1")));
}

/** A world has accounts of all of its people, most of whom write nothing in ten days: only those of writers are new. */
function keepAccountsOfWriters(folder: string): void {
  const lines = (name: string): readonly string[] =>
    readFileSync(path.join(folder, name), "utf8").trimEnd().split("\n");
  const [header = "", ...items] = lines("truth-items.csv");
  const person = header.split(",").indexOf("person");
  const writers = new Set(items.map((item) => `A${500_000 + Number(item.split(",")[person])}`));
  const [accountHeader, ...accounts] = lines("accounts.csv");
  const kept = accounts.filter((account) => writers.has(account.split(",", 1)[0] ?? ""));
  writeFileSync(path.join(folder, "accounts.csv"), [accountHeader, ...kept, ""].join("\n"));
}
