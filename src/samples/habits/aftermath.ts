import { phraseBanks } from "../language.ts";
import { fullName } from "../people.ts";
import { Random } from "../random.ts";
import type { Delivery, SourceRecord } from "../records.ts";
import { deliveredKey } from "../records.ts";
import { fill } from "../text.ts";
import { daysOf } from "./defectDays.ts";
import type { Dressed, HabitSetting } from "./dress.ts";
import { agentMail, hasNoHabits, layoutOf, signatureOf, slotted } from "./dress.ts";
import type { MailLayout, QuotedMail } from "./mail.ts";
import { writeMail } from "./mail.ts";
import type { HabitName, TrueStatement } from "./statement.ts";
import { habitWords, isDefectCategory } from "./words/habitWords.ts";

/** A message of its own that continues a record. */
export interface Message {
  readonly day: number;
  readonly dressed: Dressed;
}

/** What becomes of a record of the base: its deliveries, what it says in each, and messages that continue it. */
export interface Aftermath {
  readonly deliveries: readonly Delivery[];
  readonly statements: readonly TrueStatement[];
  readonly messages: readonly Message[];
}

export interface Given {
  readonly setting: HabitSetting;
  readonly dressed: Dressed;
  readonly day: number;
  readonly recordId: string;
  readonly deliveries: readonly Delivery[];
}

/** People edit reviews, ask again, say thanks, and have their tickets deleted. */
export function aftermathOf(given: Given): Aftermath {
  const { dressed, deliveries, setting, recordId } = given;
  const random = Random.of(setting.seed, "after", recordId);
  const { channel } = dressed.utterance;
  const first = deliveries[0];
  const plainly = { deliveries, statements: statementsOf(given), messages: [] };
  if (first === undefined || hasNoHabits(dressed.utterance)) return plainly;
  if (channel === "helpdesk") return afterTicket(random, given, first);
  if (channel === "in-app-widget" || deliveries.length > 1 || dressed.utterance.defect === undefined)
    return plainly;
  return afterComplaint(random, given, first) ?? plainly;
}

/** The statements of a record without revisions by habit: edits of the base add a remark to what was written. */
function statementsOf({ setting, dressed, deliveries }: Given): readonly TrueStatement[] {
  const { utterance, statement } = dressed;
  const edit = deliveries.find(({ way, day }) => way === "edited" && day < setting.calendar.days);
  if (edit === undefined) return [statement];
  const isResolved = utterance.origin === "defect";
  const own = String(edit.record["body"] ?? edit.record["review"] ?? "");
  return [
    statement,
    {
      ...statement,
      habits: [isResolved ? "edit_resolved" : "edit_small_talk"],
      day: edit.day,
      own,
      points: statement.points.map((point) =>
        isResolved ? { ...point, stance: "confirms_fixed", votes: false } : { ...point, votes: null },
      ),
    },
  ];
}

function afterComplaint(random: Random, given: Given, first: Delivery): Aftermath | undefined {
  const { setting, dressed, day } = given;
  const { utterance, statement } = dressed;
  const plan = setting.defects[utterance.defect ?? -1];
  if (plan === undefined || !isDefectCategory(plan.category)) return undefined;
  const { fix } = daysOf(setting, plan);
  const words = habitWords[utterance.language];
  const bank = phraseBanks[utterance.language];
  const kind = random.next();
  const editDay = Math.max(fix + random.integer(1, 25), first.day + random.integer(2, 5));
  if (kind < 0.25 && plan.fate !== "no_effect" && editDay < setting.calendar.days) {
    const own = slotted(random, random.pick(words.confirmations), {
      works: random.pick(words.works[plan.category]),
      version: fixVersionFor(setting, plan.fix, utterance.version),
    });
    return {
      deliveries: [first, revised(random, given, first, editDay, { text: own, rating: 5 })],
      statements: [
        statement,
        {
          habits: ["edited_to_praise"],
          day: editDay,
          own,
          points: [{ category: plan.category, stance: "confirms_fixed", votes: false }],
          planted: [],
        },
      ],
      messages: [],
    };
  }
  const later = first.day + random.integer(2, 5);
  const stillThere = plan.onset.startsWith("srv-") ? later < fix : true;
  if (kind > 0.95 && stillThere && later < setting.calendar.days) {
    // the complaint of the base, which began as praise some days before
    const own = fill(random, random.pick(bank.categories["praise"] ?? []), bank);
    const complaint = revised(random, given, first, later, {
      text: utterance.text,
      rating: utterance.rating,
    });
    return {
      deliveries: [{ ...first, record: rewritten(first, { text: own, rating: 5 }) }, complaint],
      statements: [
        {
          habits: ["praise_before"],
          day,
          own,
          points: [{ category: "praise", stance: "mentions", votes: true }],
          planted: [],
        },
        { ...statement, habits: [...statement.habits, "edited_to_complaint"], day: later },
      ],
      messages: [],
    };
  }
  return undefined;
}

