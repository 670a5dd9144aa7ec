import { estimateShare } from "../../src/evals/wilson.ts";
import { fixKinds, gatings, riskKinds } from "./drawnStory.ts";
import type { JudgedDefect, JudgedFix, JudgedIssue, JudgedWorld } from "./drawnWorlds.ts";

/** A share and its Wilson interval of 95 %; all null where there is nothing to take a share of. */
export interface Share {
  readonly hits: number;
  readonly of: number;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** A number of occurrences by product-year, with an interval of 95 % (Byar's approximation of the Poisson limits). */
export interface Rate {
  readonly count: number;
  readonly years: number;
  readonly perYear: number;
  readonly low: number;
  readonly high: number;
}

/** Defects of one size and gating that became an issue of their own. */
export interface Detection {
  readonly volume: string;
  readonly gating: string;
  readonly found: Share;
  /** Days from the onset to the alarm. */
  readonly medianDays: number | null;
}

export const verdictColumns = [
  "fixed",
  "not_fixed",
  "regressed",
  "inconclusive",
  "no_row",
  "no_issue",
] as const;
export type VerdictColumn = (typeof verdictColumns)[number];

export interface VerdictRow {
  readonly kind: string;
  readonly shares: Readonly<Record<VerdictColumn, Share>>;
  /** Days from the release to the verdict, by verdict. */
  readonly medianDays: Readonly<Partial<Record<VerdictColumn, number>>>;
}

/** Verdicts by size or gating: of fixes that hold, and of fixes that leave complaints. */
export interface VerdictsOfGroup {
  readonly group: string;
  readonly holding: Readonly<Record<VerdictColumn, Share>>;
  readonly leaving: Readonly<Record<VerdictColumn, Share>>;
}

/** Defects that returned, by days from the fix to the return; of those that had an issue of their own. */
export interface ReturnRow {
  readonly after: string;
  /** Verdict `regressed`, on the return. */
  readonly regressed: Share;
  /** Another issue of the same defect from the return on. */
  readonly newIssue: Share;
  /** Verdict `not_fixed`, given after the return. */
  readonly notFixed: Share;
  /** It is still called fixed. */
  readonly missed: Share;
  /** It never was called fixed, so that nothing could be seen to return. */
  readonly notJudged: Share;
  /** Days from the return to any of these. */
  readonly medianDays: number | null;
}

/** How the loop did on drawn worlds. */
export interface LoopConfusion {
  readonly worlds: number;
  readonly items: number;
  readonly years: number;
  readonly defects: number;
  readonly detection: readonly Detection[];
  readonly issue: Readonly<
    Record<"category" | "area" | "owner" | "version" | "noVersion" | "platforms", Share>
  >;
  /** False where the pipeline says nothing of platforms: then `issue.platforms` is empty. */
  readonly saysPlatforms: boolean;
  readonly secondIssues: Rate;
  readonly falseIssues: Readonly<Record<string, Rate>>;
  readonly tickets: Readonly<
    Record<"mainByFeedback" | "mainByWords" | "openedEarly" | "unrelated" | "unrelatedLeads", Share>
  >;
  readonly signals: Readonly<
    Record<"right" | "wrong" | "claimedWithout" | "claimedDecoyOwnArea" | "claimedDecoyElsewhere", Share>
  >;
  readonly verdicts: readonly VerdictRow[];
  readonly verdictsByGroup: readonly VerdictsOfGroup[];
  /** Fixes that left complaints and were called fixed, at first or for good. */
  readonly falseFixed: Share;
  /** True fixes, also those that held until a return, that were called not fixed. */
  readonly falseNotFixed: Share;
  /** Verdicts of a return where there was none, or before it. */
  readonly falseReturns: Share;
  readonly returns: readonly ReturnRow[];
  readonly risks: readonly {
    readonly risk: string;
    readonly planted: Share;
    readonly byCategory: Share;
  }[];
}

const volumes: readonly (readonly [name: string, low: number, high: number])[] = [
  ["<50", 0, 50],
  ["50-150", 50, 150],
  ["150-500", 150, 500],
  [">500", 500, Infinity],
];
const bands: readonly (readonly [name: string, low: number, high: number])[] = [
  ["<30 d", 0, 30],
  ["30-60 d", 30, 60],
  ["61-120 d", 61, 120],
  ["30-120 d", 30, 120],
  ["any", 0, Infinity],
];

/** What an own issue of the defect should say. */
const ownerOf = ({ plan }: JudgedDefect): string | undefined =>
  plan.category === "photo-attach-crash" ? "team-platform" : owners[plan.area];
const owners: Readonly<Record<string, string>> = {
  sync: "team-sync",
  notifications: "team-sync",
  editor: "team-editor",
  search: "team-editor",
  media: "team-editor",
  export: "team-editor",
  account: "team-identity",
  billing: "team-payments",
  "app-shell": "team-platform",
};

type Found = JudgedDefect & { readonly issue: JudgedIssue };
const isFound = (defect: JudgedDefect): defect is Found => defect.issue !== undefined;
const isVersioned = ({ gating }: JudgedDefect): boolean => gating === "version" || gating === "platform";

/** The fix that a ticket of the defect reports, else the first of its issue. */
export const judgedFix = ({ fixes, tickets }: JudgedDefect): JudgedFix | undefined =>
  fixes.find(({ ticket }) => tickets.includes(ticket)) ?? fixes[0];

export function verdictOf(defect: JudgedDefect): VerdictColumn {
  if (defect.issue === undefined) return "no_issue";
  const verdict = judgedFix(defect)?.verdict;
  return verdictColumns.find((column) => column === verdict) ?? "no_row";
}

type ReturnWay = "regressed" | "new_issue" | "not_fixed" | "missed" | "not_judged";

/** How a return was noticed, and how many days after it; undefined for a defect that did not return. */
export function returnOf(
  defect: JudgedDefect,
): { readonly way: ReturnWay; readonly days: number } | undefined {
  const { relapseDay } = defect;
  if (relapseDay === undefined) return undefined;
  const fix = judgedFix(defect);
  const recurrence = fix?.recurrenceDay ?? -1;
  if (recurrence >= relapseDay) return { way: "regressed", days: recurrence - relapseDay };
  const again = [...(defect.issue === undefined ? [] : [defect.issue]), ...defect.others]
    .filter(({ onsetDay, detectedDay }) => onsetDay >= relapseDay - 7 && detectedDay >= relapseDay)
    .map(({ detectedDay }) => detectedDay - relapseDay);
  if (again.length > 0) return { way: "new_issue", days: Math.min(...again) };
  const decided = fix?.decidedDay ?? -1;
  if (fix?.verdict === "not_fixed" && decided >= relapseDay)
    return { way: "not_fixed", days: decided - relapseDay };
  return { way: fix?.verdict === "fixed" ? "missed" : "not_judged", days: Infinity };
}

/** Adds up what was judged. */
export function confusionOf(worlds: readonly JudgedWorld[]): LoopConfusion {
  const defects = worlds.flatMap((world) => world.defects);
  const found = defects.filter(isFound);
  const years = worlds.reduce((sum, { days }) => sum + days, 0) / 365.25;
  const falseIssues = worlds.flatMap((world) => world.falseIssues);
  const complaining = falseIssues.filter(({ kind }) => complaintKinds.has(kind));
  const scoped = found.filter(({ gating }) => gating === "platform");
  const saysPlatforms = found.some(({ issue }) => issue.platforms !== undefined);
  const withTicket = found.filter(({ tickets }) => tickets.length > 0);
  const byLink = (link: "feedback" | "words"): readonly Found[] =>
    withTicket.filter(({ plan }) => plan.ticket?.link === link);
  const hasMain = ({ linked, tickets }: Found): boolean => linked.some(({ key }) => key === tickets[0]);
  const links = found.flatMap(({ linked, tickets }) =>
    linked.map((link) => ({ ...link, isOwn: tickets.includes(link.key) })),
  );
  const linkedToFalse = worlds.reduce((sum, { ticketsOfFalseIssues }) => sum + ticketsOfFalseIssues, 0);
  const seen = found.filter(({ plan }) => plan.metric !== "");
  const unseen = found.filter(({ plan }) => plan.metric === "");
  const claimed = (among: readonly Found[]): Share => shareOf(among, ({ signal }) => signal !== undefined);
  const isRight = ({ plan, signal }: Found): boolean =>
    signal?.metric === plan.metric && signal.area === plan.area;
  const leaving = found.filter((defect) => isLeaving(defect) && judgedFix(defect) !== undefined);
  const holding = found.filter(
    (defect) =>
      ["true_fix", "server_fix", "regressed"].includes(defect.kind) && judgedFix(defect) !== undefined,
  );
  const judgedDefects = found.filter((defect) => judgedFix(defect) !== undefined);

  return {
    worlds: worlds.length,
    items: worlds.reduce((sum, { items }) => sum + items, 0),
    years,
    defects: defects.length,
    detection: ["all", ...gatings].flatMap((gating) =>
      [...volumes, ["all", 0, Infinity] as const].map(([volume, low, high]): Detection => {
        const members = defects.filter(
          (defect) =>
            (gating === "all" || defect.gating === gating) &&
            defect.complaints >= low &&
            defect.complaints < high,
        );
        return {
          volume,
          gating,
          found: shareOf(members, isFound),
          medianDays: median(
            members.filter(isFound).map(({ issue, onsetDay }) => issue.detectedDay - onsetDay),
          ),
        };
      }),
    ),
    issue: {
      category: shareOf(found, ({ issue, plan }) => issue.category === plan.category),
      area: shareOf(found, ({ issue, plan }) => issue.area === plan.area),
      owner: shareOf(found, (defect) => defect.issue.owner === ownerOf(defect)),
      version: shareOf(found.filter(isVersioned), ({ issue, plan }) => issue.version === plan.onset),
      noVersion: shareOf(
        found.filter((defect) => !isVersioned(defect)),
        ({ issue }) => issue.version === null,
      ),
      platforms: shareOf(saysPlatforms ? scoped : [], ({ issue, plan }) =>
        isSame(issue.platforms ?? [], plan.platforms),
      ),
    },
    saysPlatforms,
    secondIssues: rateOf(
      found.reduce((sum, { others }) => sum + others.length, 0),
      years,
    ),
    falseIssues: Object.fromEntries([
      ["all", rateOf(complaining.length, years)],
      ...["brigade", "price", "season", "outage", "campaign", "spillover", "unknown"].map((cause) => [
        cause,
        rateOf(complaining.filter((issue) => issue.cause === cause).length, years),
      ]),
      ["questions and requests", rateOf(falseIssues.length - complaining.length, years)],
    ]) as Readonly<Record<string, Rate>>,
    tickets: {
      mainByFeedback: shareOf(byLink("feedback"), hasMain),
      mainByWords: shareOf(byLink("words"), hasMain),
      openedEarly: shareOf(
        withTicket.filter(({ plan }) => (plan.ticket?.openedAfter ?? 0) < 0),
        hasMain,
      ),
      unrelated: share(
        links.filter(({ isOwn }) => !isOwn).length + linkedToFalse,
        links.length + linkedToFalse,
      ),
      unrelatedLeads: shareOf(found, ({ linked, tickets }) =>
        linked.some(({ key, leads }) => leads && !tickets.includes(key)),
      ),
    },
    signals: {
      right: shareOf(seen, isRight),
      wrong: shareOf(seen, (defect) => defect.signal !== undefined && !isRight(defect)),
      claimedWithout: claimed(unseen.filter(({ decoy }) => decoy === undefined)),
      claimedDecoyOwnArea: claimed(unseen.filter(({ decoy }) => decoy === "own_area")),
      claimedDecoyElsewhere: claimed(unseen.filter(({ decoy }) => decoy === "other_area")),
    },
    verdicts: fixKinds.map((kind) => verdictRow(kind, defects)),
    verdictsByGroup: [
      ...volumes.map(([group, low, high]) =>
        verdictsOf(
          group,
          defects.filter(({ complaints }) => complaints >= low && complaints < high),
        ),
      ),
      ...gatings.map((gating) =>
        verdictsOf(
          gating,
          defects.filter((defect) => defect.gating === gating),
        ),
      ),
    ],
    falseFixed: shareOf(leaving, (defect) => ["fixed", "regressed"].includes(verdictOf(defect))),
    falseNotFixed: shareOf(holding, (defect) => {
      const decided = judgedFix(defect)?.decidedDay ?? -1;
      return verdictOf(defect) === "not_fixed" && decided < (defect.relapseDay ?? Infinity);
    }),
    falseReturns: shareOf(judgedDefects, (defect) => {
      const recurrence = judgedFix(defect)?.recurrenceDay;
      return recurrence !== null && recurrence !== undefined && recurrence < (defect.relapseDay ?? Infinity);
    }),
    returns: bands.map(([after, low, high]) => returnRow(after, low, high, found)),
    risks: [...riskKinds, "all"].map((risk) => {
      const texts = worlds
        .flatMap(({ risks }) => risks)
        .filter((text) => risk === "all" || text.risk === risk);
      const open = (planted: boolean): Share =>
        shareOf(
          texts.filter((text) => text.planted === planted),
          ({ isOpen }) => isOpen,
        );
      return { risk, planted: open(true), byCategory: open(false) };
    }),
  };
}

const isLeaving = ({ kind }: JudgedDefect): boolean => ["partial", "no_effect", "lull"].includes(kind);

const verdictsOf = (group: string, members: readonly JudgedDefect[]): VerdictsOfGroup => ({
  group,
  holding: verdictShares(members.filter(({ kind }) => kind === "true_fix" || kind === "server_fix")),
  leaving: verdictShares(members.filter(isLeaving)),
});

const verdictShares = (members: readonly JudgedDefect[]): Readonly<Record<VerdictColumn, Share>> =>
  Object.fromEntries(
    verdictColumns.map((column) => [column, shareOf(members, (defect) => verdictOf(defect) === column)]),
  ) as Readonly<Record<VerdictColumn, Share>>;

const complaintKinds: ReadonlySet<string> = new Set(["defect", "expectation_gap", "operations"]);

function verdictRow(kind: string, defects: readonly JudgedDefect[]): VerdictRow {
  const members = defects.filter((defect) => defect.kind === kind);
  const medianDays: Partial<Record<VerdictColumn, number>> = {};
  for (const column of verdictColumns) {
    const days = members
      .filter((defect) => verdictOf(defect) === column)
      .flatMap((defect) => {
        const fix = judgedFix(defect);
        return fix === undefined || fix.decidedDay === null ? [] : [fix.decidedDay - fix.releasedDay];
      });
    const middle = median(days);
    if (middle !== null) medianDays[column] = middle;
  }
  return { kind, shares: verdictShares(members), medianDays };
}

function returnRow(after: string, low: number, high: number, found: readonly JudgedDefect[]): ReturnRow {
  const returns = found
    .filter(({ relapseDay, fixDay }) => {
      const gap = (relapseDay ?? -Infinity) - (fixDay ?? 0);
      return gap >= low && gap <= high;
    })
    .map(returnOf);
  const ended = (way: ReturnWay): Share => shareOf(returns, (one) => one?.way === way);
  return {
    after,
    regressed: ended("regressed"),
    newIssue: ended("new_issue"),
    notFixed: ended("not_fixed"),
    missed: ended("missed"),
    notJudged: ended("not_judged"),
    medianDays: median(returns.map((one) => one?.days ?? Infinity).filter((days) => Number.isFinite(days))),
  };
}

const shareOf = <One>(among: readonly One[], holds: (one: One) => boolean): Share =>
  share(among.filter((one) => holds(one)).length, among.length);

function share(hits: number, of: number): Share {
  const { lowBp, highBp } = estimateShare(hits, of);
  const fraction = (points: number | null): number | null => (points === null ? null : points / 10_000);
  return { hits, of, share: of === 0 ? null : hits / of, low: fraction(lowBp), high: fraction(highBp) };
}

/** Rothman and Boice's form of Byar's approximation, within a hundredth of the exact limits from one occurrence on. */
function rateOf(count: number, years: number): Rate {
  const z = 1.96;
  const limit = (number: number, sign: number): number =>
    number === 0 ? 0 : number * (1 - 1 / (9 * number) + (sign * z) / (3 * Math.sqrt(number))) ** 3;
  const low = limit(count, -1) / years;
  return { count, years, perYear: count / years, low, high: limit(count + 1, 1) / years };
}

/** The middle, or the mean of the two middle ones; null of nothing. */
function median(numbers: readonly number[]): number | null {
  const sorted = numbers.toSorted((left, right) => left - right);
  const middle = sorted[Math.floor(sorted.length / 2)];
  const before = sorted[Math.ceil(sorted.length / 2) - 1];
  return middle === undefined || before === undefined ? null : (middle + before) / 2;
}

const isSame = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((one) => right.includes(one));

/** The confusion as tables in Markdown. */
export function confusionTables(confusion: LoopConfusion): string {
  const { issue, tickets, signals } = confusion;
  const sections: readonly (readonly string[])[] = [
    [
      `${confusion.worlds} worlds, ${confusion.items} items, ${confusion.years.toFixed(1)} product-years, ` +
        `${confusion.defects} defects`,
    ],
    rowsOf(
      ["gating", ...volumes.flatMap(([name]) => [name, "days"]), "all", "days"],
      ["all", ...gatings].map((gating) => [
        gating,
        ...confusion.detection
          .filter((one) => one.gating === gating)
          .flatMap(({ found, medianDays }) => [percent(found), medianDays ?? "–"]),
      ]),
    ),
    rowsOf(
      ["of defects with an issue of their own", "share"],
      [
        ["right category", percent(issue.category)],
        ["right area", percent(issue.area)],
        ["right owner", percent(issue.owner)],
        ["affected version right (version, platform)", percent(issue.version)],
        ["no version claimed (server, region, spike)", percent(issue.noVersion)],
        [
          "platform scope right (platform)",
          confusion.saysPlatforms ? percent(issue.platforms) : "not stated by the pipeline",
        ],
        ["main ticket linked, named feedback", percent(tickets.mainByFeedback)],
        ["main ticket linked, by words", percent(tickets.mainByWords)],
        ["main ticket linked, opened before the onset", percent(tickets.openedEarly)],
        ["linked tickets that are unrelated", percent(tickets.unrelated)],
        ["issues that an unrelated ticket leads", percent(tickets.unrelatedLeads)],
        ["signal right, where there is one", percent(signals.right)],
        ["signal wrong, where there is one", percent(signals.wrong)],
        ["signal claimed, nothing moved", percent(signals.claimedWithout)],
        ["signal claimed, decoy in the area", percent(signals.claimedDecoyOwnArea)],
        ["signal claimed, decoy elsewhere", percent(signals.claimedDecoyElsewhere)],
      ],
    ),
    rowsOf(
      ["false issues by cause", "issues", "per product-year"],
      [
        ...Object.entries(confusion.falseIssues),
        ["second issue of a defect", confusion.secondIssues] as const,
      ].map(([cause, rate]) => [
        cause,
        rate.count,
        `${rate.perYear.toFixed(2)} (${rate.low.toFixed(2)}–${rate.high.toFixed(2)})`,
      ]),
    ),
    rowsOf(
      ["kind of fix", "defects", ...verdictColumns],
      confusion.verdicts.map(({ kind, shares, medianDays }) => [
        kind,
        shares.fixed.of,
        ...verdictColumns.map((column) => {
          const days = medianDays[column];
          return shares[column].hits === 0
            ? "0"
            : `${percent(shares[column])}${days === undefined ? "" : `, day ${days}`}`;
        }),
      ]),
    ),
    ...(["holding", "leaving"] as const).map((side) =>
      rowsOf(
        [
          side === "holding" ? "true fixes and fixes on the server" : "partial, no effect, lull",
          ...verdictColumns,
        ],
        confusion.verdictsByGroup.map((row) => [
          row.group,
          ...verdictColumns.map((column) => percent(row[side][column])),
        ]),
      ),
    ),
    [
      `false fixed ${percent(confusion.falseFixed)}, false not_fixed ${percent(confusion.falseNotFixed)}, ` +
        `false returns ${percent(confusion.falseReturns)}`,
    ],
    rowsOf(
      ["return after", "regressed", "new issue", "not_fixed", "missed", "never called fixed", "median days"],
      confusion.returns.map(({ after, regressed, newIssue, notFixed, missed, notJudged, medianDays }) => [
        after,
        percent(regressed),
        percent(newIssue),
        percent(notFixed),
        percent(missed),
        percent(notJudged),
        medianDays ?? "–",
      ]),
    ),
    rowsOf(
      ["risk", "planted texts before a person", "texts by category or threat"],
      confusion.risks.map(({ risk, planted, byCategory }) => [risk, percent(planted), percent(byCategory)]),
    ),
  ];
  return sections.map((lines) => `${lines.join("\n")}\n`).join("\n");
}

const rowsOf = (
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): readonly string[] => [
  `| ${head.join(" | ")} |`,
  `|${head.map(() => "---").join("|")}|`,
  ...rows.map((cells) => `| ${cells.join(" | ")} |`),
];

function percent({ hits, of, share: middle, low, high }: Share): string {
  if (middle === null || low === null || high === null) return "–";
  const points = (fraction: number): string => (100 * fraction).toFixed(0);
  return `${hits}/${of} = ${points(middle)} % (${points(low)}–${points(high)})`;
}

/** A line on each defect and each false issue of a world: where the tables come from. */
export function worldLines({ seed, defects, falseIssues }: JudgedWorld): readonly string[] {
  return [
    ...defects.map((defect) => {
      const { plan, issue } = defect;
      const fix = judgedFix(defect);
      const times = [defect.onsetDay, defect.fixDay ?? "-", defect.relapseDay ?? "-"].join("/");
      const parts = [
        `${seed} ${defect.id} ${plan.category} ${defect.kind} ${defect.gating} ${defect.complaints} items ` +
          `step ${defect.step.toFixed(1)}`,
        `labelled ${defect.labelled.toFixed(2)} onset/fix/return ${times} ${plan.onset} ${plan.fix ?? "-"}`,
        issue === undefined
          ? `no issue, alarm ${defect.alarm ?? "none"}, ${defect.inOngoing} in ongoing`
          : `${issue.category} ${issue.origin} ${issue.version ?? "-"} day ${issue.detectedDay - defect.onsetDay}` +
            ` purity ${issue.purity.toFixed(2)} covers ${defect.coverage.toFixed(2)}`,
        `tickets ${defect.tickets.join(",") || "-"} (${plan.ticket?.link ?? "none"}) linked ` +
          (defect.linked.map(({ key, leads }) => key + (leads ? "!" : "")).join(",") || "-"),
        `metric ${plan.metric || "-"} x${plan.factor} decoy ${defect.decoy ?? "-"} signal ${defect.signal?.metric ?? "-"}`,
        fix === undefined
          ? "no fix"
          : `fix ${fix.version ?? "-"} ${fix.scope} day ${fix.releasedDay} ${fix.verdict} ${fix.reason} ` +
            `decided ${fix.decidedDay ?? "-"} returned ${fix.recurrenceDay ?? "-"}`,
        `others ${defect.others.map(({ category, onsetDay }) => `${category}@${onsetDay}`).join(",") || "-"}`,
      ];
      return parts.join(" | ");
    }),
    ...falseIssues.map(
      ({ category, kind, origin, onsetDay, detectedDay, events, cause, purity }) =>
        `${seed} false ${category} ${kind} ${origin} onset ${onsetDay} alarm ${detectedDay} ${events} events ` +
        `cause ${cause} purity ${purity.toFixed(2)}`,
    ),
  ];
}
