import { accountLines } from "./accounts.ts";
import { articlesCsv } from "./articles.ts";
import { Calendar } from "./calendar.ts";
import { csvLine } from "./csv.ts";
import type { Channel, Utterance } from "./feedback.ts";
import { brigadeOf, channels, dayOf, personalShowcase, utterancesOf } from "./feedback.ts";
import { aftermathOf } from "./habits/aftermath.ts";
import type { Dressed, HabitSetting } from "./habits/dress.ts";
import { dress } from "./habits/dress.ts";
import { sayingsOf } from "./habits/sayings.ts";
import type { TrueStatement } from "./habits/statement.ts";
import { phraseBanks } from "./language.ts";
import type { MalformedLine } from "./malformed.ts";
import { malformedLines } from "./malformed.ts";
import { People } from "./people.ts";
import { releasesOf } from "./product.ts";
import { Random } from "./random.ts";
import type { Delivery } from "./records.ts";
import { deliveriesOf, ticketColumns } from "./records.ts";
import type { Scenery } from "./scenery.ts";
import type { DefectPlan } from "./story.ts";
import { brigade, canonicalDefects, question } from "./story.ts";
import { telemetryColumns, telemetryOf, usageColumns, usageOf } from "./telemetry.ts";
import type { FirstReport } from "./tracker.ts";
import { trackerCsv } from "./tracker.ts";
import type { DefectTruth, Truth } from "./truth.ts";

export interface WorldOptions {
  readonly seed: number;
  readonly days: number;
  /** 1 gives about 5,000 pieces of feedback in 200 days; users, accounts and complaints grow with it. */
  readonly scale: number;
  /** First day, as 2026-01-05. */
  readonly start: string;
  readonly defects: readonly DefectPlan[];
  /** Number before that of the first record, person and ticket: worlds whose numbers lie apart share no id. */
  readonly numbersFrom: number;
  /**
   * Whether people write as people do: quotes, signatures, thanks, edits, confirmations and so on. The base of the world
   * stays what it is without: the same people complain of the same on the same days.
   */
  readonly habits: boolean;
  /** What is around the defects; that of the committed samples where absent. Defects name its releases. */
  readonly scenery?: Scenery;
}

export const defaultWorld: WorldOptions = {
  seed: 7,
  days: 200,
  scale: 1,
  start: "2026-01-05",
  defects: canonicalDefects,
  numbersFrom: 0,
  habits: true,
};

/** Takes a piece of text for the end of a file. */
export type Append = (file: string, text: string) => void;

