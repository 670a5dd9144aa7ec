import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Project, Source } from "../../src/spec/project.ts";
import { smallProject, source } from "../support/project.ts";
import type { CorpusCase } from "./corpus.ts";

export type NamedCase = CorpusCase & { readonly id: string };

const key = (name: string) => ({ kind: "key" as const, key: name });

/** A source of reviews with the fields `id`, `at` and `text`. */
export const reviewsOf = (overrides: Pick<Source, "id" | "files"> & Partial<Source>): Source =>
  source({ kind: "reviews", map: { id: key("id"), at: key("at"), text: key("text") }, ...overrides });

const mapped = (map: NonNullable<CorpusCase["map"]>): Source["map"] =>
  Object.fromEntries(
    Object.entries(map).map(([field, from]) => [
      field,
      typeof from === "string" ? key(from) : { kind: "constant" as const, value: from.value },
    ]),
  );

/** A project with a source for each case, which reads that case's file. */
export function corpusProject(cases: readonly NamedCase[]): Project {
  const { contract } = reviewsOf({ id: "any", files: [] });
  return smallProject({
    sources: cases.map(({ id, format, encoding, delimiter, repeatedColumns, array, kind, map, required }) =>
      reviewsOf({
        id,
        format,
        encoding,
        delimiter,
        repeatedColumns: repeatedColumns ?? false,
        records: array,
        ...(kind === undefined ? {} : { kind }),
        ...(map === undefined ? {} : { map: mapped(map) }),
        files: [`${id}.in`],
        contract: { ...contract, requiredKeys: [...required] },
      }),
    ),
  });
}

export function writeCorpus(folder: string, cases: readonly NamedCase[]): void {
  for (const { id, content } of cases) writeFileSync(path.join(folder, `${id}.in`), content);
}

/** What landing notes of a case: a row of `raw.landing_source`. */
export function problemOf({ id, problem, records, points }: NamedCase): string | null {
  if (problem !== undefined) return `"${id}.in" can't be read: ${problem}`;
  return records.length + points.length === 0 ? `"${id}.in" holds no record` : null;
}
