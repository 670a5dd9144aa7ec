import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readersOf } from "../../src/databricks/dashboards/index.ts";
import { pipelineHealth, pipelineHealthReads } from "../../src/databricks/dashboards/pipelineHealth.ts";
import { pipelineHealthQueries } from "../../src/reading/dashboardQueries.ts";
import type { Query } from "../../src/reading/query.ts";
import { databricks } from "../../src/sql/databricks.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render, tablesIn } from "../../src/sql/sql.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import { smallProject } from "../support/project.ts";
import { StageDatabase } from "../support/stageDatabase.ts";

interface Widget {
  readonly name: string;
  readonly queries?: readonly {
    readonly query: {
      readonly datasetName: string;
      readonly fields: readonly { readonly name: string; readonly expression: string }[];
    };
  }[];
  readonly spec?: { readonly widgetType: string; readonly version: number; readonly encodings: unknown };
  readonly multilineTextboxSpec?: { readonly lines: readonly string[] };
}
interface Placed {
  readonly widget: Widget;
  readonly position: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
}
interface Dashboard {
  readonly datasets: readonly { readonly name: string; readonly queryLines: readonly string[] }[];
  readonly pages: readonly {
    readonly name: string;
    readonly layout: readonly Placed[];
    readonly layoutVersion: string;
  }[];
}

const dashboard = JSON.parse(pipelineHealth("fixloop", databricks)) as Dashboard;
const placed = dashboard.pages.flatMap(({ layout }) => layout);

let db: StageDatabase;
const columns = new Map<string, readonly string[]>();
beforeAll(async () => {
  db = await StageDatabase.open(smallProject());
  await db.insert("curated.pipeline_run", [
    {
      run_id: 7,
      job: "audit",
      as_of: "2026-01-01 00:00:00",
      status: "finished",
      started_at: "2026-01-01 00:00:00",
      finished_at: "2026-01-01 00:01:30",
    },
  ]);
  await db.insert("curated.check_result", [
    {
      run_id: 7,
      check_id: "c",
      stage: "audit",
      checked_table: "curated.issue",
      severity: "warn",
      failing_rows: 2,
    },
  ]);
  for (const { name, sql } of Object.values(pipelineHealthQueries)) {
    const rows = await db.database.rows(`DESCRIBE ${render(sql(duckdb), "fixloop")}`, {
      now: "2026-01-02T00:00:00Z",
    });
    columns.set(
      name,
      rows.map((row) => String(row["column_name"])),
    );
  }
});
afterAll(() => db.close());

test("every dataset is one statement on the relations that the dashboard declares", () => {
  for (const { queryLines } of dashboard.datasets) expect(queryLines.join("")).not.toContain(";");
  const read = new Set(Object.values(pipelineHealthQueries).flatMap(({ sql }) => tablesIn(sql(databricks))));
  expect([...read].toSorted()).toEqual([...pipelineHealthReads].toSorted());
});

test("it runs on DuckDB and says what is there", async () => {
  const { now, runs, failing } = pipelineHealthQueries;
  const rows = (query: Query<unknown>): Promise<readonly Record<string, unknown>[]> =>
    db.database.rows(render(query.sql(duckdb), "fixloop"), { now: "2026-01-02T00:00:00Z" });
  expect(await rows(now)).toEqual([
    { failed_stages: 0n, stale_sources: 0n, failed_checks: 1n, hours_since_finish: null },
  ]);
  expect((await rows(runs)).map(({ run_id, minutes }) => [run_id, minutes])).toEqual([
    [7n, 1.5],
    [1n, null],
  ]);
  expect(await rows(failing)).toMatchObject([{ check_id: "c", failing_rows: 2n }]);
});

describe("widgets", () => {
  test("names are unique, and every dataset is shown", () => {
    const names = placed.map(({ widget }) => widget.name);
    expect(new Set(names).size).toBe(names.length);
    const shown = placed.flatMap(({ widget }) => widget.queries ?? []).map(({ query }) => query.datasetName);
    expect([...new Set(shown)].toSorted()).toEqual(dashboard.datasets.map(({ name }) => name).toSorted());
  });

  test.each(
    placed.filter(({ widget }) => widget.queries).map(({ widget }) => [widget.name, widget] as const),
  )(
    "%s asks for columns that its dataset has, and shows what it asks for",
    (_name, { queries = [], spec }) => {
      for (const { query } of queries) {
        const names = query.fields.map(({ name }) => name);
        expect(columns.get(query.datasetName)).toEqual(expect.arrayContaining(names));
        expect(query.fields.map(({ expression }) => expression)).toEqual(names.map((name) => `\`${name}\``));
        const shown = [...JSON.stringify(spec?.encodings).matchAll(/"fieldName":"([^"]+)"/g)].map(
          ([, name]) => name,
        );
        expect(new Set(shown)).toEqual(new Set(names));
      }
    },
  );
});

test.each(dashboard.pages.map((page) => [page.name, page] as const))(
  "the grid of %s has twelve columns, no overlap and no gap",
  (_name, { layout, layoutVersion }) => {
    expect(layoutVersion).toBe("GRID_V1");
    const cells = new Map<string, number>();
    for (const { position } of layout) {
      for (let x = position.x; x < position.x + position.width; x++)
        for (let y = position.y; y < position.y + position.height; y++)
          cells.set(`${x},${y}`, (cells.get(`${x},${y}`) ?? 0) + 1);
    }
    const bottom = Math.max(...layout.map(({ position }) => position.y + position.height));
    expect([...cells.values()].filter((count) => count > 1)).toEqual([]);
    expect(cells.size).toBe(12 * bottom);
    expect(layout.every(({ position }) => position.x >= 0 && position.x + position.width <= 12)).toBe(true);
  },
);

test("who may read all of it, and nobody else, gets to see it", () => {
  expect(readersOf(catalogue, pipelineHealthReads).toSorted()).toEqual(["analyst", "platform"]);
});
