import { noCategory } from "../reading/categoryQueries.ts";
import {
  isRising,
  risingCategories,
  type CategoryFigures,
  type Change,
  type FeedbackReading,
} from "../reading/categoryReading.ts";
import type { Inconclusive } from "../reading/inconclusive.ts";
import type { NextStep } from "../reading/nextSteps.ts";
import type { ProductReport } from "../reading/reportData.ts";
import type { UncategorisedText, UncoveredGroup, UncoveredTopic } from "../reading/uncoveredGroups.ts";
import { shareBar, sparkline } from "./charts.ts";
import { html, type Html } from "./html.ts";
import { count, words } from "./wording.ts";

/** Categories with their quotes; those after them are lines of a table, and the rest is counted. */
const inFull = 10;
const inTable = 40;
const risingShown = 8;
const maybeShown = 3;
const groupsShown = 6;
const topicsShown = 5;

/** What is new or growing, what all texts are about, what has no category, what can't be said and what would help. */
export function feedbackSections(report: ProductReport): Html | null {
  const { feedback } = report;
  if (feedback === undefined) return null;
  return html`<h2>New or growing</h2>
    ${risingSection(report, feedback)}
    <h2>What customers write about</h2>
    ${categorySection(report, feedback)} ${uncoveredSection(report)}
    ${inconclusiveSection(report.inconclusive)} ${nextStepSection(report.nextSteps)}`;
}

interface Rising {
  readonly title: string;
  readonly change: Change;
  readonly note: string | null;
  readonly quote: QuoteLine | undefined;
}

/** Categories and groups without one that grew, those first whose evidence is strongest. */
function risingOf({ uncovered }: ProductReport, feedback: FeedbackReading): readonly Rising[] {
  return [
    ...risingCategories(feedback).map(({ category, title, change, quotes }) => ({
      title,
      change,
      note:
        category === noCategory
          ? "The taxonomy covers less than it did: see below what these texts share."
          : null,
      quote: quotes[0],
    })),
    ...uncovered.groups
      .flatMap(({ topics }) => topics)
      .filter(({ change }) => isRising(change))
      .map(({ title, change, examples }) => ({
        title,
        change,
        note: "Of the texts without a category: see below.",
        quote: examples[0] === undefined ? undefined : quoteOf(examples[0]),
      })),
  ].toSorted(
    (one, other) => Number(other.change.low) - Number(one.change.low) || (one.title < other.title ? -1 : 1),
  );
}

function risingSection(report: ProductReport, feedback: FeedbackReading): Html {
  const { since, first, last, later, before } = feedback;
  if (since === null)
    return html`<p class="card">
      Not compared: ${count(feedback.texts)} texts from ${first} to ${last} are too few weeks.
    </p>`;
  const rising = risingOf(report, feedback);
  const maybe = feedback.categories
    .filter(
      ({ change }) => change.direction === "unclear" && (change.ratio === null || Number(change.ratio) > 1),
    )
    .toSorted((one, other) => Number(other.change.low) - Number(one.change.low))
    .slice(0, maybeShown);
  const shrinking = feedback.categories.filter(({ change }) => change.direction === "shrinking");
  return html`<p class="soft small">
      The ${count(later)} votes since ${since} against the ${count(before)} before, by share of all votes. A
      vote is a text of a customer on a day: copies count once. The intervals hold for all topics together in
      95 of 100 cases; what is called growing has 1 outside of its interval.
    </p>
    ${rising.length === 0 ? html`<p class="card">The share of no topic has grown by more than chance explains.</p>` : null}
    ${rising.slice(0, risingShown).map(
      ({ title, change, note, quote }) =>
        html`<section class="card">
          <header>
            <h3><bdi>${title}</bdi></h3>
            <div class="tags">${changeTag(change)}</div>
          </header>
          <p>${changeText(change, feedback)}</p>
          ${note === null ? null : html`<p class="small soft">${note}</p>`}${quote === undefined ? null : quoteLine(quote)}
        </section>`,
    )}
    ${andMore(rising.length - risingShown, "growing topics")}
    ${changeList("May have grown, or it is chance:", maybe, feedback)}
    ${changeList("Shrinking:", shrinking.slice(0, risingShown), feedback)}
    ${andMore(shrinking.length - risingShown, "shrinking topics")}`;
}

function changeList(
  title: string,
  categories: readonly CategoryFigures[],
  feedback: FeedbackReading,
): Html | null {
  if (categories.length === 0) return null;
  return html`<p class="small">${title}</p>
    <ul class="small">
      ${categories.map((each) => html`<li><bdi>${each.title}</bdi>: ${changeText(each.change, feedback)}</li>`)}
    </ul>`;
}

