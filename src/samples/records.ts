import type { Calendar } from "./calendar.ts";
import type { Channel, Utterance } from "./feedback.ts";
import { phraseBanks } from "./language.ts";
import type { Person } from "./people.ts";
import { fullName, plain } from "./people.ts";
import { Random } from "./random.ts";
import { fill } from "./text.ts";

/** A record as a source delivers it: the keys in their order. */
export type SourceRecord = Readonly<Record<string, string | number | null>>;

/** One delivery of a record: the day and second it arrives, and the line that arrives. */
export interface Delivery {
  readonly channel: Channel;
  readonly day: number;
  readonly second: number;
  readonly record: SourceRecord;
  readonly way: "first" | "late" | "again" | "edited" | "continued" | "removed";
}

export const ticketColumns = [
  "ticket_id",
  "created_at",
  "delivered_at",
  "requester_name",
  "requester_email",
  "user_id",
  "subject",
  "body",
  "locale",
  "platform",
  "app_version",
  "priority",
  "status",
  "parent_id",
] as const;

/** The record of an utterance and every time that its source delivers it. */
export function deliveriesOf({
  seed,
  calendar,
  day,
  recordId,
  parentId,
  utterance,
}: {
  readonly seed: number;
  readonly calendar: Calendar;
  readonly day: number;
  readonly recordId: string;
  readonly parentId: string | undefined;
  readonly utterance: Utterance;
}): Delivery[] {
  const random = Random.of(seed, "delivery", recordId);
  const build = builders[utterance.channel];
  const details = { ...build({ random, calendar, day, recordId, parentId, utterance }), ...utterance.fields };
  const late = random.chance(0.02);
  const arrives = late
    ? { day: day + random.integer(4, 18), second: random.integer(0, 86_399) }
    : { day, second: utterance.second + random.integer(60, 3600) };
  const deliver = (
    record: SourceRecord,
    at: { day: number; second: number },
    way: Delivery["way"],
  ): Delivery => ({
    channel: utterance.channel,
    ...at,
    record: { ...record, [deliveredKey[utterance.channel]]: calendar.time(at.day, at.second) },
    way,
  });
  const first = deliver(details, arrives, late ? "late" : "first");
  const deliveries = [first];
  if (random.chance(0.03)) {
    const again = { day: arrives.day + random.integer(0, 9), second: random.integer(43_200, 86_399) };
    // Half of the sources send the same bytes again, the others with a new time.
    deliveries.push(
      random.chance(0.5)
        ? { ...first, day: Math.max(again.day, arrives.day + 1), way: "again" }
        : deliver(details, { ...again, day: Math.max(again.day, arrives.day + 1) }, "again"),
    );
  }
  const isReview = utterance.channel === "play-store" || utterance.channel === "app-store";
  if (isReview && utterance.origin !== "habit" && random.chance(0.05)) {
    const at = { day: arrives.day + random.integer(11, 30), second: random.integer(0, 86_399) };
    deliveries.push(deliver(edited({ random, details, calendar, at, utterance }), at, "edited"));
  }
  return deliveries;
}

interface Making {
  readonly random: Random;
  readonly calendar: Calendar;
  readonly day: number;
  readonly recordId: string;
  readonly parentId: string | undefined;
  readonly utterance: Utterance;
}

export const deliveredKey: Readonly<Record<Channel, string>> = {
  "play-store": "delivered_at",
  "app-store": "fetched_at",
  helpdesk: "delivered_at",
  "in-app-widget": "delivered_at",
};

