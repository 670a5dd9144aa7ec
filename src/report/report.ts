import { foundBy, type FailedCheckRow } from "../reading/summary.ts";
import { barChart, short, signalChart, weeklyChart, type Marker } from "./charts.ts";
import type { ReportData, ReportFix, ReportIssue } from "../reading/reportData.ts";
import { html, type Html } from "./html.ts";
import { style } from "./style.ts";

/** Issues drawn with charts; the rest are lines of a table. */
const issuesInFull = 20;

/** The report as one self-contained HTML text: no scripts, nothing loaded, all of it escaped. Pure. */
export function renderReport(data: ReportData): string {
  const raised = data.issues.filter(({ origin }) => origin !== "standing");
  const standing = data.issues.filter(({ origin }) => origin === "standing");
  const verdicts = raised.flatMap(({ fixes }) => fixes.map(({ verdict }) => verdict));
  const waiting = data.waiting.reduce((sum, { items }) => sum + Number(items), 0);
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
          <div class="tiles">
            ${tile(count(data.totals.feedback), "pieces of feedback", `from ${count(data.totals.customers)} customers`)}
            ${tile(share(data.totals.categorised, data.totals.feedback), "with a category", "suggested with enough confidence")}
            ${tile(count(raised.length), "raised issues", `and ${count(standing.length)} standing topics`)}
            ${tile(count(verdicts.filter((verdict) => verdict === "fixed").length), "fixes validated", `${count(verdicts.filter((verdict) => verdict === "not_fixed" || verdict === "regressed").length)} did not hold`)}
            ${tile(count(waiting), "wait for a human", "nothing risky leaves by itself")}
            ${tile(count(data.totals.quarantined), "records set aside", `${count(data.totals.masked)} pieces of personal data masked`)}
          </div>
        </header>
        <main>
          <h2>Raised issues</h2>
          <p class="soft small">
            A complaint rate that stepped up with a release or on a day, tested day by day against its own
            past and other versions. Orange: this issue. Grey: everything else in its category.
          </p>
          ${raised.slice(0, issuesInFull).map((issue) => issueCard(issue, data))}
          ${raised.length === 0 ? html`<p class="card">No complaint rate has stepped up.</p>` : null}
          ${raised.length > issuesInFull ? issueTable(raised.slice(issuesInFull), data) : null}
          <h2>Standing topics</h2>
          <p class="soft small">What customers steadily write about, without a step in the rate.</p>
          ${standing.length === 0 ? html`<p class="card">None has reached the size yet.</p>` : issueTable(standing, data)}
          <h2>Scorecard</h2>
          ${scorecard(data)}
          <h2>What waits for a human, what was set aside</h2>
          <div class="columns">
            <div class="card">
              ${simpleTable(
                ["waits because of", "items"],
                data.waiting.map(({ reason, items }) => [words(reason), items]),
              )}
            </div>
            <div class="card">
              ${simpleTable(
                ["source", "set aside because", "records"],
                data.quarantine.map(({ source, reason, records }) => [source, words(reason), records]),
              )}
            </div>
          </div>
          <h2>Sources and stages</h2>
          <div class="columns">
            <div class="card">
              ${simpleTable(
                ["source", "kind", "newest record (UTC)", "events"],
                data.sources.map(({ source, kind, newest, records }) => [
                  source,
                  kind,
                  newest ?? "none yet",
                  records,
                ]),
              )}
            </div>
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
                ${data.stages.filter(({ checksFailed }) => checksFailed > 0n).length === 0 ? "Every check held." : "Orange: a check did not hold."}
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

function tile(value: string, label: string, note: string): Html {
  return html`<div class="tile">
    <b>${value}</b>${label}
    <div class="small soft">${note}</div>
  </div>`;
}

function issueCard(issue: ReportIssue, data: ReportData): Html {
  const marks = markers(issue);
  return html`<article class="card" id="issue-${issue.id.slice(0, 12)}">
    <header>
      <h3><bdi>${issue.title}</bdi></h3>
      <div class="tags">
        ${tag(words(issue.state), stateTone(issue.state))}${tag(words(issue.kind), "")}${tag(issue.severity, issue.severity === "critical" || issue.severity === "high" ? "warn" : "")}${issue.releaseBlocker ? tag("blocks a release", "bad") : null}
      </div>
    </header>
    <p>
      ${issue.area} · owner <b><bdi>${issue.owner}</bdi></b>
      <span class="soft small"><bdi>${issue.ownerReason}</bdi></span>
    </p>
    <p class="soft small">
      ${cameFrom(issue)}, detected ${issue.detected} · ${count(issue.events)} complaints of
      ${count(issue.customers)} customers · revenue at risk ${issue.revenueAtRisk} a month ·
      <code>${issue.id.slice(0, 12)}</code>
    </p>
    <div class="columns">
      <div>
        <h4>Complaints a week</h4>
        ${weeklyChart({ label: `Complaints a week about ${issue.title}`, weeks: data.weeks, weekly: issue.weekly, behind: issue.categoryWeekly, markers: marks })}
        ${issue.signals.map(
          (signal) =>
            html`<h4>${words(signal.metric)} in ${words(signal.area)}</h4>
              ${signalChart(`${signal.metric} a week`, data.weeks, signal.weekly, marks)}
              <p class="small soft">
                ${short(signal.effect)} times its reference (95 %: ${short(signal.low)} to
                ${short(signal.high)}); it explains ${Math.round(signal.explained * 100)} % of where
                complaints come from.
              </p>`,
        )}
      </div>
      <div>
        ${issue.versions.length > 0 ? versionChart(issue) : null} ${issue.fixes.map(fixLine)}
        <h4>In their words</h4>
        ${issue.quotes.map(
          (quote) =>
            html`<blockquote>
              <bdi>${quote.text}</bdi>
              <div class="small soft">
                ${quote.source}, ${quote.date},
                ${quote.language}${quote.rating === null ? "" : `, ${quote.rating} of 5 stars`} ·
                <code>${quote.eventId.slice(0, 12)}</code>
              </div>
            </blockquote>`,
        )}
      </div>
    </div>
  </article>`;
}

function versionChart(issue: ReportIssue): Html {
  const known = issue.versions.some(({ rate }) => rate !== null);
  const fixVersions = new Set(issue.fixes.map(({ version }) => version));
  // versions are in their order: from the first affected one up to the first that was to mend it
  const first = issue.versions.findIndex(({ version }) => version === issue.scopeVersion);
  const mended = issue.versions.findIndex(({ version }, index) => index > first && fixVersions.has(version));
  const affected = (index: number): boolean => first >= 0 && index >= first && (mended < 0 || index < mended);
  return html`<h4>${known ? "Complaints per 10,000 users and day, by version" : "Complaints by version"}</h4>
    ${barChart(
      `Complaints by version about ${issue.title}`,
      issue.versions.map((version, index) => ({
        label: `${version.version}${fixVersions.has(version.version) ? " fix" : ""}`,
        value: known ? (version.rate ?? 0) : version.complaints,
        text: known
          ? version.rate === null
            ? "no usage known"
            : short(version.rate)
          : String(version.complaints),
        strong: affected(index),
        note: `${version.version}${fixVersions.has(version.version) ? " (fix)" : ""}: ${version.complaints} complaints`,
      })),
    )}`;
}

function fixLine(fix: ReportFix): Html {
  const released = fix.version === null ? `Fix of ${fix.released}` : `Fix in ${fix.version}, ${fix.released}`;
  const counted =
    fix.observed === null || fix.expected === null
      ? ""
      : ` ${fix.observed} complaints where ${short(fix.expected)} were to be expected without a fix${fix.ratio === null ? "" : ` (${short(fix.ratio)} times the old rate)`}.`;
  return html`<h4>Did it help?</h4>
    <p>
      <bdi>${released}</bdi>
      <span class="soft">(<bdi>${fix.ticket}</bdi>)</span>
      ${tag(words(fix.verdict ?? "not judged yet"), verdictTone(fix.verdict))}
    </p>
    <p class="small soft">
      ${fix.reason === null ? "" : `${sentence(words(fix.reason))}.`}${counted}${fix.decided === null ? "" : ` Decided ${fix.decided}.`}${fix.recurrence === null ? "" : ` Back since ${fix.recurrence}.`}
    </p>`;
}

function issueTable(issues: readonly ReportIssue[], data: ReportData): Html {
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
          <th>a week, ${data.weeks[0] ?? ""} to ${data.weeks.at(-1) ?? ""}</th>
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

function scorecard(data: ReportData): Html {
  const [first] = data.scorecard;
  if (!first) return html`<p class="card">Nothing to count yet.</p>`;
  const measures = Object.keys(first);
  // One row a measure and one column a period reads better than the view's one row a period.
  return html`<div class="card scroll">
    <table>
      <tbody>
        ${measures.map(
          (measure) =>
            html`<tr>
              <th>${words(measure)}</th>
              ${data.scorecard.map((row) => html`<td class="number">${cell(row[measure])}</td>`)}
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

function markers(issue: ReportIssue): readonly Marker[] {
  return [
    {
      date: issue.onset,
      label: issue.scopeVersion === null ? "onset" : `onset, ${issue.scopeVersion}`,
      tone: "onset",
    },
    ...issue.fixes.flatMap((fix): Marker[] => [
      { date: fix.released, label: fix.version === null ? "fix" : `fix, ${fix.version}`, tone: "good" },
      ...(fix.recurrence === null ? [] : [{ date: fix.recurrence, label: "back", tone: "bad" as const }]),
    ]),
  ];
}

function cameFrom(issue: ReportIssue): string {
  switch (issue.origin) {
    case "release":
      return `Came with ${issue.scopeVersion ?? "a release"} on ${issue.onset}`;
    case "spike":
      return `Stepped up on ${issue.onset}`;
    default:
      return `Steady since ${issue.onset}`;
  }
}

function tag(text: string, tone: "good" | "bad" | "warn" | ""): Html {
  return html`<span class="tag ${tone}">${text}</span>`;
}

function stateTone(state: string): "good" | "bad" | "" {
  return state === "resolved" ? "good" : state === "regressed" ? "bad" : "";
}

function verdictTone(verdict: string | null): "good" | "bad" | "warn" | "" {
  return verdict === "fixed" ? "good" : verdict === "not_fixed" || verdict === "regressed" ? "bad" : "warn";
}

function words(name: string): string {
  return name.replaceAll(/[_-]/g, " ");
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function count(value: bigint | number): string {
  return value.toLocaleString("en-GB");
}

function share(part: bigint, whole: bigint): string {
  return whole === 0n ? "–" : `${Math.round((Number(part) / Number(whole)) * 100)} %`;
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
