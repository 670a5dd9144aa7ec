import { planOf } from "../support/planOf.ts";
import { catalogue } from "../../src/stages/catalogue.ts";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { main } from "../../src/cli/main.ts";
import { Database } from "../../src/local/database.ts";
import { setupStatements, stageStatements } from "../../src/plan/plan.ts";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";
import { databricks } from "../../src/sql/databricks.ts";
import { duckdb } from "../../src/sql/duckdb.ts";
import { render } from "../../src/sql/sql.ts";
import { smallProject } from "../support/project.ts";

/** Everything that one of SQL, Spark, job templates, YAML, HTML, shells or terminals reads as more than text. */
const hostile = `'";--\\ \n\${spark.driver.memory} {{job.run_id}} $(touch pwned) \`id\` </script><script>alert(1)</script> <img src=x onerror=alert(1)> \u202edlrow\u202c \u200f \u001b[31m 😀 %s null NULL 'OR'1'='1`;
// a key of JSON may hold anything; a name of a file anything but a slash and a null
const hostileKey = `id'";--\${x}{{y}} </script> \u202e 😀`;
const hostileFile = `feed'back;-- \${x}{{y}} [a] $(touch pwned) 😀.jsonl`;

let folder: string;
let printed: string;
let database: Database;
let report: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "fixloop-hostile-"));
  mkdirSync(path.join(folder, "taxonomy"));
  mkdirSync(path.join(folder, "data"));
  const records = Array.from({ length: 30 }, (_, index) => ({
    [hostileKey]: `r${index} ${hostile}`,
    when: `2025-03-${String((index % 28) + 1).padStart(2, "0")}T10:00:00Z`,
    [`text ${hostile}`]: `sync stopped working ${hostile} number ${index}`,
    platform: hostile,
    author: hostile,
  }));
  // one record whose text holds a null character, and one line that is no record at all
  const lines = [
    ...records.map((record) => JSON.stringify(record)),
    JSON.stringify({
      [hostileKey]: "null\u0000id",
      when: "2025-03-30",
      [`text ${hostile}`]: "sync \u0000 stopped",
    }),
    `{"broken": ${hostile.replaceAll("\n", " ")}`,
  ];
  writeFileSync(path.join(folder, "data", hostileFile), `${lines.join("\n")}\n`);
  writeFileSync(
    path.join(folder, "pipeline.yaml"),
    stringify({
      name: "hostile",
      products: { notes: hostile },
      currency: "EUR",
      sources: {
        feed: {
          kind: "reviews",
          files: "data/*.jsonl",
          map: {
            id: hostileKey,
            at: "when",
            text: `text ${hostile}`,
            platform: "platform",
            author: "author",
            locale: { constant: "en-US" },
          },
        },
      },
      cluster: { standing_from: 5 },
      route: { rules: ["* team"] },
      targets: {
        dev: { mode: "development", default: true, catalog: "c", groups: { analyst: "insight analysts" } },
      },
    }),
  );
  writeFileSync(
    path.join(folder, "taxonomy", "sync.yaml"),
    stringify({
      area: "sync",
      title: hostile,
      owner: "team",
      categories: {
        "sync-stops": {
          title: hostile,
          kind: "defect",
          severity: "high",
          definition: hostile,
          not: hostile,
          examples: ["sync stopped working", hostile],
          macro: "answer",
        },
      },
      owners: { team: { title: hostile, notify: hostile } },
      macros: { answer: { risk: "none", text: { en: `${hostile} {quote} {title}` } } },
    }),
  );
  printed = "";
  const output = { write: (text: string) => (printed += text), columns: 100 };
  const code = await main(["run", "--project", folder, "--report", path.join(folder, "report.html")], {
    cwd: folder,
    stdout: output,
    stderr: output,
    env: {},
    now: () => new Date("2026-01-01T00:00:00Z"),
  });
  process.exitCode = 0;
  expect(code, printed).toBe(0);
  database = await Database.open(path.join(folder, ".fixloop", "hostile.snapshot.duckdb"), {
    readOnly: true,
  });
  report = readFileSync(path.join(folder, "report.html"), "utf8");
});
afterAll(() => {
  database?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("strings that mean something to somebody", () => {
  test("arrive in the tables as they were written", async () => {
    expect(await database.rows("SELECT title, definition FROM fixloop_curated.category")).toEqual([
      { title: hostile, definition: hostile },
    ]);
    expect(await database.rows("SELECT title FROM fixloop_curated.owner")).toEqual([{ title: hostile }]);
    const [event] = await database.rows<{ masked_text: string; events: bigint }>(
      "SELECT max(masked_text) AS masked_text, count(*) AS events FROM fixloop_curated.feedback_event",
    );
    expect(event?.events).toBe(31n);
    expect(event?.masked_text).toContain("${spark.driver.memory} {{job.run_id}} $(touch pwned)");
  });

  test("as keys of records and names of files find their way like any other", async () => {
    expect(
      await database.rows("SELECT file, count(*) AS records FROM fixloop_raw.feedback_payload GROUP BY ALL"),
    ).toEqual([{ file: `data/${hostileFile}`, records: 31n }]);
    expect(await database.rows("SELECT reason, record_position FROM fixloop_curated.quarantine")).toEqual([
      { reason: "not_json", record_position: 32n },
    ]);
  });

  test("become an issue with an owner and a draft like any other", async () => {
    expect(await database.rows("SELECT category, events FROM fixloop_curated.issue")).toEqual([
      { category: "sync-stops", events: 31n },
    ]);
    const [draft] = await database.rows<{ body: string }>(
      "SELECT body FROM fixloop_curated.reply_draft ORDER BY event_id LIMIT 1",
    );
    expect(draft?.body.startsWith(hostile)).toBe(true);
  });

  test("are text in the report, never markup", () => {
    expect(report).not.toMatch(/<script|<img|<\/script/i);
    expect(report).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(report).not.toContain("\u001b");
  });

  test("reach the terminal without taking effect", () => {
    expect(printed).not.toMatch(/[\u001b\u202e\u200f\u0000]/);
  });

  test("are in no statement of either engine: the SQL is that of a harmless project", () => {
    const { project } = loadProject(readProjectFiles(folder), catalogue);
    if (project === undefined) throw new Error("the project has errors");
    const text = (plan: ReturnType<typeof planOf>): readonly string[] =>
      [duckdb, databricks].flatMap((dialect) => [
        ...setupStatements(dialect).map(({ sql }) => render(sql, plan.schemaPrefix)),
        ...plan.stages.flatMap((stage) =>
          stageStatements(stage, dialect).map((step) =>
            "kind" in step ? step.id : render(step.sql, plan.schemaPrefix),
          ),
        ),
      ]);
    expect(text(planOf(project))).toEqual(text(planOf(smallProject())));
  });
});
