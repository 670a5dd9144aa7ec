import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UserError } from "./command.ts";
import { outputFile } from "./outputFile.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "fixloop-output-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const report = (named: string) => outputFile({ cwd: folder, option: "--report", named, extension: ".html" });

function refusal(named: string): string {
  try {
    report(named);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return "accepted";
}

describe("a file that a command is told to write", () => {
  test("is written whole, in folders that are made for it, and replaces the one of before", () => {
    report("reports/today/loop.html").write("first");
    const file = report("reports/today/loop.html");
    file.write("second");
    expect(readFileSync(file.path, "utf8")).toBe("second");
    expect(readdirSync(path.join(folder, "reports/today"))).toEqual(["loop.html"]);
  });

  test.each(["pipeline.yaml", "report", "report.html.txt", ".html", "report.html/"])(
    "is refused where its name is %s",
    (named) => {
      expect(refusal(named)).toBe(`--report ${named} is not the name of an .html file.`);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  test("takes the extension in capitals as well", () => {
    report("REPORT.HTML").write("text");
    expect(readdirSync(folder)).toEqual(["REPORT.HTML"]);
  });

  test("is refused where a symbolic link has its name, even one that leads nowhere", () => {
    writeFileSync(path.join(folder, "precious.yaml"), "precious");
    symlinkSync("precious.yaml", path.join(folder, "report.html"));
    symlinkSync("nowhere", path.join(folder, "dangling.html"));
    expect(refusal("report.html")).toBe("--report report.html is a symbolic link.");
    expect(refusal("dangling.html")).toBe("--report dangling.html is a symbolic link.");
    expect(readFileSync(path.join(folder, "precious.yaml"), "utf8")).toBe("precious");
    expect(existsSync(path.join(folder, "nowhere"))).toBe(false);
  });

  test("is refused where a folder has its name, or a file is in its way", () => {
    mkdirSync(path.join(folder, "report.html"));
    writeFileSync(path.join(folder, "text"), "");
    expect(refusal("report.html")).toBe("--report report.html is a folder, not a file.");
    expect(refusal("text/report.html")).toBe(
      "--report text/report.html can't be written: part of its path is a file, not a folder.",
    );
  });

  test("is refused where a device has its name", () => {
    expect(
      (() => {
        try {
          outputFile({ cwd: "/dev", option: "--report", named: "null", extension: "" });
        } catch (error) {
          return (error as Error).message;
        }
        return "accepted";
      })(),
    ).toBe("--report null is a device, not a file.");
  });

  test("replaces no link that appeared after it was accepted", () => {
    const file = report("report.html");
    writeFileSync(path.join(folder, "precious.yaml"), "precious");
    symlinkSync("precious.yaml", path.join(folder, "report.html"));
    expect(() => file.write("text")).toThrow("--report report.html is a symbolic link.");
    expect(lstatSync(path.join(folder, "report.html")).isSymbolicLink()).toBe(true);
    expect(readFileSync(path.join(folder, "precious.yaml"), "utf8")).toBe("precious");
    expect(readdirSync(folder).toSorted()).toEqual(["precious.yaml", "report.html"]);
  });
});
