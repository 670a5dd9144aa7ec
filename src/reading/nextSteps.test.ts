import { describe, expect, test } from "vitest";
import { source } from "../../test/support/project.ts";
import type { Evidence } from "./evidence.ts";
import { nextSteps, type KnownOfProduct } from "./nextSteps.ts";

const everything: Evidence = {
  feedback: 100,
  categorised: 90,
  customers: 60,
  rated: 100,
  versioned: 90,
  usageDays: 90,
  releases: 3,
  ticketChanges: 20,
};
const steps = (evidence: Partial<Evidence>, known: Partial<KnownOfProduct> = {}) =>
  nextSteps({
    evidence: { ...everything, ...evidence },
    sources: [],
    versionColumns: new Map(),
    uncovered: { texts: 0, ofTexts: 0, groups: [], unlike: 0 },
    labels: [],
    ...known,
  });
const reviews = source({ id: "reviews", kind: "reviews", files: [], map: {} });

describe("what would make the next answer better", () => {
  test("is nothing where all is known, and of a product without feedback", () => {
    expect(steps({})).toEqual([]);
    expect(steps({ feedback: 0, usageDays: 0, versioned: 0 })).toEqual([]);
  });

  test("is what is missing, each with where to write it", () => {
    const found = steps(
      { versioned: 0, usageDays: 0, releases: 0, ticketChanges: 0 },
      { sources: [reviews] },
    );
    expect(found.map(({ title, place }) => [title, place])).toEqual([
      ["Export the version of reviews", null],
      ["Add active users", "pipeline.yaml, below sources"],
      ["Add releases", "pipeline.yaml, below sources"],
      ["Add tickets", "pipeline.yaml, below sources"],
    ]);
  });

  test.each([
    ["app_version", "map:\n  version: app_version"],
    ["meta.app version", 'map:\n  version: "meta.app version"'],
  ])("a column %s that looks like a version is mapped", (column, edit) => {
    const [step] = steps(
      { versioned: 0 },
      { sources: [reviews], versionColumns: new Map([["reviews", column]]) },
    );
    expect(step).toMatchObject({
      title: "Map the version of reviews",
      place: "pipeline.yaml, below reviews",
      edit,
    });
  });

  test("a version that is mapped and empty is asked of the export, and usage has none to map", () => {
    const mapped = { ...reviews, map: { version: { kind: "key", key: "v" } } } as const;
    const usage = source({ id: "usage", kind: "usage", files: [], map: {} });
    expect(steps({ versioned: 0 }, { sources: [mapped, usage] }).map(({ title }) => title)).toEqual([
      "Fill the version of reviews",
    ]);
  });
});