const builders: Readonly<Record<Channel, (making: Making) => SourceRecord>> = {
  "play-store": ({ random, calendar, day, recordId, utterance }) => ({
    review_id: recordId,
    author: nickname(random, utterance),
    rating: random.weighted<SourceRecord[string]>([
      [utterance.rating, 97],
      [String(utterance.rating), 1],
      [null, 1],
      ["five", 1],
    ]),
    title: random.chance(0.3) ? utterance.subject : "",
    body: utterance.text,
    locale: random.chance(0.12) ? null : utterance.person.locale.id,
    app_version: versionText(random, utterance.version, 0.2),
    created_at: calendar.time(day, utterance.second),
    updated_at: calendar.time(day, utterance.second),
    delivered_at: "",
  }),
  "app-store": ({ random, calendar, day, recordId, utterance }) => ({
    id: recordId,
    nickname: nickname(random, utterance),
    stars: utterance.rating,
    title: utterance.subject,
    review: utterance.text,
    storefront: utterance.person.locale.id,
    version: versionText(random, utterance.version, 0.12),
    date: calendar.timeWithOffset(day, utterance.second, utterance.person.locale.offsetHours),
    fetched_at: "",
  }),
  helpdesk: ({ random, calendar, day, recordId, parentId, utterance }) => ({
    ticket_id: recordId,
    created_at: calendar.time(day, utterance.second),
    delivered_at: "",
    requester_name: requesterName(random, utterance.person),
    requester_email: requesterEmail(random, utterance.person, day),
    user_id: random.chance(0.5) ? utterance.person.userId : "",
    subject: utterance.subject,
    body: utterance.text,
    locale: random.chance(0.08) ? "" : utterance.person.locale.id,
    platform: random.chance(0.1) ? "" : utterance.platform,
    app_version: versionText(random, utterance.version, 0.3) ?? "",
    priority: random.weighted([
      ["normal", 6],
      ["low", 2],
      ["high", 2],
      ["urgent", 0.5],
    ] as const),
    status: random.weighted([
      ["solved", 5],
      ["closed", 3],
      ["open", 2],
      ["pending", 1],
    ] as const),
    parent_id: parentId ?? "",
  }),
  "in-app-widget": ({ random, calendar, day, recordId, utterance }) => ({
    response_id: recordId,
    user_id: random.chance(0.85) ? utterance.person.userId : null,
    score: utterance.rating,
    answer: utterance.text,
    language: random.chance(0.15) ? null : utterance.language,
    platform: utterance.platform,
    app_version: utterance.version,
    submitted_at: calendar.time(day, utterance.second),
    delivered_at: "",
  }),
};

function edited({
  random,
  details,
  calendar,
  at,
  utterance,
}: {
  readonly random: Random;
  readonly details: SourceRecord;
  readonly calendar: Calendar;
  readonly at: { readonly day: number; readonly second: number };
  readonly utterance: Utterance;
}): SourceRecord {
  const bank = phraseBanks[utterance.language];
  const addition = fill(
    random,
    random.pick(utterance.origin === "defect" ? bank.resolvedEdits : bank.smallTalk),
    bank,
  );
  const text = `${utterance.text} ${addition}`;
  const rating =
    utterance.origin === "defect" ? Math.min(5, utterance.rating + random.integer(1, 3)) : utterance.rating;
  return utterance.channel === "play-store"
    ? { ...details, body: text, rating, updated_at: calendar.time(at.day, at.second - 300) }
    : { ...details, review: text, stars: rating };
}

/** Versions as people and systems write them: mostly plain, sometimes with a letter or a build number, often not at all. */
function versionText(random: Random, version: string, missing: number): string | null {
  if (random.chance(missing)) return null;
  return random.weighted([
    [version, 97],
    [`v${version}`, 1.5],
    [`${version} (${random.integer(2000, 2999)})`, 1.5],
  ]);
}

function nickname(random: Random, { origin, person }: Utterance): string {
  // A brigade writes from accounts that no one has seen before.
  if (origin === "brigade") return `user${random.integer(100_000, 999_999)}`;
  return random.weighted([
    [person.first, 3],
    [`${person.first} ${person.last.slice(0, 1)}.`, 2],
    [`${plain(person.last)}${random.integer(1, 99)}`, 2],
    [fullName(person), 2],
    ["A Kite user", 1],
  ]);
}

function requesterName(random: Random, person: Person): string {
  const name = fullName(person);
  if (person.locale.language === "ja") return name;
  return random.weighted([
    [name, 70],
    [`${person.last}, ${person.first}`, 9],
    [`${person.first.slice(0, 1)}. ${person.last}`, 8],
    [misspelt(random, name), 8],
    [name.toLowerCase(), 3],
    ["", 2],
  ]);
}

function misspelt(random: Random, name: string): string {
  const at = random.integer(1, name.length - 3);
  return random.chance(0.5)
    ? name.slice(0, at) + name.slice(at + 1)
    : name.slice(0, at) + name.slice(at + 1, at + 2) + name.slice(at, at + 1) + name.slice(at + 2);
}

function requesterEmail(random: Random, person: Person, day: number): string {
  const current =
    person.laterEmail !== undefined && day >= person.emailChangedOn ? person.laterEmail : person.email;
  return random.weighted([
    [current, 82],
    ["", 7],
    [current.toUpperCase(), 5],
    [current.replace("@", "+kite@"), 4],
    [` ${current} `, 2],
  ]);
}