/** The world day by day, so that one that does not fit into memory can be made as well. Pure but for `append`. */
export function streamWorld(given: Partial<WorldOptions>, append: Append): Truth {
  const options: WorldOptions = { ...defaultWorld, ...given };
  const { seed, days, scale, defects, numbersFrom, scenery } = options;
  const calendar = new Calendar(options.start, days);
  const people = new People({ seed, scale, days, numbersFrom, scenery });
  const releases = scenery?.releases ?? releasesOf(days);
  const clientReleases = releases.filter(({ kind }) => kind === "client");
  const serverReleases = releases.filter(({ kind }) => kind === "server");
  const setting = { seed, scale, calendar, people, clientReleases, serverReleases, defects, scenery };
  const book = new Book(append, calendar);
  const habits = options.habits ? setting : undefined;
  const post = new Post({ seed, calendar, book, defects: defects.length, numbersFrom, habits });

  append("telemetry.csv", csvLine(telemetryColumns));
  append("active-users.csv", csvLine(usageColumns));
  append("truth-items.csv", csvLine(itemColumns));
  append("truth-personal.csv", csvLine(["source", "record_id", "kind", "value"]));
  const broken = malformedLines(calendar.time(0, 0)).length;
  for (let day = 0; day < days; day++) {
    for (const utterance of [...utterancesOf({ ...setting, day }), ...personalShowcase({ ...setting, day })])
      post.accept(utterance, day);
    if (habits !== undefined) for (const saying of sayingsOf(habits, day)) post.acceptHabit(saying, day);
    const malformed = malformedLines(calendar.time(day, 12 * 3600)).filter(
      (_line, number) => dayOf(number, broken, days) === day,
    );
    post.deliver(day, malformed);
    append("telemetry.csv", telemetryOf(setting, day));
    append("active-users.csv", usageOf(setting, day));
    for (const { source, line } of malformed) if (source === "telemetry") append("telemetry.csv", line);
  }

  append("releases.csv", csvLine(["version", "kind", "platform", "released_at", "notes"]));
  for (const { version, kind, day, notes, listed } of releases) {
    if (listed === false) continue;
    append("releases.csv", csvLine([version, kind, "all", calendar.time(day, 9 * 3600), notes]));
  }
  let accounts = "";
  for (const line of accountLines(people, seed, calendar)) {
    accounts += line;
    if (accounts.length < 1_000_000) continue;
    append("accounts.csv", accounts);
    accounts = "";
  }
  append("accounts.csv", accounts);
  append("articles.csv", articlesCsv(calendar.date(-40)));
  const tracker = trackerCsv({
    seed,
    calendar,
    releases,
    defects,
    firstReports: post.firstReports,
    numbersFrom,
    unrelated: scenery?.unrelatedTickets,
  });
  append("tracker.csv", tracker.csv);

  const dateOf = (version: string | undefined): string | null => {
    const release = releases.find((candidate) => candidate.version === version);
    return release === undefined ? null : calendar.date(release.day);
  };
  const raid = brigadeOf(setting);
  const defectTruth = (plan: DefectPlan, index: number): DefectTruth => ({
    id: `D${index + 1}`,
    category: plan.category,
    area: plan.area,
    fate: plan.fate,
    metric: plan.metric,
    platforms: plan.platforms,
    onsetVersion: plan.onset,
    onsetOn: dateOf(plan.onset),
    fixVersion: plan.fix ?? null,
    fixOn: dateOf(plan.fix),
    relapseVersion: plan.relapse ?? null,
    relapseOn: dateOf(plan.relapse),
    complaints: book.complaints[index] ?? 0,
    tickets: tracker.tickets[index] ?? [],
  });
  const truth: Truth = {
    seed,
    days,
    scale,
    from: calendar.date(0),
    to: calendar.date(days - 1),
    defects: defects.map(defectTruth),
    brigade: {
      category: brigade.category,
      from: calendar.date(raid.day),
      days: raid.days,
      reviews: book.origins["brigade"] ?? 0,
    },
    question: { ...question, asked: book.origins["question"] ?? 0 },
    records: book.records,
    origins: book.origins,
    deliveries: book.deliveries,
    malformed: book.malformed,
    ...(options.habits ? { habits: book.habits } : {}),
  };
  append("truth.json", `${JSON.stringify(truth, undefined, 2)}\n`);
  return truth;
}

const itemColumns = [
  "source",
  "record_id",
  "origin",
  "category",
  "defect",
  "person",
  "language",
  "version",
  "injection",
] as const;

/** Writes what is delivered and counts it for the truth. */
class Book {
  readonly records: Record<string, number> = {};
  readonly origins: Record<string, number> = {};
  readonly deliveries: Record<string, number> = {};
  readonly malformed: { source: string; reason: string }[] = [];
  readonly habits: Record<string, number> = {};
  readonly complaints: number[] = [];
  readonly #append: Append;
  readonly #calendar: Calendar;
  readonly #begun = new Set<string>();

  constructor(append: Append, calendar: Calendar) {
    this.#append = append;
    this.#calendar = calendar;
  }

