import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fixloop } from "../support/fixloop.ts";

function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-from-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  }
  return folder;
}

const reviews = "id,date,body\nr1,2026-01-01,the export stops with an error\n";

test.each(["pipeline.yaml", "taxonomy/a.yaml", "report.html", "schemas/own.json", "bundle/own.yml"])(
  "a folder with %s is left as it is",
  async (present) => {
    const folder = folderWith({ [`demo/${present}`]: "mine", "reviews.csv": reviews });
    const { code, stdout, stderr } = await fixloop(folder, "init", "demo", "--from", "reviews.csv");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("is there already.");
    expect(stderr).toContain("nothing was written");
    expect(readdirSync(path.join(folder, "demo"), { recursive: true, encoding: "utf8" }).length).toBeLessThan(
      3,
    );
  },
);

test("everything that is wrong with the files is said at once, and nothing is written", async () => {
  const folder = folderWith({
    "reviews.csv": reviews,
    "book.xlsx": Buffer.from("PK\u0003\u0004", "latin1"),
    "empty.csv": "id,date,body\n",
    "more/other.csv": reviews,
  });
  const { code, stderr } = await fixloop(
    folder,
    "init",
    "demo",
    "--from",
    "reviews.csv",
    "book.xlsx",
    "empty.csv",
    "more",
    "gone.csv",
  );
  expect(code).toBe(2);
  expect(stderr).toContain("book.xlsx can't be read: it is an Excel workbook or another ZIP archive");
  expect(stderr).toContain("empty.csv holds no record");
  expect(stderr).toContain("more is a folder: name its files");
  expect(stderr).toContain("gone.csv can't be read: it can't be opened");
  expect(existsSync(path.join(folder, "demo"))).toBe(false);
});

test("a file without texts is no feedback", async () => {
  const folder = folderWith({ "users.csv": "day,users\n2026-01-01,100\n2026-01-02,110\n" });
  const { code, stderr } = await fixloop(folder, "init", "demo", "--from", "users.csv");
  expect(code).toBe(2);
  expect(stderr).toContain("No column of users.csv holds texts of customers.");
  expect(existsSync(path.join(folder, "demo"))).toBe(false);
});

test("without files and without a folder it says what it needs", async () => {
  const { code, stderr } = await fixloop(folderWith({}), "init");
  expect(code).toBe(2);
  expect(stderr).toContain("init needs a folder.");
  expect(stderr).toContain("fixloop init demo --from reviews.csv");
});

test.each([
  {
    words: ["demo", "--from", "reviews.csv", "--preset", "jra-csv"],
    says: ['There is no preset "jra-csv". Did you mean', "jira-csv", "bugzilla-csv"],
  },
  { words: ["demo", "--preset", "jira-csv"], says: ["--preset says what the files of --from are."] },
])("init $words is refused, and nothing is written", async ({ words, says }) => {
  const folder = folderWith({ "reviews.csv": reviews });
  const { code, stderr } = await fixloop(folder, "init", ...words);
  expect(code).toBe(2);
  for (const part of says) expect(stderr).toContain(part);
  expect(existsSync(path.join(folder, "demo"))).toBe(false);
});
