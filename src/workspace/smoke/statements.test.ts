import { planOf } from "../../../test/support/planOf.ts";
import { catalogue } from "../../stages/catalogue.ts";
import { describe, expect, test } from "vitest";
import { bundleProjects } from "../../../test/bundle/projects.ts";
import { loadProject } from "../../spec/load.ts";
import { smokeJob } from "./job.ts";
import { scratchProject } from "./scratchProject.ts";
import { smokeStatements, statementKinds, type SmokeStatement, type SmokeStatements } from "./statements.ts";

const everyStatement = (all: SmokeStatements): readonly SmokeStatement[] => [
  ...all.tables,
  ...all.setup,
  ...all.rows,
  ...all.governance,
  ...all.steps,
  ...all.readers,
];

describe.each(Object.entries(bundleProjects))("of the project %s", (_name, files) => {
  const { project, diagnostics } = loadProject(files, catalogue);
  if (project === undefined) throw new Error(JSON.stringify(diagnostics));
  const plan = planOf(project);
  const schemaPrefix = `${project.schemaPrefix}_smoke_20261130t120000_9f3a`;

  test.each(project.targets.map((target) => [target.id, target] as const))(
    "target %s: every kind is there, every feature is shown, and only scratch is touched",
    (_id, target) => {
      const scratch = scratchProject(plan, target, {
        schemaPrefix,
        principal: "it's `me`@example.org",
      });
      const all = smokeStatements(scratch, {
        endpoint: target.model === undefined ? undefined : "an-endpoint",
      });
      const statements = everyStatement(all);
      const wanted = statementKinds.filter((kind) => kind !== "ask_model" || target.model !== undefined);
      expect([...new Set(statements.map(({ kind }) => kind))].toSorted()).toEqual(wanted.toSorted());
      expect(new Set(statements.map(({ id }) => id)).size).toBe(statements.length);
      const shown = new Set(statements.flatMap(({ features }) => [...features]));
      expect([...all.features].filter((feature) => !shown.has(feature))).toEqual([]);
      const job = smokeJob(scratch, {
        name: "fixloop smoke",
        folder: "/Workspace/Users/me/.fixloop-smoke/x",
        catalog: "c",
        warehouseId: "w",
        asOf: "2026-01-01T00:00:00Z",
        timeout: 60,
        runtime: new Map([["__init__.py", "# the package"]]),
      });
      const real = new RegExp(`\\b${project.schemaPrefix}_(?:raw|curated|serving)\\b`);
      const texts = [
        ...statements.map(({ text }) => text),
        ...job.files.values(),
        JSON.stringify(job.settings),
      ];
      expect(texts.filter((text) => real.test(text))).toEqual([]);
      // names of the target's own groups stand in nothing that is run
      for (const group of Object.values(target.groups)) {
        expect(
          statements.filter(
            ({ kind, text }) => (kind === "grant" || kind === "revoke") && text.includes(group),
          ),
        ).toEqual([]);
      }
    },
  );
});