/** The version that brought a fix; those whose server was fixed name the one that they have. */
const fixVersionFor = ({ clientReleases }: HabitSetting, fix: string | undefined, version: string): string =>
  clientReleases.some((release) => release.version === fix) ? (fix ?? version) : version;

interface Revision {
  readonly text: string;
  readonly rating: number;
}

/** The record of a review with another text; a store gives it the time of the edit, or keeps that of the first. */
function revised(
  random: Random,
  { setting: { calendar } }: Given,
  first: Delivery,
  day: number,
  revision: Revision,
): Delivery {
  const second = random.integer(6 * 3600, 22 * 3600);
  const at = calendar.time(day, second);
  const times: SourceRecord =
    first.channel === "play-store" ? { updated_at: at } : random.chance(0.5) ? { date: at } : {};
  return {
    ...first,
    day,
    second: second + 900,
    record: {
      ...rewritten(first, revision),
      ...times,
      [deliveredKey[first.channel]]: calendar.time(day, second + 900),
    },
    way: "edited",
  };
}

const rewritten = ({ channel, record }: Delivery, { text, rating }: Revision): SourceRecord =>
  channel === "play-store"
    ? { ...record, title: "", body: text, rating }
    : { ...record, title: "", review: text, stars: rating };

function afterTicket(random: Random, given: Given, first: Delivery): Aftermath {
  const { setting, dressed, day, deliveries } = given;
  const { utterance, statement } = dressed;
  const { calendar } = setting;
  const statementsSoFar: TrueStatement[] = [statement];
  const all: Delivery[] = [...deliveries];
  const messages: Message[] = [];
  const last = Math.max(...deliveries.map((delivery) => delivery.day));
  const removal = removalOf(random, given, first, last);
  if (removal !== undefined) return removal;
  // who praises or only chats expects no answer
  if (utterance.category === undefined || utterance.category === "praise")
    return { deliveries: all, statements: statementsSoFar, messages };
  const layout = layoutOf(random, setting, utterance, random.chance(0.35));
  let quoted: QuotedMail = {
    name: fullName(utterance.person),
    address: utterance.person.email,
    to: "Kite Support",
    day,
    second: utterance.second,
    subject: utterance.subject,
    text: statement.own,
  };
  const reply = (habit: HabitName, at: number, own: string, quote: QuotedMail, form: MailLayout): Message => {
    const hasSignature = random.chance(0.2);
    const signature = hasSignature ? signatureOf(random, utterance.person, utterance.language) : undefined;
    const text = writeMail(
      {
        own,
        signature: signature?.text,
        sentFrom:
          hasSignature || random.chance(0.7)
            ? undefined
            : random.pick(habitWords[utterance.language].sentFrom),
        disclaimer: undefined,
        quoted: quote,
      },
      form,
    );
    const { fields: _fields, ...base } = utterance;
    return {
      day: at,
      dressed: {
        utterance: {
          ...base,
          origin: "habit",
          category: undefined,
          defect: undefined,
          second: random.integer(7 * 3600, 22 * 3600),
          text,
          subject: `${habitWords[utterance.language].mail.reply}: ${utterance.subject}`,
          injection: false,
          personal: signature?.planted ?? [],
        },
        statement: {
          habits: [habit],
          day: at,
          own,
          points: [],
          planted: signature?.planted ?? [],
        },
      },
    };
  };
  const words = habitWords[utterance.language];
  let at = day;
  if (random.chance(0.2)) {
    const sameId = random.chance(0.3);
    for (let turn = 0, turns = random.integer(1, 3); turn < turns; turn++) {
      at = Math.max(at, last) + random.integer(2, 5);
      if (at >= calendar.days) break;
      const own = random.pick(words.reminders);
      const habit = sameId ? "reminder_same_id" : "reminder";
      const message = reply(habit, at, own, quoted, layout);
      const { second, text, subject } = message.dressed.utterance;
      if (sameId) {
        all.push({
          ...first,
          day: at,
          second: second + 600,
          record: {
            ...first.record,
            subject,
            body: text,
            status: "open",
            delivered_at: calendar.time(at, second + 600),
          },
          way: "continued",
        });
        statementsSoFar.push(message.dressed.statement);
      } else messages.push(message);
      quoted = quotedAfter(quoted, { day: at, second, subject, text: own });
    }
  }
  const thanks = thanksFor(random, given, at, quoted);
  if (thanks !== undefined) {
    const form = layoutOf(random, setting, utterance, random.chance(0.35));
    messages.push(reply("thanks", thanks.day, random.pick(words.thanks), thanks.quote, form));
  }
  return { deliveries: all, statements: statementsSoFar, messages };
}

