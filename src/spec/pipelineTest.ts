import type { StageName } from "../contract/vocabulary.ts";
import type { Part } from "./authored.ts";
import type { Place } from "./diagnostics.ts";
import type { TestsSpec } from "./schema/tests.ts";
import { valuePlace } from "./yamlFile.ts";

/** A value as it is written in a test: null, or what becomes a value of the column's type. */
export type TestValue = string | number | boolean | null | readonly string[];
export type TestRow = Readonly<Record<string, TestValue>>;
/** Table or view → rows. */
export type TestRows = Readonly<Record<string, readonly TestRow[]>>;

/** A test of the pipeline, as written in a file under tests/. */
export interface PipelineTest {
  readonly name: string;
  /** Where it is written. */
  readonly place: Place;
  readonly stages: readonly StageName[];
  /** ISO 8601 in UTC. */
  readonly asOf: string | undefined;
  /** Source → records as it delivers them. */
  readonly records: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly rows: TestRows;
  readonly expect: TestRows;
  readonly contains: TestRows;
  readonly lacks: TestRows;
  readonly count: Readonly<Record<string, number>>;
  readonly failingChecks: readonly string[] | undefined;
}

/** The tests of a file that has nothing wrong with its shape. */
export function pipelineTests({ whole, yaml }: Part<TestsSpec>): readonly PipelineTest[] {
  return (whole?.tests ?? []).map((test, index) => ({
    name: test.name,
    place: valuePlace(yaml, ["tests", index, "name"]),
    stages: [test.stages].flat(),
    asOf: test.as_of,
    records: test.records ?? {},
    rows: test.rows ?? {},
    expect: test.expect ?? {},
    contains: test.contains ?? {},
    lacks: test.lacks ?? {},
    count: test.count ?? {},
    failingChecks: test.failing_checks,
  }));
}
