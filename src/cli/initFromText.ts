import { mappingWords } from "../profile/pipelineYaml.ts";
import type { FirstTaxonomy } from "./firstTaxonomy.ts";
import { oneLine, printable } from "./terminal.ts";

export interface InitFromWords {
  readonly dir: string;
  readonly first: FirstTaxonomy;
  readonly withoutTexts: readonly string[];
}

const thousands = (number: number): string => number.toLocaleString("en-US");
const counted = (number: number, one: string, several = `${one}s`): string =>
  `${thousands(number)} ${number === 1 ? one : several}`;

const shownCategories = 12;
const shownFiles = 5;

function filesText(files: readonly string[]): string {
  const more = files.length - shownFiles;
  const shown = files.slice(0, shownFiles).map((file) => file.replaceAll(/\s+/g, " "));
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** What `init --from` has made of the files, and what a person does next. */
export function initFromText({ dir, first, withoutTexts }: InitFromWords): string {
  const { files, sources, proposal, pieces, records } = first;
  const categories = proposal.areas
    .flatMap((area) => area.categories)
    .toSorted((one, other) => other.members.length - one.members.length);
  const read =
    records.tried < records.of
      ? `the first ${thousands(records.tried)} of ${counted(records.of, "record")}`
      : counted(records.of, "record");
  const sampled = proposal.texts < pieces ? `, from a sample of ${thousands(proposal.texts)}` : "";
  const uncertain = [...files.values()].reduce(
    (sum, text) => sum + (text.match(/^.*# uncertain:.*$/gm)?.length ?? 0),
    0,
  );
  const lines = [
    `Read ${read}: ${counted(pieces, "piece")} of feedback.`,
    ...[...sources].flatMap(([id, source]) => [
      "",
      `${id} (${source.kind}): ${filesText(source.files)}`,
      ...mappingWords(source).map(([field, from]) => `  ${field.padEnd(9)} ${from}`),
    ]),
    ...withoutTexts.flatMap((file) => ["", `Left out: ${file}: no column holds texts of customers.`]),
    "",
    `${counted(categories.length, "category", "categories")} in ${counted(proposal.areas.length, "area")}${sampled}; ${counted(proposal.unassigned.length, "text fits", "texts fit")} none${categories.length === 0 ? "." : ":"}`,
    ...categories
      .slice(0, shownCategories)
      .map(
        ({ title, members, rating, certainty }) =>
          `  ${thousands(members.length).padStart(6)}  ${oneLine(title, 48).padEnd(48)} ${rating === undefined ? "" : `rating ${rating.toFixed(1)}`}${certainty === "low" ? "  uncertain" : ""}`,
      ),
    ...(categories.length > shownCategories
      ? [`  ${"".padStart(6)}  and ${categories.length - shownCategories} more`]
      : []),
    "",
    `Wrote ${dir}: pipeline.yaml and ${counted(files.size - 1, "file")} in taxonomy/. ${counted(uncertain, "line is", "lines are")} marked \`# uncertain\`: correct them.`,
    "Compiling the bundle and running the loop:",
    "",
  ];
  return `${lines.map((line) => printable(line).trimEnd()).join("\n")}\n`;
}
