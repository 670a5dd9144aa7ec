import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { fixloop, type Ran } from "../support/fixloop.ts";

/** A text about one of three things, as customers write it, with what breaks YAML and what must not be kept. */
const topics: readonly (readonly string[])[] = [
  ["the export ends with an error", "exporting a page gives an error", "no export, only an error message"],
  ["the battery is empty by noon", "battery drains since the update", "it drains my battery over night"],
  ["I was charged twice this month", "two charges on my card", "charged again after I cancelled"],
];
const marks = [
  ": {x} [y]",
  "# no comment",
  "- item: &anchor *alias",
  "write to jane.doe@example.com",
  "call +49 170 1234567",
  "\u202e ${secret} {{text}}",
  "'single' \"double\" \\ back",
];

const records = Array.from({ length: 210 }, (_, index) => {
  const topic = topics[index % topics.length] ?? [];
  return {
    'Review: "text" #1': `${topic[Math.floor(index / 3) % 3]} ${marks[index % marks.length]} ${index}`,
    "Datum (UTC)": `${String((index % 28) + 1).padStart(2, "0")}.0${1 + (index % 3)}.2026 10:${String(index % 60).padStart(2, "0")}`,
    "- stars": String((index % 5) + 1),
  };
});
const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
const csv = (rows: readonly Readonly<Record<string, string>>[]): string =>
  [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))]
    .map((line) => line.map(quoted).join(";"))
    .join("\r\n");

const names = {
  first: `january's "best" [x] {y} #1.csv`,
  second: "february – ümläut.csv",
  third: "helpdesk & more.json",
  // the next export of the third, which has most of its records again
  fourth: "helpdesk & more, next.json",
};

describe("init --from, of files whose names, columns and texts are hostile", () => {
  let folder: string;
  let ran: Ran;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "fixloop-from-"));
    writeFileSync(path.join(folder, names.first), `\uFEFF${csv(records.slice(0, 100))}`);
    writeFileSync(path.join(folder, names.second), csv(records.slice(100)));
    const tickets = (from: number, to: number): string =>
      JSON.stringify({
        next: null,
        tickets: Array.from({ length: to - from }, (_, place) => place + from).map((index) => ({
          ticket_id: `t${index}`,
          created_at: `2026-02-${String((index % 28) + 1).padStart(2, "0")}T08:00:00Z`,
          status: "open",
          subject: "Export",
          thread: [
            { from: "agent" },
            { message: { body: `the export of page ${index} stops with an error` } },
          ],
        })),
      });
    writeFileSync(path.join(folder, names.third), tickets(0, 30));
    writeFileSync(path.join(folder, names.fourth), tickets(5, 35));
    ran = await fixloop(folder, "init", "my project", "--from", ...Object.values(names));
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const project = (): string => path.join(folder, "my project");
  const spec = (): { readonly name: string; readonly sources: Readonly<Record<string, unknown>> } =>
    parse(readFileSync(path.join(project(), "pipeline.yaml"), "utf8")) as ReturnType<typeof spec>;

  test("it runs, and says where the report is", () => {
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stdout).toContain("Read 270 records: 245 pieces of feedback.");
    expect(ran.stdout).toContain("Open my project/report.html in a browser.");
    expect(readFileSync(path.join(project(), "report.html"), "utf8")).toContain("<!doctype html>");
    expect(existsSync(path.join(project(), "databricks.yml"))).toBe(true);
  });

  test("two files of one shape are one source, another shape is another", () => {
    expect(spec()).toMatchObject({
      name: "my-project",
      sources: {
        "january-s-best-x-y-1": {
          kind: "reviews",
          files: [`../${names.first}`, `../${names.second}`],
          map: {
            id: { hash: ['Review: "text" #1'] },
            at: { from: "Datum (UTC)", format: "dd.MM.yyyy HH:mm" },
            text: 'Review: "text" #1',
            rating: "- stars",
          },
        },
        "helpdesk-more": {
          kind: "tickets",
          files: [`../${names.third}`, `../${names.fourth}`],
          records: "tickets",
          map: {
            id: "ticket_id",
            at: "created_at",
            text: { path: "thread[first:message].message.body" },
            subject: "subject",
            status: "status",
          },
        },
      },
    });
  });

  test("the taxonomy holds what was written, with personal data masked", () => {
    const files = readdirSync(path.join(project(), "taxonomy")).map((file) =>
      readFileSync(path.join(project(), "taxonomy", file), "utf8"),
    );
    expect(files.length).toBeGreaterThan(1);
    expect(files.join("\n")).not.toMatch(/jane\.doe|1234567/);
    const examples = files.flatMap((text) =>
      Object.values(
        (parse(text) as { categories?: Record<string, { examples: string[] }> }).categories ?? {},
      ).flatMap((category) => category.examples),
    );
    expect(examples.length).toBeGreaterThanOrEqual(9);
    expect(examples.some((text) => text.includes("export"))).toBe(true);
    expect(examples.some((text) => text.includes("battery"))).toBe(true);
  });

  test("the project checks, its data included, and runs again without a change", async () => {
    const check = await fixloop(folder, "check", "--project", "my project", "--data");
    expect(check.code, check.stdout).toBe(0);
    const again = await fixloop(folder, "run", "--project", "my project");
    expect(again.code, again.stderr).toBe(0);
  }, 120_000);

  test("a second time nothing is replaced", async () => {
    const before = readFileSync(path.join(project(), "pipeline.yaml"), "utf8");
    const { code } = await fixloop(folder, "init", "my project", "--from", names.third);
    expect(code).toBe(2);
    expect(readFileSync(path.join(project(), "pipeline.yaml"), "utf8")).toBe(before);
  });
});

test("of an export whose system is named, only what its files have otherwise is written down", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-from-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(
    path.join(folder, "issues.csv"),
    csv(
      records.slice(0, 30).map((record, index) => ({
        Summary: "Export",
        "Issue id": String(1_000 + index),
        Created: `2026-01-${String((index % 28) + 1).padStart(2, "0")}T10:00:00Z`,
        Description: record['Review: "text" #1'] ?? "",
        Status: "Open",
      })),
    ).replaceAll(";", ","),
  );
  const { code, stdout, stderr } = await fixloop(
    folder,
    "init",
    "mine",
    "--from",
    "issues.csv",
    "--preset",
    "jira-csv",
  );
  expect(code, stderr).toBe(0);
  expect(stdout).toContain("Read 30 records: 30 pieces of feedback.");
  expect(parse(readFileSync(path.join(folder, "mine", "pipeline.yaml"), "utf8"))).toMatchObject({
    sources: {
      issues: {
        kind: "tickets",
        preset: "jira-csv",
        files: "../issues.csv",
        map: { id: "Issue id", at: "Created" },
      },
    },
  });
});
