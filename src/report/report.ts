import { foundBy, type FailedCheckRow } from "../reading/failedCheckRow.ts";
import { barChart, short } from "./charts.ts";
import type { ProductReport, ReportData, ReportIssue, SetAside, Waiting } from "../reading/reportData.ts";
import { html, type Html } from "./html.ts";
import { issueCard } from "./issueCard.ts";
import { style } from "./style.ts";
import { count, share, words } from "./wording.ts";

/** Issues drawn with charts; the rest are lines of a table. */
const issuesInFull = 20;

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
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <link rel="icon" href="data:," />
        <title>${data.title} · feedback to verified fixes</title>
        <style>
          ${{ markup: style }}
        </style>
      </head>
      <body>
        <header>
          <h1>${data.title}: from feedback to verified fixes</h1>
          <p class="soft">
            As of ${data.asOf} UTC · run ${data.runId} · taxonomy ${data.taxonomyVersion} · code
            ${data.codeVersion}
          </p>
          ${single === undefined ? productTable(data.products) : tiles(single)}
        </header>
        <main>
          ${single === undefined ? data.products.map(productSection) : productParts(single)}
          ${single === undefined ? withoutProduct(data) : null}
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
        </footer>
      </body>
    </html> `;
  return page.markup;
}

const isRaised = ({ origin }: ReportIssue): boolean => origin !== "standing";

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
    standing: issues.length - raised.length,
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
    ${tile(count(figures.raised), "raised issues", `and ${count(figures.standing)} ongoing topics`)}
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

/** Issues, topics, scorecard, what waits and what was set aside, of one product. */
function productParts(report: ProductReport): Html {
  const raised = report.issues.filter(isRaised);
  const standing = report.issues.filter((issue) => !isRaised(issue));
  return html`<h2>Raised issues</h2>
    <p class="soft small">
      A complaint rate that stepped up with a release or on a day, tested daily against its own past and other
      versions. Orange: this issue. Grey: everything else in its category.
    </p>
    ${raised.slice(0, issuesInFull).map((issue) => issueCard(issue, report))}
    ${raised.length === 0 ? html`<p class="card">No complaint rate has stepped up.</p>` : null}
    ${raised.length > issuesInFull ? issueTable(raised.slice(issuesInFull), report) : null}
    <h2>Ongoing topics</h2>
    <p class="soft small">What customers write about all the time, without a step in the rate.</p>
    ${standing.length === 0 ? html`<p class="card">No topic is large enough yet.</p>` : issueTable(standing, report)}
    <h2>Scorecard</h2>
    ${scorecard(report)}
    <h2>Waiting for a reviewer, and set aside</h2>
    <div class="columns">
      <div class="card">${waitingTable(report.waiting)}</div>
      <div class="card scroll">${setAsideTable(report.quarantine)}</div>
    </div>`;
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
          <th>topic</th>
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
              <td>${sparkline(issue.weekly, largest)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function sparkline(values: readonly number[], largest: number): Html {
  const step = 160 / Math.max(1, values.length);
  return html`<svg viewBox="0 0 160 22" width="160" height="22" role="img" aria-label="events a week">
    ${values.map((value, index) => {
      const height = (20 * value) / largest;
      return value === 0
        ? null
        : html`<rect
            class="own"
            x="${(index * step).toFixed(1)}"
            y="${(21 - height).toFixed(1)}"
            width="${Math.max(1, step - 0.8).toFixed(1)}"
            height="${height.toFixed(1)}"
          />`;
    })}
  </svg>`;
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