/** A few tickets are deleted or emptied some time after their last delivery. */
function removalOf(
  random: Random,
  { setting: { calendar }, dressed: { statement }, deliveries }: Given,
  first: Delivery,
  last: number,
): Aftermath | undefined {
  const fate = random.next();
  if (fate >= 0.03) return undefined;
  const isDeleted = fate < 0.018;
  const day = last + random.integer(3, 40);
  if (day >= calendar.days) return undefined;
  const second = random.integer(3600, 20 * 3600);
  const writer: SourceRecord = isDeleted
    ? { status: "deleted", requester_name: "Permanently Deleted User", requester_email: "", user_id: "" }
    : {};
  const scrubbed: SourceRecord = {
    subject: "SCRUBBED",
    body: "SCRUBBED",
    delivered_at: calendar.time(day, second),
  };
  const habit: HabitName = isDeleted ? "deleted" : "redacted";
  return {
    deliveries: [
      ...deliveries,
      { ...first, day, second, record: { ...first.record, ...writer, ...scrubbed }, way: "removed" },
    ],
    // what was deleted speaks no more, whenever it was said
    statements: [
      {
        ...statement,
        habits: [...statement.habits, habit],
        points: statement.points.map((point) => ({ ...point, votes: false })),
      },
    ],
    messages: [],
  };
}

/** The next message of the same writer, above what it quotes. */
const quotedAfter = (
  earlier: QuotedMail,
  said: Pick<QuotedMail, "day" | "second" | "subject" | "text">,
): QuotedMail => ({ ...earlier, ...said, earlier });

/** Some thank support for its mail: on the fix where there was one, else on its first answer. */
function thanksFor(
  random: Random,
  { setting, dressed: { utterance } }: Given,
  at: number,
  earlier: QuotedMail,
): { readonly day: number; readonly quote: QuotedMail } | undefined {
  const plan = utterance.defect === undefined ? undefined : setting.defects[utterance.defect];
  const fixDay = plan === undefined || plan.fate === "no_effect" ? Infinity : daysOf(setting, plan).fix;
  const isFixed = Number.isFinite(fixDay);
  if (!random.chance(isFixed ? 0.5 : 0.15)) return undefined;
  const day = Math.max(isFixed ? fixDay + random.integer(1, 20) : 0, at + random.integer(2, 6));
  if (day >= setting.calendar.days) return undefined;
  const { category } = utterance;
  // support has no sentence for what is no known defect: the customer's own message is all that is quoted
  if (category === undefined || !isDefectCategory(category)) return { day, quote: earlier };
  const fixed = isFixed && day > fixDay ? fixVersionFor(setting, plan?.fix, utterance.version) : undefined;
  const withHistory = random.chance(0.6) ? { earlier } : {};
  return {
    day,
    quote: agentMail(random, setting, utterance, day, category, {
      ...withHistory,
      ...(fixed === undefined ? {} : { fixed }),
    }),
  };
}
