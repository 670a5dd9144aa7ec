import type { Calendar } from "./calendar.ts";
import { csvLine } from "./csv.ts";
import type { Release } from "./product.ts";
import { Random } from "./random.ts";
import type { UnrelatedTicket } from "./scenery.ts";
import type { DefectPlan, TicketPlan } from "./story.ts";

const columns = [
  "key",
  "component",
  "summary",
  "changed_at",
  "from_status",
  "to_status",
  "fix_version",
  "assignee",
  "feedback_id",
  "duplicate_of",
] as const;

/** Titles as engineers write them: not the title of the category. */
const summaries: Readonly<Record<string, string>> = {
  "sync-stops-after-update": "Sync worker not restarted after app upgrade",
  "pdf-export-blank": "PDF renderer returns blank pages",
  "checkout-fails": "Checkout: payment intent declined at confirm",
  "reminder-missing": "Push gateway drops scheduled reminders",
  "photo-attach-crash": "Crash in camera attach (null surface)",
  "login-fails": "Login token rejected after refresh",
  "search-misses-notes": "Search index skips notes",
  "app-wont-start": "Crash at launch during migration",
};

const unrelatedWork: readonly (readonly [component: string, summary: string])[] = [
  ["sync", "Upgrade protobuf"],
  ["editor", "Refactor undo stack"],
  ["search", "Flaky test in tokenizer"],
  ["billing", "Rotate keys of the payment provider"],
  ["app-shell", "Raise minimum Android version"],
  ["account", "Remove old sign-up form"],
  ["export", "Measure export duration"],
  ["media", "Replace image library"],
  ["notifications", "Document push payload"],
  ["editor", "Spike: tables"],
  ["billing", "Typo on the plans page"],
  ["app-shell", "Dark theme tokens"],
];

interface Change {
  readonly day: number;
  readonly to: string;
  readonly fixVersion?: string;
}

/** A ticket of the help desk that complains of a defect, one of the first. */
export interface FirstReport {
  readonly recordId: string;
  /** Of the world, on which it was written and delivered. */
  readonly day: number;
}

/**
 * What support and engineering did about each defect, one row per status change, among work that has nothing to do with
 * it.
 */
