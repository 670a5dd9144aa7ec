import { foundBy, type FailedCheckRow } from "../reading/failedCheckRow.ts";
import { barChart, short, sparkline } from "./charts.ts";
import { feedbackSections } from "./feedbackSections.ts";
import { refusalSection } from "./refusalSection.ts";
import type { Refusal } from "../profile/refusal.ts";
import type {
  ProductReport,
  ReportData,
  ReportIssue,
  SetAside,
  StoppedRun,
  Waiting,
} from "../reading/reportData.ts";
import { html, type Html } from "./html.ts";
import { issueCard } from "./issueCard.ts";
import { style } from "./style.ts";
import { count, share, words } from "./wording.ts";

/** Issues drawn with charts; the rest are lines of a table. */
const issuesInFull = 20;
/** Lines of such a table; the rest is counted. */
const issuesInTable = 60;

/** The report as one self-contained HTML text: no scripts, nothing loaded, all of it escaped. Pure. */
export function renderReport(data: ReportData): string {
  const [first] = data.products;
  // one product needs no headings of its own, and what belongs to no product is shown with it
  const single =
    data.products.length === 1 && first !== undefined
      ? {
          ...first,
          waiting: [...first.waiting, ...data.waitingIdentities],
          quarantine: data.quarantine,
        }
      : undefined;
  return page(
    data.title,
    html`<header>
        <h1>${data.title}: from feedback to verified fixes</h1>
        <p class="soft">
          As of ${data.asOf} UTC · run ${data.runId} · taxonomy ${data.taxonomyVersion} · code
          ${data.codeVersion}
        </p>
        ${single === undefined ? productTable(data.products) : tiles(single)}
      </header>
      <main>
        ${data.stopped === undefined ? null : stoppedSection(data.stopped, "The figures on this page are those of the run before it.")}
        ${single === undefined ? data.products.map(productSection) : productParts(single)}
        ${single === undefined ? withoutProduct(data) : null} ${refusalSection(data.refusals)}
        <h2>Sources and stages${single === undefined ? " of all products" : ""}</h2>
        <div class="columns">
          <div class="card scroll">${sourceTable(data)}</div>
          <div class="card">
            <h4>Time per stage</h4>
            ${barChart(
              "Milliseconds per stage",
              data.stages.map((stage) => ({
                label: stage.stage,
                value: stage.milliseconds,
                text: `${(stage.milliseconds / 1000).toFixed(2)} s`,
                strong: stage.checksFailed > 0n,
                note: `${stage.stage}: ${stage.rowsIn} rows in, ${stage.rowsOut} rows written, ${stage.checksFailed} checks failed`,
              })),
            )}
            <p class="small soft">
              ${data.stages.filter(({ checksFailed }) => checksFailed > 0n).length === 0 ? "Every check passed." : "Orange: a check failed."}
            </p>
            ${data.failedChecks.map(failedCheck)}
          </div>
        </div>
      </main>
      <footer>
        Quotes are masked and verbatim; <code>fixloop explain ID</code> walks from any id to its source
        records. Written by fixloop.
      </footer>`,
  );
}

/** What is known where no run has finished yet: which checks stopped the newest one, and what it set aside. */
export function renderStoppedReport(
  title: string,
  stopped: StoppedRun,
  refusals: readonly Refusal[],
): string {
  return page(
    title,
    html`<header><h1>${title}: from feedback to verified fixes</h1></header>
      <main>
        ${stoppedSection(stopped, "No run has finished yet, so there is nothing else to show.")}
        ${refusalSection(refusals)}
      </main>
      <footer>Written by fixloop.</footer>`,
  );
}

function stoppedSection({ runId, stage, checks }: StoppedRun, rest: string): Html {
  return html`<section class="card stopped" aria-label="The newest run stopped">
    <h2>Run ${runId} stopped after ${stage}</h2>
    <p>A check failed. ${rest}</p>
    <ul>
      ${checks.map(({ check, title, rows }) => html`<li><code>${check}</code> ${title ?? ""} ${count(rows)} ${rows === 1n ? "row breaks" : "rows break"} it.</li>`)}
    </ul>
    <p>Correct the source or the spec and run again: the run resumes where it stopped.</p>
  </section>`;
}

