import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { diagnose } from "../../src/workspace/doctor/doctor.ts";
import { doctorReference } from "../../src/workspace/doctor/doctorReference.ts";
import { diagnosisText } from "../../src/workspace/doctor/doctorWords.ts";
import { doctorSql, healthyWorld } from "../workspace/doctorWorkspace.ts";

const page = readFileSync(
  path.resolve(import.meta.dirname, "..", "..", "docs", "reference", "doctor.md"),
  "utf8",
);

test("docs/reference/doctor.md lists the checks as they are", () => {
  expect(page).toContain(`\n${doctorReference()}\n`);
});

test("docs/reference/doctor.md shows what a target in trouble looks like, as it really is", async () => {
  const world = await healthyWorld({
    cliVersion: "1.14.0",
    sql: doctorSql({ zone: "Europe/Berlin", bills: false }),
    target: {
      groups: { analyst: "insight-analysts", platform: "insight-platform" },
      runAs: "zirkon-deployer",
    },
  });
  const missing = { ...world.target, groups: { ...world.target.groups, reviewer: "insight-reviewers" } };
  const diagnosis = await diagnose({ ...world.options, target: missing });
  // the names of a page's reader, in the place of the tests' own
  const shown = diagnosisText(diagnosis)
    .replaceAll("zirkon_katalog", "insights")
    .replaceAll("zirkon-deployer", "insight-pipeline")
    .replaceAll("zirkon", "fixloop");
  expect(page).toContain(`$ fixloop doctor -t prod\n${shown}`);
});
