import { catalogue } from "../../src/stages/catalogue.ts";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadProject, readProjectFiles } from "../../src/spec/load.ts";
import { formatHuman } from "../../src/spec/diagnostics.ts";
import { notByLoop, type EmptyTables } from "./coverage.ts";
import type { Project } from "../../src/spec/project.ts";

/** Folders with a pipeline.yaml that the suite runs, by name: the reference project and those of the tests. */
export interface EngineProject {
  readonly name: string;
  readonly folder: string;
  readonly project: Project;
  /** The `as_of` of its runs: rows received later wait for the next one. Empty speaks of the newest record. */
  readonly rounds: readonly string[];
  /** Tables that hold no row when its loop has run. */
  readonly empty: EmptyTables;
}

/** Where decisions about the rows of a project lie, if there are any. */
export const journalOf = (folder: string): string => join(folder, "decisions", "decisions.jsonl");

const repository = join(import.meta.dirname, "..", "..");

const stated = "its one alarm has a ticket that names the feedback, so no ticket is looked for by its words";

const nobody = "nobody has decided about anything";
/** Tables without a row where no decision is recorded. */
export const undecided: EmptyTables["reasons"] = {
  "raw.decision": nobody,
  "curated.review_decision": nobody,
  "curated.decision_note": nobody,
  "curated.decision_in_force": nobody,
  "curated.parted_link": nobody,
};

export function engineProjects(): readonly EngineProject[] {
  return [
    {
      name: "reference",
      folder: repository,
      rounds: [""],
      empty: { "curated.set_aside_event": "none of its checks is of severity quarantine", ...undecided },
    },
    // late, edited and redelivered records arrive between the two
    {
      name: "hurting",
      folder: join(import.meta.dirname, "hurting"),
      rounds: ["2026-03-05T00:00:00Z", "2026-06-01T00:00:00Z"],
      empty: {
        "curated.issue_word": stated,
        "curated.ticket_similarity": stated,
        "curated.published_issue_signals": "no signal beside its issues is published",
        "curated.published_signal_weeks": "no signal beside its issues is published",
      },
    },
  ]
    .filter(({ folder }) => existsSync(join(folder, "pipeline.yaml")))
    .map(({ name, folder, rounds, empty }): EngineProject => {
      const files = readProjectFiles(folder);
      const { project: loaded, diagnostics } = loadProject(files, catalogue);
      if (loaded === undefined)
        throw new Error(
          `the project ${name} has errors:\n${formatHuman(diagnostics, files, { color: false })}`,
        );
      // two loops side by side may not write the same schemas
      const project = name === "reference" ? loaded : { ...loaded, schemaPrefix: name };
      return { name, folder, project, rounds, empty: { reasons: { ...notByLoop, ...empty }, always: true } };
    });
}
