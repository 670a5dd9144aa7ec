import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Database } from "../../src/local/database.ts";
import { databaseQueryRunner } from "../../src/local/databaseQueryRunner.ts";
import { snapshotPath } from "../../src/local/snapshotPath.ts";
import { reportData, type ProductReport } from "../../src/reading/reportData.ts";
import { fixloop, type Ran } from "../support/fixloop.ts";
import { projectIn } from "../support/referenceProject.ts";
import { reviewFiles } from "../support/reviewWorld.ts";

/** Three hundred reviews and nothing else, from the first run to the edits that its report gives. */
let folder: string;
let ran: Ran;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "fixloop-reviews-"));
  for (const [file, text] of Object.entries(reviewFiles())) write(file, text);
  ran = await fixloop(folder, "run", "--report", "report.html");
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}
const read = (file: string): string => readFileSync(path.join(folder, file), "utf8");

async function report(): Promise<ProductReport> {
  const database = await Database.open(snapshotPath(path.join(folder, ".fixloop", "fern.duckdb")), {
    readOnly: true,
  });
  try {
    const { sources, taxonomy } = projectIn(folder);
    const data = await reportData(databaseQueryRunner(database, "fixloop"), "Fern", {
      sources,
      taxonomy,
      refusals: [],
    });
    return data.products[0]!;
  } finally {
    database.close();
  }
}

test("the summary says what they write about, what grew, what can't be said and what to do", () => {
  expect(ran.code, ran.stderr).toBe(0);
  expect(ran.stdout.replace(/fixloop run --report.*/, "…")).toMatchInlineSnapshot(`
    "
    As of 2025-04-01 00:00 UTC, run 1: 300 pieces of feedback, 63 % with a category.

    No complaint rate has stepped up.

    What customers write about, 300 texts from 2025-01-01 to 2025-04-01:
      Praise                                   85   28 % (24 to 34 %), 4.8 of 5 stars, praise
      Reminders don't arrive                   48   16 % (12 to 21 %), 2.0 of 5 stars, defect
      Wants a widget                           26    9 % (6 to 12 %), 3.7 of 5 stars, request
      How something is done                    24    8 % (5 to 12 %), 3.7 of 5 stars, question
      Texts without a category                117   39 % (34 to 45 %), 1.8 of 5 stars
    Growing since 2025-03-05: Texts without a category, 1.82 times its share before (1.26 to 2.62).
    Can't be concluded: whether more users have a problem, or there are more users; which version brought a problem; whether a fix helped; whether a few people write most of it; how large a topic really is.
    For a better answer: look at 117 texts without a category, label 20 of them, map version, add active users, add releases, add tickets. \`…

    Ongoing issues: 1 with 48 events and no step in the rate.
    Waits for a human: 111 low confidence.
    Set aside: nothing.
    "
  `);
});

test("the page has a heading for each, and topics without an owner", () => {
  const page = read("report.html");
  expect([...page.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, title]) => title)).toEqual([
    "New or growing",
    "What customers write about",
    "What the taxonomy doesn't cover",
    "What can't be concluded",
    "What would make the next answer better",
    "Raised issues",
    "Ongoing issues",
    "Scorecard",
    "Waiting for a reviewer, and set aside",
    "Sources and stages",
  ]);
  const ongoing = page.slice(page.indexOf("<h2>Ongoing issues"), page.indexOf("<h2>Scorecard"));
  expect(ongoing).toContain("Reminders don&#39;t arrive");
  expect(ongoing).not.toMatch(/Praise|Wants a widget|How something is done/);
});

test(
  "every edit that it gives can be pasted, and the next run asks for no more of them",
  { timeout: 120_000 },
  async () => {
    const { uncovered, nextSteps } = await report();
    for (const { file, yaml } of uncovered.groups) write(file, yaml);
    const edit = (title: string): string => {
      const found = nextSteps.find((step) => step.title === title)?.edit;
      if (typeof found !== "string") throw new Error(`no step ${title}`);
      return found;
    };
    write(
      "pipeline.yaml",
      `${read("pipeline.yaml").replace("stars }", "stars, version: app_version }")}${["Add active users", "Add releases", "Add tickets"].map(edit).join("\n")}\n`,
    );
    expect(edit("Map the version of reviews")).toBe("map:\n  version: app_version");
    write("active-users.csv", "date,version,active_users\n2025-03-01,3.2.0,900\n");
    write("releases.csv", "version,released_at\n3.2.0,2025-02-20\n");
    write(
      "tickets.csv",
      "key,created,status,resolved,fix_version,summary\nFERN-1,2025-03-02,Done,2025-03-20,3.4.0,Login\n",
    );
    appendFileSync(path.join(folder, "evals", "labelled.yaml"), `${edit("Label 20 texts")}\n`);

    const unchosen = await fixloop(folder, "check");
    expect(unchosen.code).toBe(1);
    expect(`${unchosen.stdout}${unchosen.stderr}`.match(/error unknown-\w+/g)).toHaveLength(20);
    write(
      "evals/labelled.yaml",
      read("evals/labelled.yaml").replaceAll("category: choose", "category: null"),
    );
    const checked = await fixloop(folder, "check");
    expect(checked.code, checked.stderr).toBe(0);

    const again = await fixloop(folder, "run", "--report", "report.html");
    expect(again.code, again.stderr).toBe(0);
    const now = await report();
    expect(now.nextSteps.map(({ title }) => title).filter((title) => /^(?:Map|Add)/.test(title))).toEqual([]);
    expect(now.inconclusive.map(({ question }) => question)).not.toContain("Which version brought a problem");
  },
);