  enter(recordId: string, utterance: Utterance): void {
    const { channel, origin, category, defect, person, language, version, injection } = utterance;
    count(this.records, channel);
    count(this.origins, origin);
    if (defect !== undefined) this.complaints[defect] = (this.complaints[defect] ?? 0) + 1;
    const defectId = defect === undefined ? "" : `D${defect + 1}`;
    this.#append(
      "truth-items.csv",
      csvLine([
        channel,
        recordId,
        origin,
        category,
        defectId,
        person.index,
        language,
        version,
        injection ? 1 : 0,
      ]),
    );
    for (const { kind, value } of utterance.personal) {
      this.#append("truth-personal.csv", csvLine([channel, recordId, kind, value]));
    }
  }

  /** The truth about what a record says, one line per statement. */
  state(recordId: string, { channel, person }: Utterance, statements: readonly TrueStatement[]): void {
    const lines = statements.map(({ day, ...statement }, revision) => {
      for (const habit of statement.habits) count(this.habits, habit);
      const saidOn = this.#calendar.date(day);
      const line = { source: channel, recordId, revision: revision + 1, saidOn, person: person.index };
      return `${JSON.stringify({ ...line, ...statement })}\n`;
    });
    this.#append("truth-statements.jsonl", lines.join(""));
  }

  write(day: number, deliveries: readonly Delivery[], malformed: readonly MalformedLine[]): void {
    const lines = new Map<Channel, string[]>();
    const add = (channel: Channel, line: string): void => {
      const list = lines.get(channel);
      if (list === undefined) lines.set(channel, [line]);
      else list.push(line);
    };
    for (const { channel, record, way } of deliveries) {
      count(this.deliveries, way);
      add(
        channel,
        channel === "helpdesk"
          ? csvLine(ticketColumns.map((column) => record[column]))
          : `${JSON.stringify(record)}\n`,
      );
    }
    for (const { source, reason, line } of malformed) {
      this.malformed.push({ source, reason });
      if (source !== "telemetry") add(source, line);
    }
    const month = this.#calendar.date(day).slice(0, 7);
    for (const channel of channels) {
      const text = lines.get(channel)?.join("") ?? "";
      if (text === "") continue;
      const file = fileOf[channel](month);
      const header = channel === "helpdesk" && !this.#begun.has(file) ? csvLine(ticketColumns) : "";
      this.#begun.add(file);
      this.#append(file, header + text);
    }
  }
}

const fileOf: Readonly<Record<Channel, (month: string) => string>> = {
  "play-store": (month) => `play-store-${month}.jsonl`,
  "app-store": (month) => `app-store-${month}.jsonl`,
  helpdesk: (month) => `tickets-${month}.csv`,
  "in-app-widget": () => "widget.jsonl",
};

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

/** Gives records their ids and keeps them until the day on which they are delivered. */
class Post {
  readonly firstReports: FirstReport[][];
  readonly #seed: number;
  readonly #calendar: Calendar;
  readonly #book: Book;
  readonly #numbersFrom: number;
  readonly #habits: HabitSetting | undefined;
  readonly #pending = new Map<number, Delivery[]>();
  readonly #numbers: Record<string, number> = {};

  constructor(given: {
    readonly seed: number;
    readonly calendar: Calendar;
    readonly book: Book;
    readonly defects: number;
    readonly numbersFrom: number;
    readonly habits: HabitSetting | undefined;
  }) {
    this.#seed = given.seed;
    this.#calendar = given.calendar;
    this.#book = given.book;
    this.#numbersFrom = given.numbersFrom;
    this.#habits = given.habits;
    this.firstReports = Array.from({ length: given.defects }, () => []);
  }

