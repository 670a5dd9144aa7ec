import { decisionKind } from "../contract/vocabulary.ts";
import type { LandedSource } from "../spec/project.ts";

/** Folder of the landing volume in which `fixloop decide -t` leaves its records. */
export const decisionFolder = "decisions";

/**
 * What landing reads besides the sources of the spec: one record of a decision per line. Its id is none that a spec can
 * give a source. That there is no file is no finding: nobody has decided anything yet.
 */
export const decisionSource = (files: readonly string[]): LandedSource => ({
  id: "fixloop:decisions",
  kind: decisionKind,
  product: "-",
  files,
  format: "jsonl",
  encoding: undefined,
  delimiter: undefined,
  repeatedColumns: false,
  records: undefined,
  localOffsets: [],
  map: {},
  marks: {},
  contract: {
    freshHours: undefined,
    minRecordsPerDay: undefined,
    requiredKeys: [],
    allowedReasons: [],
  },
});
