import type { StepWindow } from "../contract/step.ts";
import type { JobName } from "../contract/vocabulary.ts";
import type { Target } from "../spec/project.ts";
import { defaultWarehouse } from "../spec/defaults.ts";
import { assumptions, type AssumptionName } from "./assumptions.ts";
import type { Price, Prices } from "./prices.ts";
import type { JobLoad, Workload } from "./workload.ts";

/** One thing that is billed: dollars are quantity × price. */
export interface CostLine {
  readonly what: string;
  readonly quantity: number;
  readonly unit: "DBU" | "GB";
  /** US dollars for one of the unit, a day. */
  readonly price: number;
  readonly dollarsADay: number;
  /** How the quantity came about, with its numbers. */
  readonly arithmetic: string;
  readonly restsOn: readonly AssumptionName[];
}

/** What a target costs where so many events come in a day. */
export interface DayCost {
  readonly eventsADay: number;
  readonly lines: readonly CostLine[];
  readonly dollarsADay: number;
  readonly dollarsAMonth: number;
}

export interface CostSheet {
  readonly target: string;
  readonly prices: Prices;
  /** What is to know of the target before its figures are believed. */
  readonly notes: readonly string[];
  readonly idle: DayCost;
  readonly busy: DayCost;
}

type CostTarget = Pick<Target, "id" | "mode" | "paused" | "performance" | "warehouse">;

export const daysAMonth = 365 / 12;

/**
 * What a target costs a day by list prices: while nothing new comes in, and at a stated volume. Pure: the same plan,
 * target and prices give the same sheet.
 */
export function costSheet(
  workload: Workload,
  target: CostTarget,
  prices: Prices,
  eventsADay: number,
): CostSheet {
  const events = Math.max(0, eventsADay);
  return {
    target: target.id,
    prices,
    notes: notesOf(target),
    idle: dayCost(workload, target, prices, 0, events),
    busy: dayCost(workload, target, prices, events, events),
  };
}

function notesOf({ mode, paused, warehouse }: CostTarget): readonly string[] {
  const rests = paused ?? mode === "development";
  return [
    ...(rests
      ? ["Its triggers are paused: it has these costs only once they run. Until then it only costs storage."]
      : []),
    ...(warehouse === undefined
      ? []
      : [
          `It shares the warehouse ${warehouse.value}, whose size is unknown: counted as ${defaultWarehouse.size}, stopped after ${defaultWarehouse.autoStopMinutes} min.`,
        ]),
  ];
}

/** `kept` is what came in a day until now: it is still stored, and read by what reads its tables whole. */
function dayCost(
  workload: Workload,
  { performance }: CostTarget,
  prices: Prices,
  events: number,
  kept: number,
): DayCost {
  const lines = [
    ...workload.jobs.flatMap((job) => {
      const runs = events === 0 ? job.idle : job.busy;
      const perRun = job.job === "loop" && runs > 0 ? events / runs : 0;
      return [
        warehouseLine(job, runs, { perRun, kept }, workload, prices),
        notebookLine(job, { runs, records: perRun, isChanging: events > 0 }, performance, prices),
      ];
    }),
    alertLine(workload, prices),
    storageLine(workload, kept, prices),
  ].filter((one) => one !== undefined);
  const dollarsADay = lines.reduce((sum, one) => sum + one.dollarsADay, 0);
  return { eventsADay: events, lines, dollarsADay, dollarsAMonth: dollarsADay * daysAMonth };
}

const titles: Readonly<Record<JobName, string>> = {
  loop: "loop",
  audit: "audit",
  retention: "retention and erasure",
};

interface Rows {
  readonly perRun: number;
  readonly kept: number;
}

function warehouseLine(
  job: JobLoad,
  runs: number,
  rows: Rows,
  workload: Workload,
  prices: Prices,
): CostLine | undefined {
  if (runs === 0) return undefined;
  const { write, read, variable, task, start } = assumptions;
  const steps = Object.values(job.steps).reduce((sum, count) => sum + count, 0);
  const writes = steps + job.bookWrites;
  const rowSeconds = secondsOfRows(job.steps, rows, workload);
  const sleep = 60 * defaultWarehouse.autoStopMinutes;
  const seconds =
    start.value +
    writes * write.value +
    job.bookReads * read.value +
    job.variables * variable.value +
    rowSeconds +
    job.sqlTasks * task.value +
    sleep;
  return awake(prices, {
    what: `warehouse: ${titles[job.job]}`,
    times: runs,
    seconds,
    sum: [
      `${start.value} s start`,
      `${writes} writes × ${write.value} s`,
      `${job.bookReads} reads × ${read.value} s`,
      `${job.variables} variables × ${variable.value} s`,
      `${number(rowSeconds)} s for rows`,
      `${job.sqlTasks} tasks × ${task.value} s`,
      `${sleep} s until it stops`,
    ],
    restsOn: [
      "start",
      "write",
      "read",
      "variable",
      "rowWritten",
      "rowRead",
      "touched",
      "aggregate",
      "recent",
      "task",
    ],
  });
}