  accept(utterance: Utterance, day: number, parentId?: string): void {
    count(this.#numbers, utterance.channel);
    const recordId = recordIdOf[utterance.channel](
      this.#numbersFrom + (this.#numbers[utterance.channel] ?? 0),
    );
    const dressed = this.#habits && dress(this.#habits, utterance, day, recordId);
    const deliveries = this.#deliveries(dressed?.utterance ?? utterance, day, recordId, parentId);
    const [first] = deliveries;
    // What arrives after the last day has not happened yet.
    if (first === undefined || first.day >= this.#calendar.days) return;
    this.#book.enter(recordId, dressed?.utterance ?? utterance);
    if (this.#habits === undefined || dressed === undefined) this.#keep(deliveries);
    else {
      const after = aftermathOf({ setting: this.#habits, dressed, day, recordId, deliveries });
      this.#keep(after.deliveries);
      this.#book.state(recordId, utterance, after.statements);
      for (const message of after.messages) this.acceptHabit(message.dressed, message.day, recordId);
    }
    const reports = utterance.defect === undefined ? undefined : this.firstReports[utterance.defect];
    if (
      reports !== undefined &&
      reports.length < 2 &&
      first.way === "first" &&
      utterance.channel === "helpdesk"
    )
      reports.push({ recordId, day });
    if (utterance.channel === "helpdesk" && parentId === undefined) this.#followUp(utterance, day, recordId);
  }

  /** What stands beside the base of the world has numbers of its own, so that those of the base stay. */
  acceptHabit({ utterance, statement }: Dressed, day: number, parentId?: string): void {
    const key = `habit ${utterance.channel}`;
    count(this.#numbers, key);
    const number = habitNumbersFrom + this.#numbersFrom + (this.#numbers[key] ?? 0);
    const recordId = recordIdOf[utterance.channel](number);
    const deliveries = this.#deliveries(utterance, day, recordId, parentId);
    const [first] = deliveries;
    if (first === undefined || first.day >= this.#calendar.days) return;
    this.#book.enter(recordId, utterance);
    this.#book.state(recordId, utterance, [statement]);
    this.#keep(deliveries);
  }

  #deliveries(utterance: Utterance, day: number, recordId: string, parentId: string | undefined): Delivery[] {
    return deliveriesOf({
      seed: this.#seed,
      calendar: this.#calendar,
      day,
      recordId,
      parentId,
      utterance,
    });
  }

  #keep(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      const due = this.#pending.get(delivery.day);
      if (due === undefined) this.#pending.set(delivery.day, [delivery]);
      else due.push(delivery);
    }
  }

  /** Some ask again when nothing happens: a message of its own that continues the first. */
  #followUp(utterance: Utterance, day: number, recordId: string): void {
    const random = Random.of(this.#seed, "follow-up", recordId);
    const later = day + random.integer(2, 6);
    if (!random.chance(0.06) || later >= this.#calendar.days) return;
    const text = random.pick(phraseBanks[utterance.language].followUps);
    const message: Utterance = {
      ...utterance,
      origin: "follow_up",
      category: undefined,
      defect: undefined,
      text,
      subject: `Re: ${utterance.subject}`,
      injection: false,
      personal: [],
    };
    this.accept(message, later, recordId);
  }

  deliver(day: number, malformed: readonly MalformedLine[]): void {
    const due = this.#pending.get(day) ?? [];
    this.#pending.delete(day);
    this.#book.write(
      day,
      due.toSorted((left, right) => left.second - right.second),
      malformed,
    );
  }
}

/** Added to the numbers of records that habits add: above those of a world of any size. */
const habitNumbersFrom = 50_000_000;

/** Ids as each source makes them, from the number of the record. */
const recordIdOf: Readonly<Record<Channel, (number: number) => string>> = {
  "play-store": (number) => `gp-${scramble("play-store", number)}${number.toString(36).padStart(4, "0")}`,
  "app-store": (number) => String(12_400_000_000 + number * 7),
  helpdesk: (number) => `KN-${String(number).padStart(6, "0")}`,
  "in-app-widget": (number) => `w-${scramble("in-app-widget", number)}-${number}`,
};

const scramble = (channel: Channel, number: number): string =>
  Random.of(channel, number).integer(0x1000, 0xffff).toString(16);