function categorySection({ product, issues }: ProductReport, feedback: FeedbackReading): Html {
  const { categories, first, last, texts, weeks } = feedback;
  const steppedUp = new Map(
    issues
      .filter(({ isTopic, origin }) => isTopic && origin !== "standing")
      .map(({ category, onset }) => [category, onset]),
  );
  const largest = Math.max(1, ...categories.flatMap(({ weekly }) => weekly));
  return html`<p class="soft small">
      ${count(texts)} texts from ${first} to ${last}, by the category that the classifier is sure enough of.
      The interval of a share holds in 95 of 100 cases (Wilson). Praise, questions and requests are topics:
      they have no owner and no ticket unless a rule names them.
    </p>
    ${categories.length === 0 ? html`<p class="card">No text has a category yet.</p>` : null}
    <ul class="plain">
      ${categories.slice(0, inFull).map(
        (figures) =>
          html`<li class="card topic">
            <header>
              <h3><bdi>${figures.title}</bdi></h3>
              <div class="tags">
                ${figures.kind === null ? null : html`<span class="tag">${words(figures.kind)}</span>`}${changeTag(figures.change)}${
                  steppedUp.has(figures.category)
                    ? html`<span class="tag warn">stepped up ${steppedUp.get(figures.category)}</span>`
                    : null
                }
              </div>
            </header>
            <div class="columns">
              <div>
                <p>
                  <b>${figures.share.value.toFixed(1)} %</b> of texts
                  <span class="soft">(${interval(figures)}; ${count(figures.texts)} of ${count(texts)})</span>
                  · ${ratingText(figures)}
                </p>
                ${shareBar(`Share of ${figures.title}`, figures.share)}
                ${feedback.since === null ? null : html`<p class="small soft">${changeText(figures.change, feedback)}</p>`}
              </div>
              ${
                // one week has no course
                weeks.length < 2
                  ? null
                  : html`<div class="weeks">
                      ${sparkline(figures.weekly, largest, `Weekly texts about ${figures.title}`)}
                      <span class="small soft">weekly, ${weeks[0] ?? ""} to ${weeks.at(-1) ?? ""}</span>
                    </div>`
              }
            </div>
            ${
              figures.quotes.length === 0
                ? null
                : html`<details>
                    <summary>In their words (${figures.quotes.length})</summary>
                    ${figures.quotes.map(quoteLine)}
                  </details>`
            }
          </li>`,
      )}
    </ul>
    ${categories.length <= inFull ? null : categoryTable(categories.slice(inFull, inFull + inTable), feedback)}
    ${andMore(categories.length - inFull - inTable, "topics")}
    ${
      categories.length > inFull + inTable
        ? html`<p class="small soft">
            <code
              >fixloop query "SELECT title, texts, share_percent FROM serving.category_overview WHERE product
              = '${product}' ORDER BY texts DESC"</code
            >
            lists all.
          </p>`
        : null
    }`;
}

