/** What a sheet rests on where nothing is published: a figure with its unit, and where it is from. */
export interface Assumption {
  readonly value: number;
  readonly unit: string;
  readonly says: string;
}

export const assumptions = {
  write: {
    value: 2,
    unit: "s",
    says: "a statement that writes, whatever its rows: a warm MERGE of 100,000 rows takes 3.2 s on Spark 4.2 with Delta and two cores; 2 s of them are taken as planning and commit",
  },
  read: {
    value: 0.5,
    unit: "s",
    says: "a statement that only reads a few rows: 0.3 s warm on Spark 4.2 with two cores",
  },
  variable: {
    value: 0.1,
    unit: "s",
    says: "a statement that sets a variable of the session: 0.05 s warm on Spark 4.2 with two cores",
  },
  rowWritten: {
    value: 12,
    unit: "µs",
    says: "a row that a statement merges: what the 100,000 rows of that MERGE took beyond its 2 s",
  },
  rowRead: {
    value: 2,
    unit: "µs",
    says: "a row of a table that a step reads whole: an estimate, not measured on a warehouse",
  },
  touched: {
    value: 3,
    unit: "rows",
    says: "rows of the keys and days that one new event touches: an estimate",
  },
  aggregate: {
    value: 160,
    unit: "rows",
    says: "rows a day of the tables of counts that a step reads whole, for every day of retention.curated: an estimate",
  },
  recent: {
    value: 60,
    unit: "days",
    says: "events that a step which reads its tables whole reads with them: an estimate",
  },
  task: {
    value: 7.5,
    unit: "s",
    says: "between two tasks of a job, while the warehouse is awake: users report 5 to 10 s",
  },
  start: {
    value: 6,
    unit: "s",
    says: "a serverless warehouse starts in 2 to 6 s",
  },
  notebook: {
    value: 60,
    unit: "s",
    says: "a notebook that finds nothing to do, from its start: the 4 to 6 minutes that it waits for compute in standard mode are taken as not billed, since no page says that they are",
  },
  notebookRow: {
    value: 200,
    unit: "µs",
    says: "a record that a notebook lands: an estimate",
  },
  notebookDbu: {
    value: 4,
    unit: "DBU/h",
    says: "a small serverless job in standard mode: short runs of others were billed 0.07 DBU and less; no page gives a figure",
  },
  optimizedDbu: {
    value: 13.3,
    unit: "DBU/h",
    says: "the same in performance-optimized mode: standard mode is said to be up to 70 % cheaper",
  },
  bytesRaw: {
    value: 3000,
    unit: "bytes",
    says: "an event in raw tables and landed files, with a version that Delta keeps: an estimate",
  },
  bytesCurated: {
    value: 6000,
    unit: "bytes",
    says: "an event in curated tables, with a version that Delta keeps: an estimate",
  },
} as const satisfies Readonly<Record<string, Assumption>>;

export type AssumptionName = keyof typeof assumptions;
