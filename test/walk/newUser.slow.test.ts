import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ExitCode } from "../../src/cli/command.ts";
import { main } from "../../src/cli/main.ts";
import { describeWithData, sharedData } from "../support/sharedData.ts";

// A new user's first hour with exports that none of us has made. The transcript of all commands is written to a
// temporary folder, whose path is printed.

interface Walk {
  readonly name: string;
  /** Below the data beside the repository. */
  readonly file: string;
  /** Further words of `init`, such as a preset for the export. */
  readonly init: readonly string[];
  readonly records: number;
  /** Words that the printed mapping has. */
  readonly mapping: readonly string[];
  /** Categories that are proposed at least, and whose words are there: what people do talk about in these files. */
  readonly categories: number;
  readonly topics: readonly RegExp[];
  /** Share of the texts, in percent, that some category holds at least. */
  readonly covered: number;
}

const everyWalk: readonly Walk[] = [
  {
    name: "reviews without usable ids and dates",
    file: "dabrowski_app_reviews/reviews_8_apps.csv",
    init: [],
    records: 5_000,
    mapping: ["made of review_id, text: review_id alone is not unique", "no column is a time"],
    categories: 15,
    topics: [/netflix/i, /spotify/i, /ebay/i, /evernote/i],
    covered: 90,
  },
  {
    name: "reviews in Indonesian",
    file: "prdect_id/reviews_first300.csv",
    init: [],
    records: 300,
    mapping: ["Customer Review", "Customer Rating", "no column is a time"],
    categories: 5,
    topics: [/kecewa/i, /cepat/i],
    covered: 75,
  },
  {
    name: "bug reports",
    file: "gitbugs_duplicates/seamonkey_bugs.csv",
    init: ["--preset", "jira-csv"],
    records: 1_076,
    mapping: ["jira-csv", "Issue id", "Created"],
    categories: 10,
    topics: [/mail/i, /crash/i, /chatzilla/i],
    covered: 85,
  },
  {
    name: "texts with personal data",
    file: "presidio_pii/pii_first200.jsonl",
    init: [],
    records: 200,
    mapping: ["no column is a time"],
    categories: 5,
    topics: [/card/i, /address/i],
    covered: 70,
  },
  {
    name: "questions to a bank",
    file: "banking77/train.csv",
    init: [],
    records: 10_003,
    mapping: ["made of text: no column is an id", "no column is a time"],
    categories: 39,
    topics: [/exchange/i, /refund/i, /declined/i],
    covered: 95,
  },
  {
    name: "requests to an assistant",
    file: "clinc150/clinc150_train_val.csv",
    init: [],
    records: 18_200,
    mapping: ["made of text: no column is an id", "no column is a time"],
    categories: 75,
    topics: [/credit/i, /insurance/i, /oil/i],
    covered: 95,
  },
];

/** Files with more records take minutes together: `FIXLOOP_WALK=all` walks them too. */
const mostRecords = 6_000;
const walks = everyWalk.filter(
  ({ records }) => records <= mostRecords || process.env["FIXLOOP_WALK"] === "all",
);

const folder = mkdtempSync(path.join(tmpdir(), "fixloop-walk-"));
const transcript = path.join(folder, "transcript.txt");
const lines: string[] = [];

interface Step {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly seconds: number;
}

async function fixloop(cwd: string, ...words: readonly string[]): Promise<Step> {
  let stdout = "";
  let stderr = "";
  const started = performance.now();
  const code = await main(words, {
    cwd,
    stdout: { write: (text) => (stdout += text), columns: 120 },
    stderr: { write: (text) => (stderr += text) },
    env: {},
    now: () => new Date(),
  });
  process.exitCode = 0;
  const seconds = (performance.now() - started) / 1000;
  lines.push(`$ fixloop ${words.join(" ")}`, stdout.trimEnd(), stderr.trimEnd());
  lines.push(`# exit ${code}, ${seconds.toFixed(1)} s`, "");
  return { code, stdout, seconds };
}

/** What a page says, without its marks and charts. */
const textOf = (html: string): string =>
  html
    .replaceAll(/<(style|script|svg)[\s\S]*?<\/\1>/g, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/[ \t]+/g, " ")
    .replaceAll(/(?: ?\n ?)+/g, "\n");

afterAll(() => {
  writeFileSync(transcript, lines.join("\n"));
  process.stdout.write(`transcript: ${transcript}\n`);
});

describe.each(walks)("a new user with $name", (walk) => {
  const data = sharedData("data", walk.file);
  describeWithData(walk.file, { data, present: existsSync(data), timeout: 600_000 }, () => {
    let home: string;
    let init: Step;

    beforeAll(async () => {
      home = mkdtempSync(path.join(folder, "home-"));
      init = await fixloop(home, "init", "mine", "--from", data, ...walk.init);
    }, 600_000);
    afterAll(() => rmSync(home, { recursive: true, force: true }));

    test("gets from the file to a report with one command", () => {
      expect(init.code).toBe(0);
      expect(init.stdout).toContain(`Read ${walk.records.toLocaleString("en-US")} records`);
      for (const words of walk.mapping) expect(init.stdout).toContain(words);
      const report = readFileSync(path.join(home, "mine", "report.html"), "utf8");
      lines.push("# the report", textOf(report), "");
      expect(textOf(report)).toContain("pieces of feedback");
    });

    test("sees what people talk about, in categories that aren't made of stop words", () => {
      const [, categories = "0"] = /(\d+) categories in \d+ areas/.exec(init.stdout) ?? [];
      expect(Number(categories)).toBeGreaterThanOrEqual(walk.categories);
      const [, none = "0"] = /([\d,]+) texts? fits? none/.exec(init.stdout) ?? [];
      const unassigned = Number(none.replaceAll(",", ""));
      expect(100 * (1 - unassigned / walk.records)).toBeGreaterThanOrEqual(walk.covered);
    });

    test("finds a taxonomy of topics, each with verbatim examples", async () => {
      const { stdout } = await fixloop(
        home,
        "query",
        "--project",
        "mine",
        "--format",
        "json",
        "SELECT title FROM fixloop_curated.category",
      );
      const titles = (JSON.parse(stdout) as readonly { readonly title: string }[]).map(({ title }) => title);
      for (const topic of walk.topics)
        expect(
          titles.some((title) => topic.test(title)),
          `${topic}`,
        ).toBe(true);
      expect(titles.filter((title) => /^(?:to|in|the|and|it|yang|dan|di)$/i.test(title))).toEqual([]);
    });

    test("tries the files, checks everything and runs again", async () => {
      const tried = await fixloop(home, "source", "test", "--project", "mine");
      expect(tried.stdout).toContain("Records, as written and as mapped");
      expect((await fixloop(home, "check", "--project", "mine")).code).toBe(0);
      expect((await fixloop(home, "run", "--project", "mine")).code).toBe(0);
      expect((await fixloop(home, "status", "--project", "mine")).stdout).toContain("mine, local run");
    }, 600_000);
  });
});