function categoryTable(categories: readonly CategoryFigures[], feedback: FeedbackReading): Html {
  return html`<div class="card scroll">
    <table>
      <thead>
        <tr>
          <th>topic</th>
          <th>kind</th>
          <th class="number">texts</th>
          <th class="number">share (95 %)</th>
          <th class="number">stars</th>
          <th>change since ${feedback.since ?? "–"}</th>
        </tr>
      </thead>
      <tbody>
        ${categories.map(
          (figures) =>
            html`<tr>
              <td><bdi>${figures.title}</bdi></td>
              <td>${words(figures.kind ?? "")}</td>
              <td class="number">${count(figures.texts)}</td>
              <td class="number">${figures.share.value.toFixed(1)} % (${interval(figures)})</td>
              <td class="number">${figures.rating === null ? "–" : figures.rating.toFixed(1)}</td>
              <td>${shortChange(figures.change)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function uncoveredSection({ uncovered, feedback }: ProductReport): Html | null {
  const { groups, texts, ofTexts, unlike } = uncovered;
  if (feedback === undefined || ofTexts === 0) return null;
  return html`<h2>What the taxonomy doesn't cover</h2>
    <p class="soft small">
      ${count(ofTexts)} of ${count(feedback.texts)} texts have no category that the classifier is sure enough
      of.${texts < ofTexts ? ` The newest ${count(texts)} are grouped here.` : ""} A group is what texts share
      in words; a person says whether it is a topic. Paste its file into the project, edit it, and run again.
    </p>
    ${groups.length === 0 ? html`<p class="card">They are too few, or too unlike each other, to group.</p>` : null}
    ${groups.slice(0, groupsShown).map((group) => groupCard(group, feedback))}
    ${andMore(groups.length - groupsShown, "groups")}
    ${groups.length > 0 && unlike > 0 ? html`<p class="small soft">${count(unlike)} texts are like too few others.</p>` : null}`;
}

function groupCard(group: UncoveredGroup, feedback: FeedbackReading): Html {
  const { title, texts, nearest, topics, file, yaml } = group;
  return html`<section class="card">
    <header>
      <h3><bdi>${title}</bdi></h3>
      <span class="soft">${count(texts)} texts</span>
    </header>
    ${
      nearest === null
        ? null
        : html`<p class="small">
            ${count(nearest.texts)} of them are nearest to <bdi>${nearest.title}</bdi>, without enough
            confidence. If that is right, label some of them instead.
          </p>`
    }
    ${topics.slice(0, topicsShown).map((topic) => uncoveredTopic(topic, feedback))}
    ${andMore(topics.length - topicsShown, "topics in it")}
    <details>
      <summary>The file <code>${file}</code>, to paste and edit</summary>
      <pre>${yaml}</pre>
    </details>
  </section>`;
}

function uncoveredTopic(
  { title, texts, rating, change, examples }: UncoveredTopic,
  feedback: FeedbackReading,
): Html {
  return html`<section>
    <h4><bdi>${title}</bdi></h4>
    <p class="small">
      ${count(texts)} texts${rating === null ? "" : ` · ${rating.toFixed(1)} of 5 stars`} ${changeTag(change)}
      ${change.direction === "not compared" ? null : html`<span class="soft">${changeText(change, feedback)}</span>`}
    </p>
    ${examples.map((text) => quoteLine(quoteOf(text)))}
  </section>`;
}

function inconclusiveSection(questions: readonly Inconclusive[]): Html | null {
  if (questions.length === 0) return null;
  return html`<h2>What can't be concluded</h2>
    <div class="card">
      <ul>
        ${questions.map(({ question, because }) => html`<li><b>${question}</b>: ${because}</li>`)}
      </ul>
    </div>`;
}

function nextStepSection(steps: readonly NextStep[]): Html | null {
  if (steps.length === 0) return null;
  return html`<h2>What would make the next answer better</h2>
    <ol class="card steps">
      ${steps.map(
        ({ title, why, place, edit }) =>
          html`<li>
            <b>${title}</b>
            <p class="small">${why}</p>
            ${
              edit === null
                ? null
                : html`<details>
                    <summary>In ${place}</summary>
                    <pre>${edit}</pre>
                  </details>`
            }
          </li>`,
      )}
    </ol>`;
}

interface QuoteLine {
  readonly text: string;
  readonly source: string;
  readonly date: string;
  readonly rating: number | null;
  readonly eventId: string;
}

const quoteOf = ({ eventId, text, source, date, rating }: UncategorisedText): QuoteLine => ({
  eventId,
  text,
  source,
  date,
  rating,
});

function quoteLine({ text, source, date, rating, eventId }: QuoteLine): Html {
  return html`<blockquote>
    <bdi>${text}</bdi>
    <div class="small soft">
      ${source}, ${date}${rating === null ? "" : `, ${rating} of 5 stars`} ·
      <code>${eventId.slice(0, 12)}</code>
    </div>
  </blockquote>`;
}

const andMore = (more: number, what: string): Html | null =>
  more > 0 ? html`<p class="small soft">and ${count(more)} more ${what}</p>` : null;

const interval = ({ share: { low, high } }: CategoryFigures): string =>
  `${low.toFixed(1)} to ${high.toFixed(1)} %`;

const ratingText = ({ rating, rated }: CategoryFigures): string =>
  rating === null
    ? "no ratings"
    : `${rating.toFixed(1)} of 5 stars (${count(rated)} ${rated === 1 ? "rating" : "ratings"})`;

function changeTag({ direction }: Change): Html | null {
  if (isRising({ direction })) return html`<span class="tag warn">${direction}</span>`;
  return direction === "shrinking" ? html`<span class="tag">shrinking</span>` : null;
}

/** What was counted, and what it can bear, as a sentence. */
export function changeText(change: Change, { later, before, since }: FeedbackReading): string {
  const counted = `${count(change.later)} of ${count(later)} votes since ${since ?? ""}, ${change.before === 0 ? "none" : count(change.before)} of ${count(before)} before`;
  if (change.direction === "not compared") return `${counted}: too few to compare.`;
  const times = change.ratio === null ? "" : `${change.ratio} times its share before `;
  const bounds = change.high === null ? `at least ${change.low} times` : `${change.low} to ${change.high}`;
  const verdict = change.direction === "unclear" ? ", which may be chance" : "";
  return `${counted}: ${times === "" ? bounds : `${times}(${bounds})`}${verdict}.`;
}

const shortChange = ({ direction, ratio, low, high }: Change): string =>
  direction === "not compared"
    ? "too few"
    : `${ratio ?? "new"} (${low} to ${high ?? "any"})${direction === "unclear" ? "" : `, ${direction}`}`;
