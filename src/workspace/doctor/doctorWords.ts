import type { CheckOutcome, CheckResult } from "./check.ts";
import type { Diagnosis } from "./doctor.ts";
import type { Fix } from "./finding.ts";

/**
 * The diagnosis as a person reads it: one line per check, what it found, and how to fix what fails. Names come from
 * outside: the caller escapes what is invisible.
 */
export function diagnosisText({ target, reached, counts, checks }: Diagnosis): string {
  const width = Math.max(...checks.map(({ id }) => id.length));
  const lines = checks.flatMap(({ id, result, title, findings }) => {
    const [first] = findings;
    const alone = findings.length === 1 && result === "ok";
    return [
      `${result.padEnd(7)}  ${id.padEnd(width)}  ${alone ? `${title}: ${first?.found ?? ""}` : title}`,
      ...(alone ? [] : findings.flatMap((finding) => findingLines(finding, width))),
    ];
  });
  return [`Target ${target}`, "", ...lines, "", summary(reached, counts), ""].join("\n");
}

function findingLines(
  {
    result,
    found,
    fix,
  }: { readonly result: CheckOutcome; readonly found: string; readonly fix: readonly Fix[] },
  width: number,
): readonly string[] {
  const indent = " ".repeat(9 + width + 2);
  return [
    `${indent}${marks[result]} ${found}`,
    ...fix.map((one) => `${indent}    ${prefixes[one.kind]}${one.text}`),
  ];
}

const marks: Readonly<Record<CheckOutcome, string>> = { ok: "+", warn: "!", fail: "x", unknown: "?" };

const prefixes: Readonly<Record<Fix["kind"], string>> = {
  command: "$ ",
  sql: "SQL  ",
  click: "Open  ",
  advice: "",
};

function summary(reached: boolean, { ok, warn, fail, unknown }: Diagnosis["counts"]): string {
  const counts = `${ok} ok, ${warn} with a warning, ${fail} failed, ${unknown} unknown.`;
  return reached ? counts : `${counts} The workspace can't be reached.`;
}

/** What a check found lacking and how to put it right, for a command that stops there. */
export function failedLines({ id, findings }: CheckResult): readonly string[] {
  return findings
    .filter(({ result }) => result === "fail")
    .flatMap(({ found, fix }) => [
      `${id}: ${found}`,
      ...fix.map((one) => `    ${prefixes[one.kind]}${one.text}`),
    ]);
}
