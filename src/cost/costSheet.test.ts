import { expect, test } from "vitest";
import { costSheet, daysAMonth, type DayCost } from "./costSheet.ts";
import { priceWarning, pricesOf } from "./prices.ts";
import type { JobLoad, Workload } from "./workload.ts";

const none = { new: 0, touched: 0, all: 0, recent: 0, due: 0 };
const job = (name: JobLoad["job"], load: Partial<JobLoad>): JobLoad => ({
  job: name,
  idle: 0,
  busy: 0,
  sqlTasks: 0,
  notebooks: 0,
  notebookReads: 0,
  notebookWritesAWeek: 0,
  bookWrites: 0,
  bookReads: 0,
  variables: 0,
  steps: none,
  ...load,
});

/** A loop that runs four times a day: once whole while nothing comes in. Nothing is kept longer than ten days. */
const tiny: Workload = {
  jobs: [
    job("loop", {
      idle: 1,
      busy: 4,
      sqlTasks: 2,
      notebooks: 1,
      bookWrites: 3,
      bookReads: 4,
      variables: 5,
      steps: { ...none, new: 1, touched: 1, all: 1 },
    }),
  ],
  alertLooks: 2,
  alertQueries: 4,
  rawDays: 5,
  curatedDays: 10,
};
const target = {
  id: "prod",
  mode: "production",
  paused: undefined,
  performance: "standard",
  warehouse: undefined,
} as const;
const listed = pricesOf({ date: undefined, dollars: {} });
const round = (value: number): number => Number(value.toFixed(6));
const figures = ({ lines }: DayCost): readonly (readonly [string, number, number])[] =>
  lines.map(({ what, quantity, dollarsADay }) => [what, round(quantity), round(dollarsADay)]);

test("every line is what pencil and paper give", () => {
  const { idle, busy } = costSheet(tiny, target, listed, 4000);
  // read whole: 160 rows × 10 days + 4000 × 10 days = 41,600 rows × 2 µs = 0.0832 s
  // a whole loop: 6 + (3 + 3) × 2 + 4 × 0.5 + 5 × 0.1 + 0.0832 + 2 × 7.5 + 60 = 95.5832 s; × 4 DBU/h ÷ 3600 = 0.106204 DBU
  // merged where 1000 events come in a loop: (1 + 3) × 1000 × 12 µs = 0.048 s; 95.6312 s × 4 = 0.425028 DBU
  // alerts: 2 × (6 + 4 × 0.5 + 60) s = 136 s = 0.151111 DBU; notebooks: 1 × 60 s × 4 DBU/h = 0.066667 DBU, four times that and 4000 × 200 µs more
  // storage: 4000 × (5 × 3000 + 10 × 6000) = 0.3 GB × 0.018 ÷ 30.4167
  expect(figures(idle)).toEqual([
    ["warehouse: loop", 0.106204, 0.074342],
    ["notebooks: loop", 0.066667, 0.03],
    ["warehouse: alerts", 0.151111, 0.105778],
    ["storage", 0.3, 0.000178],
  ]);
  expect(figures(busy)).toEqual([
    ["warehouse: loop", 0.425028, 0.297519],
    ["notebooks: loop", 0.267556, 0.1204],
    ["warehouse: alerts", 0.151111, 0.105778],
    ["storage", 0.3, 0.000178],
  ]);
  expect(round(idle.dollarsADay)).toBe(0.210298);
  // × 365 ÷ 12
  expect(idle.dollarsAMonth).toBeCloseTo(6.3966, 4);
  expect(daysAMonth).toBeCloseTo(30.4167, 4);
});

test("the arithmetic of a line is its quantity", () => {
  const [loop] = costSheet(tiny, target, listed, 4000).idle.lines;
  expect(loop?.arithmetic).toBe(
    "1 a day × (6 s start + 6 writes × 2 s + 4 reads × 0.5 s + 5 variables × 0.1 s + 0.08 s for rows + 2 tasks × 7.5 s + 60 s until it stops = 95.58 s) × 4 DBU/h ÷ 3600 s/h",
  );
});

test("a written price changes its lines and no other", () => {
  const own = pricesOf({ date: "2026-11-01", dollars: { sql_dbu: 1.4 } });
  const before = costSheet(tiny, target, listed, 4000).idle.lines;
  const after = costSheet(tiny, target, own, 4000).idle.lines;
  const factors = after.map(({ what, dollarsADay }, index) => [
    what,
    round(dollarsADay / (before[index]?.dollarsADay ?? 0)),
  ]);
  expect(factors).toEqual([
    ["warehouse: loop", 2],
    ["notebooks: loop", 1],
    ["warehouse: alerts", 2],
    ["storage", 1],
  ]);
  expect(own.of.sql_dbu.source).toBe("pipeline.yaml");
  expect(own.date).toBe("2026-11-01");
});

test("performance-optimized notebooks cost more, and the sheet says which mode it counted", () => {
  const { idle } = costSheet(tiny, { ...target, performance: "performance_optimized" }, listed, 0);
  const notebooks = idle.lines.find(({ what }) => what === "notebooks: loop");
  expect(round(notebooks?.quantity ?? 0)).toBe(0.221667);
  expect(notebooks?.restsOn).toContain("optimizedDbu");
});

test("a target whose triggers rest and a shared warehouse are said", () => {
  const notes = (changed: object): readonly string[] =>
    costSheet(tiny, { ...target, ...changed }, listed, 0).notes;
  expect(notes({})).toEqual([]);
  expect(notes({ mode: "development" })).toHaveLength(1);
  expect(notes({ mode: "development", paused: false })).toEqual([]);
  expect(notes({ warehouse: { by: "id", value: "abc" } })[0]).toContain("counted as 2X-Small");
});

test("prices are old after 180 days, and a written date counts", () => {
  const prices = pricesOf({ date: "2026-01-01", dollars: {} });
  expect(priceWarning(prices, new Date("2026-06-30T23:00:00Z"))).toBeUndefined();
  expect(priceWarning(prices, new Date("2026-07-01T00:00:00Z"))).toContain("from 2026-01-01, 181 days ago");
});

test("what a notebook sends is counted: reads in each run, writes once a week where anything comes in", () => {
  const retention = job("retention", {
    idle: 1,
    busy: 1,
    notebooks: 2,
    notebookReads: 26,
    notebookWritesAWeek: 52,
  });
  const { idle, busy } = costSheet({ ...tiny, jobs: [retention] }, target, listed, 4000);
  const notebooks = (cost: DayCost): readonly unknown[] =>
    cost.lines
      .filter(({ what }) => what.startsWith("notebooks"))
      .map(({ quantity, arithmetic }) => [round(quantity), arithmetic]);
  // 2 × 60 s + 26 × 0.5 s = 133 s; 52 × 2 s ÷ 7 = 14.857 s
  expect(notebooks(idle)).toEqual([
    [0.147778, "(1 a day × (2 × 60 s + 26 reads × 0.5 s) + 0 s for records) × 4 DBU/h ÷ 3600 s/h"],
  ]);
  expect(notebooks(busy)).toEqual([
    [
      0.164286,
      "(1 a day × (2 × 60 s + 26 reads × 0.5 s) + 0 s for records + 52 writes × 2 s ÷ 7 days) × 4 DBU/h ÷ 3600 s/h",
    ],
  ]);
});
