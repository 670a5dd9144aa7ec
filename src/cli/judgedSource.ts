import type { SourceReport } from "../local/trialReport.ts";
import type { Refusal } from "../profile/refusal.ts";
import type { SeenSource } from "../spec/seenSource.ts";
import { refusalText } from "./refusalText.ts";

/** What was seen of a source, with what a trial has shown: for the diagnostics of `check --data`. */
export function judgedSource(seen: SeenSource, report: SourceReport): SeenSource {
  const { files, refused, setAside, contract, doubts } = report;
  const known = new Set(seen.files.flatMap(({ file, problem }) => (problem === undefined ? [] : [file])));
  const unreadable = files.flatMap(({ file, problem }) =>
    problem === null || known.has(file) ? [] : [{ file, problem, keys: [], isTable: false, records: 0 }],
  );
  const replaced = new Set(unreadable.map(({ file }) => file));
  return {
    ...seen,
    files: [...seen.files.filter(({ file }) => !replaced.has(file)), ...unreadable],
    judged: {
      refused: [
        ...refused.map((refusal) => ({
          problem: `${refusalText(refusal)}${placeOf(refusal.samples)}`,
          cure: cureOf(refusal),
          field: refusal.field ?? undefined,
        })),
        ...setAside.map(({ check, pieces }) => ({
          problem: `${pieces} pieces of feedback are set aside by the check ${check}`,
          cure: undefined,
          field: undefined,
        })),
      ],
      doubts: [
        ...contract.map(({ check, title }) => `${check} doesn't hold: ${title.replace(/\.$/, "")}`),
        ...doubts,
      ],
    },
  };
}

const cureOf = ({ cure, edit }: Refusal): string | undefined =>
  cure === null ? undefined : `${cure}${edit === null ? "" : ` Write ${oneLineEdit(edit)}`}`;

/** Where the first of the records is. */
function placeOf([first]: Refusal["samples"]): string {
  return first === undefined ? "" : `, first in ${first.file}, record ${first.position}`;
}

/** Lines of YAML on one line. */
const oneLineEdit = (edit: string): string =>
  edit
    .split("\n")
    .map((line) => line.trim())
    .join(" ");
