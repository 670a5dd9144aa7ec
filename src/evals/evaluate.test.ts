import { planOf } from "../../test/support/planOf.ts";
import { catalogue } from "../stages/catalogue.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { smallProject } from "../../test/support/project.ts";
import { loadProject, readProjectFiles, type ProjectFiles } from "../spec/load.ts";
import type { Project } from "../spec/project.ts";
import { evaluateGates } from "./evaluate.ts";
import { formatJson } from "./print/json.ts";

const repository = join(import.meta.dirname, "..", "..");
const files = readProjectFiles(repository);

function load(some: ProjectFiles): Project {
  const { project, diagnostics } = loadProject(some, catalogue);
  if (project === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return project;
}
const reference = load(files);
const report = evaluateGates(reference);
const bytes = (project: Project): string => formatJson(evaluateGates(project), { gatesOnly: false });

describe("the reference project", () => {
  test("passes its own gates, and none of them is empty", () => {
    expect(report.gates.map(({ id, status }) => [id, status])).toEqual([
      ["accuracy", "passed"],
      ["accepted_precision", "passed"],
      ["accepted_share", "passed"],
      ["out_of_taxonomy_accepted", "passed"],
      ["category_recall", "passed"],
    ]);
    expect(report.passed).toBe(true);
    expect(report.taxonomyVersion).toBe(planOf(reference).taxonomyVersion);
  });

  test("has thresholds that a worse classifier would miss: shares within 15 points of what is measured", () => {
    for (const { id, figureBp, thresholdBp } of report.gates.filter(
      ({ metric }) => metric !== "category_recall",
    ))
      expect(Math.abs((figureBp ?? 0) - thresholdBp), id).toBeLessThanOrEqual(1500);
  });

  test("docs/how-to/evaluate.md states what is measured", () => {
    const page = readFileSync(join(repository, "docs", "how-to", "evaluate.md"), "utf8");
    for (const { id, figureBp, hits, examples } of report.gates) {
      const figure = ((figureBp ?? 0) / 100).toFixed(1);
      expect(page).toMatch(
        new RegExp(`\\| \`${id}\` \\| ${figure} % \\| [^|]* \\| ${hits} of ${examples} \\|`),
      );
    }
  });
});

describe("labels that mean nothing", () => {
  // The texts keep their order; the label of each is that of another one, nine places on.
  const { labelled } = reference;
  const shuffled = labelled.map((text, index) => ({
    ...text,
    category: labelled[(index * 9 + 4) % labelled.length]?.category,
  }));
  const meaningless = evaluateGates({ ...reference, labelled: shuffled });

  test("fail the gates", () => {
    expect(meaningless.passed).toBe(false);
    const failed = meaningless.gates.filter(({ blocks }) => blocks).map(({ id }) => id);
    expect(failed).toEqual(expect.arrayContaining(["accuracy", "accepted_precision", "category_recall"]));
    expect(meaningless.figures.find(({ id }) => id === "accuracy")?.figureBp).toBeLessThan(4000);
  });
  test("are another classifier", () => {
    expect(meaningless.classifierVersion).not.toBe(report.classifierVersion);
  });
});

describe("the same bytes", () => {
  test("whatever the order of files and of texts", () => {
    const text = files.get("evals/labelled.yaml") ?? "";
    const lines = text.split("\n");
    const items = lines.filter((line) => line.startsWith("  - "));
    const head = `${lines[0] ?? ""}\nlabelled:\n`;
    const split = new Map([
      ...files,
      ["evals/labelled.yaml", `${head}${items.slice(100).toReversed().join("\n")}\n`],
      ["evals/a/first.yaml", `${head}${items.slice(0, 100).join("\n")}\n`],
    ]);
    const turned = load(new Map([...split].toReversed()));
    expect(turned.labelled).toHaveLength(reference.labelled.length);
    expect(turned.labelled).not.toEqual(reference.labelled);
    expect(bytes(turned)).toBe(bytes(reference));
  });

  test("hold whole numbers only, and no labelled text", () => {
    const written = bytes(reference);
    expect(written).not.toMatch(/\d\.\d/);
    expect(written).not.toContain("undefined");
    for (const { text } of reference.labelled) expect(written.includes(text), text).toBe(false);
  });
});

describe("a project without labelled texts", () => {
  test("passes where no gate is written", () => {
    expect(evaluateGates(smallProject())).toMatchObject({ passed: true, labelled: 0, folds: 0, gates: [] });
  });
  test("fails a gate that somebody wrote, and says what is missing", () => {
    const { passed, gates } = evaluateGates(smallProject({ gates: reference.gates }));
    expect(passed).toBe(false);
    expect(gates.map(({ status }) => status)).toEqual(Array(5).fill("not_measured"));
    expect(gates[0]?.missing).toBe("It needs 20 labelled texts of a category, and there are 0.");
  });
});

test("enrich.min_confidence decides what counts as accepted", () => {
  const strict = evaluateGates({ ...reference, enrichment: { ...reference.enrichment, minConfidence: 0.9 } });
  const shareOf = ({ figures }: typeof strict): number =>
    figures.find(({ id }) => id === "accepted_share")?.hits ?? -1;
  expect(strict.minConfidenceBp).toBe(9000);
  expect(shareOf(strict)).toBeLessThan(shareOf(report));
  expect(strict.taxonomyVersion).not.toBe(report.taxonomyVersion);
});