export function trackerCsv({
  seed,
  calendar,
  releases,
  defects,
  firstReports,
  numbersFrom,
  unrelated,
}: {
  readonly seed: number;
  readonly calendar: Calendar;
  readonly releases: readonly Release[];
  readonly defects: readonly DefectPlan[];
  readonly firstReports: readonly (readonly FirstReport[])[];
  readonly numbersFrom: number;
  /** Work that has nothing to do with a defect; that of the committed samples where absent. */
  readonly unrelated?: readonly UnrelatedTicket[] | undefined;
}): { readonly csv: string; readonly tickets: readonly (readonly string[])[] } {
  const random = Random.of(seed, "tracker");
  const rows: { readonly time: string; readonly line: string }[] = [];
  let number = numbersFrom + 400;
  const addTicket = (ticket: {
    readonly component: string;
    readonly summary: string;
    readonly changes: readonly Change[];
    readonly feedback?: string | undefined;
    readonly duplicateOf?: string;
  }): string => {
    number += random.integer(1, 9);
    const key = `KITE-${number}`;
    const assignee = `dev${random.integer(1, 12)}`;
    let from = "";
    for (const { day, to, fixVersion } of ticket.changes) {
      if (day >= calendar.days) break;
      const time = calendar.time(day, random.integer(8 * 3600, 18 * 3600));
      rows.push({
        time,
        line: csvLine([
          key,
          ticket.component,
          ticket.summary,
          time,
          from,
          to,
          fixVersion ?? "",
          to === "Open" ? "" : assignee,
          ticket.feedback ?? "",
          ticket.duplicateOf ?? "",
        ]),
      });
      from = to;
    }
    return key;
  };
  const dayOfRelease = (version: string): number =>
    releases.find((release) => release.version === version)?.day ?? calendar.days;

  const plannedTickets = (
    plan: DefectPlan,
    ticket: TicketPlan,
    reports: readonly FirstReport[],
  ): readonly string[] => {
    const [named, again] = ticket.link === "feedback" ? reports : [];
    const opened = Math.max(dayOfRelease(plan.onset) + ticket.openedAfter, named?.day ?? 0, 0);
    const changes: Change[] = [
      { day: opened, to: "Open" },
      { day: opened + 1, to: "In Progress" },
    ];
    if (plan.fix !== undefined) {
      const day = Math.max(dayOfRelease(plan.fix) - ticket.doneBefore, opened + 1);
      changes.push({ day, to: "Done", ...(ticket.namesVersion ? { fixVersion: plan.fix } : {}) });
    }
    if (plan.relapse !== undefined && ticket.reopenedAfter !== undefined)
      changes.push({ day: dayOfRelease(plan.relapse) + ticket.reopenedAfter, to: "Reopened" });
    const { summary, hasDuplicate } = ticket;
    const key = addTicket({ component: plan.area, summary, changes, feedback: named?.recordId });
    if (!hasDuplicate) return [key];
    const second = addTicket({
      component: plan.area,
      summary: `${summary} (reported again)`,
      changes: [
        { day: opened + 4, to: "Open" },
        { day: opened + 6, to: "Won't fix" },
      ],
      feedback: again?.recordId,
      duplicateOf: key,
    });
    return [key, second];
  };

  const tickets = defects.map((plan, index) => {
    if (plan.ticket === null) return [];
    if (plan.ticket !== undefined) return plannedTickets(plan, plan.ticket, firstReports[index] ?? []);
    const onset = dayOfRelease(plan.onset);
    const opened = Math.max(onset + 3, 0);
    const summary = summaries[plan.category] ?? plan.category;
    const changes: Change[] = [
      { day: opened, to: "Open" },
      { day: opened + 1, to: "In Progress" },
    ];
    if (plan.fix !== undefined)
      changes.push({ day: Math.max(dayOfRelease(plan.fix), opened + 2), to: "Done", fixVersion: plan.fix });
    if (plan.relapse !== undefined) changes.push({ day: dayOfRelease(plan.relapse) + 8, to: "Reopened" });
    const key = addTicket({
      component: plan.area,
      summary,
      changes,
      feedback: firstReports[index]?.[0]?.recordId,
    });
    // Someone else reports the same a few days later.
    const second = addTicket({
      component: plan.area,
      summary: `${summary} (reported again)`,
      changes: [
        { day: opened + 4, to: "Open" },
        { day: opened + 6, to: "Won't fix" },
      ],
      feedback: firstReports[index]?.[1]?.recordId,
      duplicateOf: key,
    });
    return [key, second];
  });

  const clientReleases = releases.filter(({ kind }) => kind === "client");
  for (const { component, summary, day, doneOn } of unrelated ?? []) {
    const next = clientReleases.find((release) => release.day >= doneOn);
    const changes: Change[] = [{ day, to: "Open" }];
    if (doneOn > day + 2) changes.push({ day: day + 2, to: "In Progress" });
    changes.push(
      next === undefined
        ? { day: doneOn, to: "Won't fix" }
        : { day: doneOn, to: "Done", fixVersion: next.version },
    );
    addTicket({ component, summary, changes });
  }
  for (const [component, summary] of unrelated === undefined ? unrelatedWork : []) {
    const day = random.integer(0, calendar.days - 1);
    const done = day + random.integer(5, 30);
    const next = clientReleases.find((release) => release.day >= done);
    addTicket({
      component,
      summary,
      changes: [
        { day, to: "Open" },
        { day: day + 2, to: "In Progress" },
        next === undefined
          ? { day: done, to: "Won't fix" }
          : { day: done, to: "Done", fixVersion: next.version },
      ],
    });
  }
  rows.sort((left, right) => (left.time < right.time ? -1 : left.time > right.time ? 1 : 0));
  return { csv: csvLine(columns) + rows.map(({ line }) => line).join(""), tickets };
}
