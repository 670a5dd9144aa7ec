import { risingCategories, type CategoryFigures, type Change } from "../reading/categoryReading.ts";
import type { SummaryTopics } from "../reading/summary.ts";
import { oneLine } from "./terminal.ts";

/** Categories of a product that are listed; the report has the others. */
const shown = 6;
const risingShown = 3;
const titleWidth = 36;

/** What customers of a product write about, in a few lines: the report has intervals, quotes and what to do. */
export function topicSummary(
  { title, feedback, inconclusive, nextSteps }: SummaryTopics,
  options: { readonly withProduct: boolean },
): readonly string[] {
  const { categories, uncategorised, first, last, texts, since } = feedback;
  const rising = risingCategories(feedback);
  const more = categories.length - shown;
  return [
    `What customers${options.withProduct ? ` of ${oneLine(title, 40)}` : ""} write about, ${texts} texts from ${first} to ${last}:`,
    ...categories.slice(0, shown).map(categoryLine),
    ...(more > 0 ? [`  and ${more} more ${more === 1 ? "category" : "categories"}`] : []),
    ...(uncategorised === undefined ? [] : [categoryLine(uncategorised)]),
    ...(since === null
      ? []
      : rising.length === 0
        ? [`Growing since ${since}: nothing beyond chance.`]
        : rising
            .slice(0, risingShown)
            .map(
              (figures) =>
                `${risingWord(figures.change)} since ${since}: ${oneLine(figures.title, titleWidth)}, ${changeInBrief(figures.change)}.`,
            )),
    ...(rising.length > risingShown ? [`  and ${rising.length - risingShown} more`] : []),
    ...(inconclusive.length === 0
      ? []
      : [`Can't be concluded: ${inconclusive.map(({ question }) => lowerFirst(question)).join("; ")}.`]),
    ...(nextSteps.length === 0
      ? []
      : [
          `For a better answer: ${nextSteps.join(", ")}. \`fixloop run --report report.html\` has the edits to paste.`,
        ]),
  ];
}

function categoryLine({ title, texts, share, rating, kind }: CategoryFigures): string {
  const interval = `${Math.round(share.low)} to ${Math.round(share.high)} %`;
  const stars = rating === null ? "" : `, ${rating.toFixed(1)} of 5 stars`;
  return `  ${oneLine(title, titleWidth).padEnd(titleWidth)} ${String(texts).padStart(6)}  ${`${Math.round(share.value)} %`.padStart(5)} (${interval})${stars}${kind === null ? "" : `, ${kind.replaceAll("_", " ")}`}`;
}

const risingWord = ({ direction }: Change): string => (direction === "new" ? "New" : "Growing");

const changeInBrief = ({ ratio, low, high }: Change): string =>
  ratio === null || high === null
    ? `at least ${low} times its share before`
    : `${ratio} times its share before (${low} to ${high})`;

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
