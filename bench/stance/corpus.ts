import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { clausesIn } from "../../src/sql/functions/clauses.ts";
import {
  anyLanguage,
  cueNames,
  longestTerm,
  stemLengths,
  type StanceCue,
} from "../../src/classifier/stance/cues.ts";
import { foldPhrase } from "../../src/classifier/tokens.ts";
import { stopWordLanguages, stopWordsOf } from "../../src/contract/stopWords.ts";
import type { Stance } from "../../src/contract/vocabulary.ts";

/** A piece of a statement as a person cut it. */
export interface LabelledClause {
  readonly clause: string;
  readonly stance: Stance;
  /** The points of a statement are numbered from 1. */
  readonly point: number;
  /** Meant the other way round: review is as good an answer as the stance. */
  readonly isSarcastic: boolean;
}

export interface LabelledStatement {
  readonly group: string;
  readonly language: string;
  readonly rating: number | null;
  readonly text: string;
  readonly clauses: readonly LabelledClause[];
}

const letters: Readonly<Record<string, Stance>> = {
  c: "complains",
  f: "confirms_fixed",
  a: "asks",
  m: "mentions",
  s: "complains",
};

/**
 * Statements of a folder of YAML files: group → rating and a text per language. A text is its clauses, each after the
 * letter of its stance (complains, fixed, asks, mentions, sarcasm that complains) and the number of its point, with `|`
 * where it is cut. All texts of a group say about the same: a fold holds all or none of them.
 */
export function labelledStatements(folder: string): readonly LabelledStatement[] {
  return yamlFiles(folder).flatMap((file) => {
    const groups = parse(readFileSync(file, "utf8")) as Record<
      string,
      Record<string, string | number | null>
    >;
    return Object.entries(groups).flatMap(([group, { rating, ...texts }]) =>
      Object.entries(texts).map(([language, text]) =>
        statementOf(group, language, rating === null ? null : Number(rating), String(text)),
      ),
    );
  });
}

function statementOf(
  group: string,
  language: string,
  rating: number | null,
  written: string,
): LabelledStatement {
  const clauses = written.split("|").map((part): LabelledClause => {
    const found = /^([cfams])([1-9]?) (.*)$/s.exec(part.trim());
    if (found === null) throw new Error(`${group}, ${language}: no stance before ${part}`);
    const [, letter = "", point = "", clause = ""] = found;
    return { clause, stance: letters[letter]!, point: Number(point || 1), isSarcastic: letter === "s" };
  });
  // as written, with the blank that stood before the mark
  const text = written.replaceAll(/(^|\|)\s*[cfams][1-9]? /g, "").trim();
  return { group, language, rating, text, clauses };
}

/** Whether the text is cut as a person cut it. */
export const isCutAsMeant = ({ text, clauses }: LabelledStatement): boolean =>
  clausesIn(text)
    .map((clause) => clause.trim())
    .join("|") === clauses.map(({ clause }) => clause).join("|");

/**
 * Rows of `curated.stance_cue` from a folder of YAML files, one a language: cue → terms. A term that has one cue in all
 * languages, is longer than three letters and no function word of another language is read in every language.
 */
export function stanceCues(folder: string): readonly StanceCue[] {
  const found = new Map<string, Map<string, string>>();
  for (const file of yamlFiles(folder)) {
    const language = /([a-z]+)\.yaml$/.exec(file)![1]!;
    const written = parse(readFileSync(file, "utf8")) as Record<string, string>;
    for (const [names, terms] of Object.entries(written)) {
      for (const name of names.split(" "))
        if (!(cueNames as readonly string[]).includes(name))
          throw new Error(`${file}: no cue is called ${name}`);
      const cue = names
        .split(" ")
        .map((name) => `@${name}`)
        .join(" ");
      for (const term of terms.split(",")) {
        const folded = termOf(term.trim(), file);
        const known = found.get(folded) ?? new Map<string, string>();
        const before = known.get(language);
        // of two cues the one that is written first counts
        if (before === undefined) known.set(language, cue);
        found.set(folded, known);
      }
    }
  }
  for (const [length, cue] of [
    [2, "@number"],
    [3, "@number"],
  ] as const)
    found.set(Array.from({ length }, () => "0").join(" "), new Map([["0", cue]]));
  return [...found]
    .flatMap(([term, byLanguage]): StanceCue[] => {
      const cues = new Set(byLanguage.values());
      const [cue] = cues;
      return cues.size === 1 && cue !== undefined && isForAll(term, new Set(byLanguage.keys()))
        ? [{ term, language: anyLanguage, cue }]
        : [...byLanguage].map(([language, each]) => ({ term, language, cue: each }));
    })
    .toSorted((left, right) =>
      left.term < right.term || (left.term === right.term && left.language < right.language) ? -1 : 1,
    );
}

function isForAll(term: string, languages: ReadonlySet<string>): boolean {
  if (languages.has("0") || languages.size >= 4) return true;
  if (/^[a-z0-9* ]+$/.test(term) && languages.size === 1 && Array.from(term).length <= 4) return false;
  return !stopWordLanguages.some((language) => !languages.has(language) && stopWordsOf(language).has(term));
}

function termOf(written: string, file: string): string {
  const stem = written.endsWith("*");
  const folded = foldPhrase(stem ? written.slice(0, -1) : written).replaceAll(/[0-9]+/g, "0");
  const words = folded.split(" ");
  const fits = stem
    ? words.length === 1 && (stemLengths as readonly number[]).includes(Array.from(folded).length)
    : words.length <= longestTerm && folded !== "";
  if (!fits)
    throw new Error(
      `${file}: ${written} has more than ${longestTerm} words, or isn't ${stemLengths.join(", ")} letters`,
    );
  return stem ? `${folded}*` : folded;
}

const yamlFiles = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .toSorted()
    .map((name) => join(folder, name));