/** One self-contained page. */
function page(title: string, content: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <link rel="icon" href="data:," />
        <title>${title} · feedback to verified fixes</title>
        <style>
          ${{ markup: style }}
        </style>
      </head>
      <body>
        ${content}
      </body>
    </html> `.markup;
}

/** Topics are among what customers write about. */
const isRaised = ({ origin, isTopic }: ReportIssue): boolean => origin !== "standing" && !isTopic;
const isStanding = ({ origin, isTopic }: ReportIssue): boolean => origin === "standing" && !isTopic;

interface ProductFigures {
  readonly raised: number;
  readonly standing: number;
  readonly validated: number;
  readonly failedFixes: number;
  readonly waiting: number;
}

function figuresOf({ issues, waiting }: ProductReport): ProductFigures {
  const raised = issues.filter(isRaised);
  const verdicts = raised.flatMap(({ fixes }) => fixes.map(({ verdict }) => verdict));
  return {
    raised: raised.length,
    standing: issues.filter(isStanding).length,
    validated: verdicts.filter((verdict) => verdict === "fixed").length,
    failedFixes: verdicts.filter((verdict) => verdict === "not_fixed" || verdict === "regressed").length,
    waiting: waiting.reduce((sum, { items }) => sum + Number(items), 0),
  };
}

function tiles(report: ProductReport): Html {
  const { totals } = report;
  const figures = figuresOf(report);
  const setAside = report.quarantine.reduce((sum, { records }) => sum + records, 0n);
  return html`<div class="tiles">
    ${tile(count(totals.feedback), "pieces of feedback", `from ${count(totals.customers)} customers`)}
    ${tile(share(totals.categorised, totals.feedback), "with a category", "suggested with enough confidence")}
    ${tile(count(figures.raised), "raised issues", `and ${count(figures.standing)} ongoing issues`)}
    ${tile(count(figures.validated), "fixes validated", `${count(figures.failedFixes)} did not hold`)}
    ${tile(count(figures.waiting), "wait for a reviewer", "nothing risky is sent without a review")}
    ${tile(count(setAside), "records set aside", `${count(totals.masked)} pieces of personal data masked`)}
  </div>`;
}

/** The way to each product, with its figures side by side. */
function productTable(products: readonly ProductReport[]): Html {
  return html`<nav class="card scroll" aria-label="Products">
    <table>
      <thead>
        <tr>
          <th>product</th>
          <th class="number">feedback</th>
          <th class="number">with a category</th>
          <th class="number">raised issues</th>
          <th class="number">fixes validated</th>
          <th class="number">wait for a reviewer</th>
        </tr>
      </thead>
      <tbody>
        ${products.map((report, index) => {
          const { raised, validated, waiting } = figuresOf(report);
          const { feedback, categorised } = report.totals;
          return html`<tr>
            <td>
              <a href="#product-${index + 1}"><bdi>${report.title}</bdi></a>
            </td>
            <td class="number">${count(feedback)}</td>
            <td class="number">${share(categorised, feedback)}</td>
            <td class="number">${count(raised)}</td>
            <td class="number">${count(validated)}</td>
            <td class="number">${count(waiting)}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </nav>`;
}

function productSection(report: ProductReport, index: number): Html {
  return html`<section class="product" id="product-${index + 1}" aria-label="${report.title}">
    <h2 class="product"><bdi>${report.title}</bdi></h2>
    ${tiles(report)} ${productParts(report)}
  </section>`;
}

/**
 * Issues, what customers write about, scorecard, what waits and what was set aside, of one product. Issues come first where
 * there are any that stepped up against a number of users; without one the texts themselves say most.
 */
function productParts(report: ProductReport): Html {
  const startsWithIssues = report.totals.usageDays > 0n && report.issues.some(isRaised);
  return html`${startsWithIssues ? [issueParts(report), feedbackSections(report)] : [feedbackSections(report), issueParts(report)]}
    <h2>Scorecard</h2>
    ${scorecard(report)}
    <h2>Waiting for a reviewer, and set aside</h2>
    <div class="columns">
      <div class="card">${waitingTable(report.waiting)}</div>
      <div class="card scroll">${setAsideTable(report.quarantine)}</div>
    </div>`;
}

function issueParts(report: ProductReport): Html {
  const raised = report.issues.filter(isRaised);
  const standing = report.issues.filter(isStanding);
  return html`<h2>Raised issues</h2>
    <p class="soft small">
      A complaint rate that stepped up with a release or on a day, tested daily against its own past and other
      versions. Orange: this issue. Grey: everything else in its category.
    </p>
    ${raised.slice(0, issuesInFull).map((issue) => issueCard(issue, report))}
    ${raised.length === 0 ? html`<p class="card">No complaint rate has stepped up.</p>` : null}
    ${raised.length > issuesInFull ? issueTable(raised.slice(issuesInFull, issuesInFull + issuesInTable), report) : null}
    ${raised.length > issuesInFull + issuesInTable ? html`<p class="small soft">and ${count(raised.length - issuesInFull - issuesInTable)} more</p>` : null}
    <h2>Ongoing issues</h2>
    <p class="soft small">What customers complain about all the time, without a step in the rate.</p>
    ${standing.length === 0 ? html`<p class="card">No issue is large enough yet.</p>` : issueTable(standing.slice(0, issuesInTable), report)}
    ${standing.length > issuesInTable ? html`<p class="small soft">and ${count(standing.length - issuesInTable)} more</p>` : null}`;
}

/** What belongs to none of several products, where there is any. */
function withoutProduct({ waitingIdentities, quarantine }: ReportData): Html | null {
  const setAside = quarantine.filter(({ product }) => product === undefined);
  if (waitingIdentities.length + setAside.length === 0) return null;
  return html`<h2>Without a product</h2>
    <div class="columns">
      <div class="card">${waitingTable(waitingIdentities)}</div>
      <div class="card scroll">${setAsideTable(setAside)}</div>
    </div>`;
}

function waitingTable(waiting: readonly Waiting[]): Html {
  return simpleTable(
    ["waits because of", "items"],
    waiting.map(({ reason, items }) => [words(reason), items]),
  );
}

function setAsideTable(quarantine: readonly SetAside[]): Html {
  return simpleTable(
    ["source", "set aside because", "records"],
    quarantine.map(({ source, reason, records }) => [source, words(reason), records]),
  );
}

/** With a column that names the product, where there are several. */
function sourceTable({ sources, products }: ReportData): Html {
  const titles = new Map(products.map(({ product, title }) => [product, title]));
  const isSeveral = products.length > 1;
  return simpleTable(
    [...(isSeveral ? ["product"] : []), "source", "kind", "newest record (UTC)", "events"],
    sources.map(({ product, source, kind, newest, records }) => [
      ...(isSeveral ? [titles.get(product) ?? product] : []),
      source,
      kind,
      newest ?? "none yet",
      records,
    ]),
  );
}

function tile(value: string, label: string, note: string): Html {
  return html`<div class="tile">
    <b>${value}</b>${label}
    <div class="small soft">${note}</div>
  </div>`;
}

function issueTable(issues: readonly ReportIssue[], { weeks }: ProductReport): Html {
  const largest = Math.max(1, ...issues.flatMap(({ weekly }) => weekly));
  return html`<div class="card scroll">
    <table>
      <thead>
        <tr>
          <th>issue</th>
          <th>kind</th>
          <th>area</th>
          <th>owner</th>
          <th class="number">events</th>
          <th class="number">customers</th>
          <th>weekly, ${weeks[0] ?? ""} to ${weeks.at(-1) ?? ""}</th>
        </tr>
      </thead>
      <tbody>
        ${issues.map(
          (issue) =>
            html`<tr>
              <td><bdi>${issue.title}</bdi> <code>${issue.id.slice(0, 8)}</code></td>
              <td>${words(issue.kind)}</td>
              <td>${issue.area}</td>
              <td><bdi>${issue.owner}</bdi></td>
              <td class="number">${count(issue.events)}</td>
              <td class="number">${count(issue.customers)}</td>
              <td>${sparkline(issue.weekly, largest, "events a week")}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function scorecard({ scorecard: rows }: ProductReport): Html {
  const [first] = rows;
  if (!first) return html`<p class="card">Nothing to count yet.</p>`;
  const measures = Object.keys(first);
  // One row per measure and one column per period reads better than the view's one row per period.
  return html`<div class="card scroll">
    <table>
      <tbody>
        ${measures.map(
          (measure) =>
            html`<tr>
              <th>${words(measure)}</th>
              ${rows.map((row) => html`<td class="number">${cell(row[measure])}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function simpleTable(head: readonly string[], rows: readonly (readonly (string | bigint)[])[]): Html {
  if (rows.length === 0) return html`<p class="soft">Nothing.</p>`;
  const last = head.length - 1;
  return html`<table>
    <thead>
      <tr>
        ${head.map((name, index) => (index === last ? html`<th class="number">${name}</th>` : html`<th>${name}</th>`))}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${row.map((value, index) => (index === last ? html`<td class="number">${typeof value === "bigint" ? count(value) : value}</td>` : html`<td><bdi>${value}</bdi></td>`))}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "bigint") return count(value);
  if (typeof value === "number") return short(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}

function failedCheck(failed: FailedCheckRow): Html {
  return html`<p class="small"><code>${failed.check}</code> ${failed.title ?? ""}: ${foundBy(failed)}</p>`;
}
