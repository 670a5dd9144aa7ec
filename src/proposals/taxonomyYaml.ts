import { canonicalYaml, type YamlComment, type YamlMap } from "../emit/yaml.ts";
import { schemaLine } from "../spec/modeline.ts";
import type { Proposal, ProposedArea, ProposedCategory } from "./proposal.ts";

/** Characters of an example that are shown to the classifier's author: a longer text is cut at a word. */
const longestExample = 500;
const ownersFile = "taxonomy/owners.yaml";

/**
 * A proposal as files of a project's `taxonomy/`, path → text: one file an area, and one with the owner that all of them
 * name. They load as they are. What the texts don't decide is marked `uncertain`, and figures stand in comments; titles,
 * words and examples are text of customers, and so are values alone.
 */
export function taxonomyYaml(
  proposal: Proposal,
  { owner = "triage", title = "Triage" }: { readonly owner?: string; readonly title?: string } = {},
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const area of proposal.areas) {
    const file = `taxonomy/${area.id}.yaml`;
    // An area may be called owners.
    files.set(file === ownersFile ? "taxonomy/owners-area.yaml" : file, areaText(area, proposal, owner));
  }
  files.set(
    ownersFile,
    `${schemaLine(ownersFile)}\n${canonicalYaml(
      { owners: { [owner]: { title } } },
      [`${proposal.unassigned.length} of ${proposal.texts} texts fit no proposed category.`],
      new Map([
        [`owners.${owner}`, { above: ["uncertain: one owner for everything until you name your teams"] }],
      ]),
    )}`,
  );
  return files;
}

function areaText(area: ProposedArea, proposal: Proposal, owner: string): string {
  const comments = new Map<string, YamlComment>([
    ["title", { behind: "uncertain: the words that its texts share" }],
    ["owner", { behind: "uncertain: one owner for everything until you name your teams" }],
  ]);
  const categories: Record<string, YamlMap> = {};
  for (const category of area.categories) {
    const path = `categories.${category.id}`;
    comments.set(path, { above: figuresOf(category, proposal) });
    comments.set(`${path}.title`, { behind: "uncertain: its most distinctive words" });
    comments.set(`${path}.kind`, { behind: "uncertain: told from the tone of its texts" });
    comments.set(`${path}.severity`, { behind: `uncertain: ${severityReason(category)}` });
    comments.set(`${path}.definition`, { behind: "uncertain: say what belongs here" });
    categories[category.id] = {
      title: category.title,
      kind: category.kind,
      severity: category.severity,
      definition: definitionOf(category),
      examples: category.examples.map(({ text }) => exampleText(text)).filter((text) => text !== ""),
    };
  }
  const file = `taxonomy/${area.id}.yaml`;
  return `${schemaLine(file)}\n${canonicalYaml(
    { area: area.id, title: area.title, owner, categories },
    ["Proposed from the texts themselves. Rename, merge, split or delete what doesn't fit."],
    comments,
  )}`;
}

const severityReason = ({ kind, rating }: ProposedCategory): string =>
  kind === "defect" && rating !== undefined ? "from its mean rating" : "not told by the texts";

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** What a reviewer weighs, as lines of figures and fixed words. */
function figuresOf(category: ProposedCategory, { texts }: Proposal): readonly string[] {
  const { members, share, rating, trend, languages, stability, coverage, certainty } = category;
  const lines = [
    `${members.length} of ${texts} texts (${percent(share)})` +
      (rating === undefined ? "" : `, mean rating ${rating.toFixed(1)}`) +
      (languages.length > 1
        ? `, languages ${languages
            .slice(0, 5)
            .map(([language, count]) => `${asWord(language)} ${count}`)
            .join(", ")}`
        : ""),
  ];
  if (trend) {
    lines.push(
      `since ${trend.since}: ${trend.later.texts} of ${trend.later.of}, before ${trend.before.texts} of ${trend.before.of}; ` +
        `${trend.ratio.toFixed(2)} times the share (95 %: ${trend.low.toFixed(2)} to ${trend.high.toFixed(2)}), ${trend.direction}`,
    );
  }
  if (certainty !== "high") {
    lines.push(
      `uncertain: ${percent(coverage)} of its texts hold a word of the title; grouped again, ${percent(stability)} of it stays together`,
    );
  }
  return lines;
}

/** A language as given is text from outside; in a comment it is a plain word. */
const asWord = (language: string): string => language.replace(/[^A-Za-z-]/g, "").slice(0, 12) || "und";

function definitionOf({ kind, terms }: ProposedCategory): string {
  const words = terms.slice(0, 6).map(({ term }) => term);
  if (words.length === 0) return "Texts that are alike.";
  return kind === "praise"
    ? `Praise, with words such as ${words.join(", ")}.`
    : `Texts about ${words.join(", ")}.`;
}

/** An example on one line, cut at a word where it is long. */
function exampleText(text: string): string {
  const line = text.toWellFormed().replace(/\s+/gu, " ").trim();
  if (line.length <= longestExample) return line;
  const cut = Array.from(line.slice(0, longestExample - 1))
    .join("")
    .toWellFormed();
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), longestExample / 2))}…`;
}
