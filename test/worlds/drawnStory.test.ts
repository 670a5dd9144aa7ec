import { describe, expect, it } from "vitest";
import { generateWorld } from "../../src/samples/world.ts";
import { drawWorld, fixKinds, gatings, riskKinds, type DrawnWorld } from "../support/drawnStory.ts";

const seeds = Array.from({ length: 24 }, (_, place) => 500 + place);
const worlds: readonly DrawnWorld[] = seeds.map((seed) => drawWorld({ seed, items: 5000 }));
const defects = worlds.flatMap((world) => world.defects.map((defect) => ({ ...defect, world })));

describe("drawn worlds", () => {
  it("are the same for the same seed", () => {
    const [world] = worlds;
    const again = drawWorld({ seed: 500, items: 5000 });
    expect(again.defects).toEqual(world?.defects);
    expect(again.options.scenery.releases).toEqual(world?.options.scenery.releases);
  });

  it("last 240 to 420 days and have 8 to 12 defects of different categories", () => {
    for (const { options, defects: own } of worlds) {
      expect(options.days).toBeGreaterThanOrEqual(240);
      expect(options.days).toBeLessThanOrEqual(420);
      expect(own.length).toBeGreaterThanOrEqual(8);
      expect(own.length).toBeLessThanOrEqual(12);
      expect(new Set(own.map(({ plan }) => plan.category)).size).toBe(own.length);
    }
  });

  it("hold every kind of fix, every gating and defects of every size", () => {
    expect(new Set(defects.map(({ kind }) => kind))).toEqual(new Set(fixKinds));
    expect(new Set(defects.map(({ gating }) => gating))).toEqual(new Set(gatings));
    const volumes = defects.map(({ volume }) => volume);
    expect(Math.min(...volumes)).toBeLessThan(50);
    expect(Math.max(...volumes)).toBeGreaterThan(500);
  });

  it("fix a defect after it began, let it return after that, and leave time to judge both", () => {
    for (const { kind, onsetDay, fixDay, relapseDay, world } of defects) {
      const { days } = world.options;
      expect(fixDay === undefined).toBe(kind === "no_fix");
      expect(relapseDay === undefined).toBe(kind !== "regressed");
      expect((fixDay ?? days) - onsetDay).toBeGreaterThanOrEqual(14);
      expect(days - (fixDay ?? onsetDay)).toBeGreaterThanOrEqual(22);
      if (relapseDay === undefined) continue;
      expect(relapseDay).toBeGreaterThan(fixDay ?? days);
      expect(days - relapseDay).toBeGreaterThanOrEqual(25);
    }
    const gaps = defects.flatMap(({ fixDay = 0, relapseDay }) =>
      relapseDay === undefined ? [] : [relapseDay - fixDay],
    );
    expect(gaps.some((days) => days < 45)).toBe(true);
    expect(gaps.some((days) => days > 60)).toBe(true);
  });

  it("have releases in the order of their versions, slow ones, a withdrawn one, and two on one day", () => {
    const all = worlds.flatMap(({ options }) => options.scenery.releases);
    expect(all.some(({ withdrawnOn }) => withdrawnOn !== undefined)).toBe(true);
    expect(all.some(({ halfAdoptionDays = 0 }) => halfAdoptionDays > 15)).toBe(true);
    const days = worlds.map(({ options }) =>
      options.scenery.releases.filter(({ kind }) => kind === "client").map(({ day }) => day),
    );
    for (const own of days) expect(own).toEqual(own.toSorted((left, right) => left - right));
    expect(days.some((own) => new Set(own).size < own.length)).toBe(true);
  });

  it("have a ticket for every fix but one that was never ticketed", () => {
    const unknown = defects.filter(({ kind, plan }) => kind !== "no_fix" && plan.ticket === null);
    expect(new Set(unknown.map(({ kind }) => kind))).toEqual(new Set(["unticketed"]));
    expect(defects.filter(({ kind, plan }) => kind === "unticketed" && plan.ticket !== null)).toEqual([]);
  });

  it("draw only the kinds that are asked for", () => {
    const { defects: own } = drawWorld({ seed: 1, items: 5000, kinds: ["regressed", "lull"] });
    expect(new Set(own.map(({ kind }) => kind))).toEqual(new Set(["regressed", "lull"]));
  });

  it("have about as many items and complaints as were drawn, every text with risk, and the releases that are listed", () => {
    const [world] = worlds;
    if (world === undefined) throw new Error("There is no world.");
    const { truth, files } = generateWorld(world.options);
    const items = Object.values(truth.records).reduce((sum, records) => sum + records, 0);
    expect(items).toBeGreaterThan(4000);
    expect(items).toBeLessThan(6500);
    expect(truth.origins["planted"]).toBe(riskKinds.length * 6);
    expect(truth.defects.map(({ complaints }) => complaints).every((complaints) => complaints > 3)).toBe(
      true,
    );
    const meant = world.defects.reduce((sum, { volume }) => sum + volume, 0);
    const written = truth.defects.reduce((sum, { complaints }) => sum + complaints, 0);
    expect(written / meant).toBeGreaterThan(0.85);
    expect(written / meant).toBeLessThan(1.15);
    const listed = world.options.scenery.releases.filter((release) => release.listed !== false);
    expect(files.get("releases.csv")?.trim().split("\n").length).toBe(listed.length + 1);
  });
});
