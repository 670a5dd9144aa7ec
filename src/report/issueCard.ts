import { undetermined } from "../contract/languages.ts";
import type { ProductReport, ReportFix, ReportIssue } from "../reading/reportData.ts";
import { barChart, short, signalChart, weeklyChart, type Marker } from "./charts.ts";
import { html, type Html } from "./html.ts";
import { count, sentence, words } from "./wording.ts";

/** One raised issue: its charts, fixes and quotes. */
export function issueCard(issue: ReportIssue, { weeks }: ProductReport): Html {
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
        <h4>Weekly complaints</h4>
        ${weeklyChart({ label: `Complaints a week about ${issue.title}`, weeks, weekly: issue.weekly, behind: issue.categoryWeekly, markers: marks })}
        ${issue.signals.map(
          (signal) =>
            html`<h4>${words(signal.metric)} in ${words(signal.area)}</h4>
              ${signalChart(`Weekly ${signal.metric}`, weeks, signal.weekly, marks)}
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
                ${languageText(quote.language)}${quote.rating === null ? "" : `, ${quote.rating} of 5 stars`}
                ·
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
  // versions are in their order: from the first affected one up to the first that was meant to fix it
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

function languageText(language: string | null): string {
  return language === null || language === undetermined ? "language not known" : language;
}

function fixLine(fix: ReportFix): Html {
  const released = fix.version === null ? `Fix of ${fix.released}` : `Fix in ${fix.version}, ${fix.released}`;
  const counted =
    fix.observed === null || fix.expected === null
      ? ""
      : ` ${fix.observed} complaints; ${short(fix.expected)} expected without a fix${fix.ratio === null ? "" : ` (${short(fix.ratio)} times the old rate)`}.`;
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