function secondsOfRows(
  steps: Readonly<Record<StepWindow, number>>,
  { perRun, kept }: Rows,
  { curatedDays }: Workload,
): number {
  const { rowWritten, rowRead, touched, aggregate, recent } = assumptions;
  const whole = aggregate.value * curatedDays + kept * Math.min(recent.value, curatedDays);
  const merged = (steps.new + steps.touched * touched.value) * perRun;
  // a day of events is past its retention every day
  const microseconds =
    merged * rowWritten.value +
    (steps.all + steps.recent) * whole * rowRead.value +
    steps.due * kept * rowRead.value;
  return microseconds / 1e6;
}

interface Awake {
  readonly what: string;
  readonly times: number;
  readonly seconds: number;
  readonly sum: readonly string[];
  readonly restsOn: readonly AssumptionName[];
}

function awake(prices: Prices, { what, times, seconds, sum, restsOn }: Awake): CostLine {
  const rate = prices.warehouseDbuPerHour[defaultWarehouse.size];
  return priced(prices.of.sql_dbu, {
    what,
    quantity: (times * seconds * rate) / 3600,
    arithmetic: `${number(times)} a day × (${sum.join(" + ")} = ${number(seconds)} s) × ${rate} DBU/h ÷ 3600 s/h`,
    restsOn,
  });
}

function notebookLine(
  job: JobLoad,
  {
    runs,
    records,
    isChanging,
  }: { readonly runs: number; readonly records: number; readonly isChanging: boolean },
  performance: Target["performance"],
  prices: Prices,
): CostLine | undefined {
  if (job.notebooks === 0 || runs === 0) return undefined;
  const { notebook, notebookRow, notebookDbu, optimizedDbu, read, write } = assumptions;
  const rate = (performance === "standard" ? notebookDbu : optimizedDbu).value;
  const recordSeconds = (records * runs * notebookRow.value) / 1e6;
  const weekly = isChanging ? job.notebookWritesAWeek : 0;
  const seconds =
    runs * (job.notebooks * notebook.value + job.notebookReads * read.value) +
    recordSeconds +
    (weekly * write.value) / 7;
  const perRun = [
    `${job.notebooks} × ${notebook.value} s`,
    ...(job.notebookReads > 0 ? [`${job.notebookReads} reads × ${read.value} s`] : []),
  ].join(" + ");
  const sum = [
    `${number(runs)} a day × ${job.notebookReads > 0 ? `(${perRun})` : perRun}`,
    `${number(recordSeconds)} s for records`,
    ...(weekly > 0 ? [`${weekly} writes × ${write.value} s ÷ 7 days`] : []),
  ];
  return priced(prices.of.jobs_dbu, {
    what: `notebooks: ${titles[job.job]}`,
    quantity: (seconds * rate) / 3600,
    arithmetic: `(${sum.join(" + ")}) × ${rate} DBU/h ÷ 3600 s/h`,
    restsOn: ["notebook", "notebookRow", performance === "standard" ? "notebookDbu" : "optimizedDbu"],
  });
}

function alertLine({ alertLooks, alertQueries }: Workload, prices: Prices): CostLine {
  const { read, start } = assumptions;
  const sleep = 60 * defaultWarehouse.autoStopMinutes;
  return awake(prices, {
    what: "warehouse: alerts",
    times: alertLooks,
    seconds: start.value + alertQueries * read.value + sleep,
    sum: [`${start.value} s start`, `${alertQueries} queries × ${read.value} s`, `${sleep} s until it stops`],
    restsOn: ["start", "read"],
  });
}

function storageLine({ rawDays, curatedDays }: Workload, kept: number, prices: Prices): CostLine {
  const { bytesRaw, bytesCurated } = assumptions;
  const { storage_gb_month: month } = prices.of;
  return priced(
    { ...month, dollars: month.dollars / daysAMonth },
    {
      what: "storage",
      unit: "GB",
      quantity: (kept * (rawDays * bytesRaw.value + curatedDays * bytesCurated.value)) / 1e9,
      arithmetic: `${number(kept)} events a day × (${rawDays} days × ${bytesRaw.value} B + ${curatedDays} days × ${bytesCurated.value} B), once retention is reached`,
      restsOn: ["bytesRaw", "bytesCurated"],
    },
  );
}

function priced(
  { dollars }: Price,
  content: Pick<CostLine, "what" | "quantity" | "arithmetic" | "restsOn"> & { readonly unit?: "GB" },
): CostLine {
  return { unit: "DBU", ...content, price: dollars, dollarsADay: content.quantity * dollars };
}

/** At most two digits after the point, and none that say nothing. */
const number = (value: number): string => String(Number(value.toFixed(2)));
