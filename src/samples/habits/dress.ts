import type { DaySetting, Utterance } from "../feedback.ts";
import { phraseBanks } from "../language.ts";
import type { Person } from "../people.ts";
import { fullName, plain } from "../people.ts";
import { mentionOf, mentionPersonalData, type PersonalKind } from "../personalData.ts";
import { Random } from "../random.ts";
import type { SourceRecord } from "../records.ts";
import { backgroundPerDay } from "../story.ts";
import { joinSentences, statements } from "../text.ts";
import { daysOf } from "./defectDays.ts";
import type { MailLayout, QuotedMail } from "./mail.ts";
import { mailForms, writeMail } from "./mail.ts";
import { respell } from "./spelling.ts";
import type { HabitName, PlantedValue, Stance, TruePoint, TrueStatement } from "./statement.ts";
import { defectCategories, habitWords, isDefectCategory } from "./words/habitWords.ts";

export type HabitSetting = Omit<DaySetting, "day">;

/** An utterance as its writer's habits make it, and what was said in truth. */
export interface Dressed {
  readonly utterance: Utterance;
  readonly statement: TrueStatement;
}

const supportAddress = "help@kite.example";

/** Texts that the base of the world needs as they are. */
export const hasNoHabits = ({ origin }: Utterance): boolean =>
  origin === "hostile" || origin === "brigade" || origin === "follow_up";

/** A base utterance that no habit touched. */
function undressed(utterance: Utterance, day: number): Dressed {
  const [own = ""] = utterance.text.split("\n\n");
  return {
    utterance,
    statement: {
      habits: [],
      day,
      own: utterance.origin === "hostile" ? utterance.text : own,
      points: pointsOf(utterance),
      planted: utterance.personal.map(({ kind, value }) => ({ kind, value, spelling: "plain" })),
      ...(utterance.origin === "brigade" ? { campaign: "brigade" } : {}),
    },
  };
}

/**
 * What a base utterance becomes by the habits of the one who wrote it: the same person says the same on the same day, in
 * other clothes. A stream of random numbers per record, so that nothing else moves.
 */
export function dress(setting: HabitSetting, utterance: Utterance, day: number, recordId: string): Dressed {
  const { origin, channel, language, person } = utterance;
  if (hasNoHabits(utterance)) return undressed(utterance, day);
  const random = Random.of(setting.seed, "habit", recordId);
  const words = habitWords[language];
  const isTicket = channel === "helpdesk";
  const habits: HabitName[] = [];
  const points = [...pointsOf(utterance)];
  const planted: PlantedValue[] = [];
  const [said = "", ...farewell] = utterance.text.split("\n\n");
  let own = said;

  const outcome = outcomeOf(setting, utterance, day);
  if (outcome !== undefined && random.chance(0.45)) {
    habits.push(outcome);
    const templates = outcome === "came_back" ? words.cameBack : words.disappointed;
    const sentence = slotted(random, random.pick(templates), { version: utterance.version });
    own = joinSentences(language, random.chance(0.7) ? [sentence, own] : [own, sentence]);
  }
  if (origin === "defect" && random.chance(0.06)) {
    const other = random.pick(
      Object.keys(backgroundPerDay).filter((name) => name !== utterance.category && name !== "praise"),
    );
    const [sentence = ""] = statements(random, other, language, 1);
    own = joinSentences(language, [own, slotted(random, random.pick(words.alsos), { other: sentence })]);
    points.push({ category: other, stance: stanceOf(other), votes: true });
    habits.push("two_topics");
  }
  // in another spelling, wherever it stands
  for (const { kind, value } of utterance.personal) {
    if (!own.includes(value)) {
      planted.push({ kind, value, spelling: "plain" });
      continue;
    }
    const spelled = spelledBy(random, kind, value);
    own = own.replaceAll(value, () => spelled.value);
    planted.push(spelled);
  }
  if (isTicket && utterance.personal.length === 0 && random.chance(0.16)) {
    habits.push("personal_data");
    const { kind, value, sentence } = mentionPersonalData(random, person, language);
    const spelled = spelledBy(random, kind, value);
    own = joinSentences(language, [own, sentence.replace(value, () => spelled.value)]);
    planted.push(spelled);
  }
  if (planted.some(({ spelling }) => spelling !== "plain")) habits.push("respelled");

  let text = [own, ...farewell].join("\n\n");
  if (isTicket && random.chance(0.5)) {
    const signature =
      farewell.length === 0 && random.chance(0.6) ? signatureOf(random, person, language) : undefined;
    const hasDisclaimer = signature !== undefined && random.chance(0.4);
    const sentFrom = signature === undefined && random.chance(0.4) ? random.pick(words.sentFrom) : undefined;
    const quoted = random.chance(0.25)
      ? agentMail(random, setting, utterance, day, random.pick(otherTopics(utterance.category)))
      : undefined;
    const html = random.chance(0.4);
    text = writeMail(
      {
        own: text,
        signature: signature?.text,
        sentFrom,
        disclaimer: hasDisclaimer ? random.pick(words.disclaimers) : undefined,
        quoted,
      },
      layoutOf(random, setting, utterance, html),
    );
    if (html) habits.push("html");
    if (signature !== undefined) {
      habits.push("signature");
      planted.push(...signature.planted);
    }
    if (hasDisclaimer) habits.push("disclaimer");
    if (sentFrom !== undefined) habits.push("sent_from");
    if (quoted !== undefined) habits.push("agent_quote");
  }
  const fields = fieldsOf(random, utterance, habits);
  return {
    utterance: { ...utterance, text, personal: planted, ...(fields === undefined ? {} : { fields }) },
    statement: { habits, day, own, points, planted },
  };
}

const asking = /-how-to$|^move-notes|^tables|^dark-mode|-formats$|-in-attachments$/;

function stanceOf(category: string): Stance {
  if (category === "praise") return "mentions";
  return asking.test(category) ? "asks" : "complains";
}

function pointsOf({ category, origin }: Utterance): readonly TruePoint[] {
  if (category === undefined) return [];
  return [{ category, stance: stanceOf(category), votes: origin !== "brigade" }];
}

/** A value as its writer spells it, most often in another way than it is known by. */
function spelledBy(random: Random, kind: PersonalKind, value: string): PlantedValue {
  if (!random.chance(0.7)) return { kind, value, spelling: "plain" };
  const { name, written } = respell(random, kind, value);
  return { kind, value: written, spelling: name };
}

/** Whether a complaint comes after a fix that did nothing, or after the defect returned. */
function outcomeOf(
  setting: HabitSetting,
  { defect }: Utterance,
  day: number,
): "disappointed" | "came_back" | undefined {
  const plan = defect === undefined ? undefined : setting.defects[defect];
  if (plan === undefined) return undefined;
  const { fix, relapse } = daysOf(setting, plan);
  if (day > relapse) return "came_back";
  return plan.fate === "no_effect" && day > fix ? "disappointed" : undefined;
}

const otherTopics = (category: string | undefined): readonly (typeof defectCategories)[number][] =>
  defectCategories.filter((name) => name !== category);

interface Signature {
  readonly text: string;
  readonly planted: readonly PlantedValue[];
}

export function signatureOf(random: Random, person: Person, language: Utterance["language"]): Signature {
  const phone = mentionOf("phone", random, person, language).value;
  const name = fullName(person);
  return {
    text: `${name}\n${random.pick(habitWords[language].jobs)}\n${phone}`,
    planted: [
      { kind: "name", value: name, spelling: "plain" },
      { kind: "phone", value: phone, spelling: "plain" },
    ],
  };
}

/** A support mail about a defect, written some days before; the customer's first message stands below it where given. */
export function agentMail(
  random: Random,
  { clientReleases }: HabitSetting,
  { language, person, version, subject }: Utterance,
  day: number,
  category: string,
  { earlier, fixed }: { readonly earlier?: QuotedMail; readonly fixed?: string } = {},
): QuotedMail {
  const words = habitWords[language];
  const agent = random.pick(words.agents);
  const template = random.pick(fixed === undefined ? words.agentReplies : words.agentFixes);
  const topic = isDefectCategory(category) ? words.topics[category] : category;
  const newest = clientReleases.findLast((release) => release.day <= day)?.version ?? version;
  const text = slotted(random, template, { topic, version: fixed ?? newest, name: person.first, agent });
  return {
    name: random.chance(0.5) ? "Kite Support" : `${agent} (Kite Support)`,
    address: supportAddress,
    to: fullName(person),
    day: day - random.integer(0, 2),
    second: random.integer(8 * 3600, 17 * 3600),
    subject: `${words.mail.reply}: ${subject === "" ? random.pick(phraseBanks[language].subjects) : subject}`,
    text: random.chance(0.15) ? `${words.replyAbove}\n\n${text}` : text,
    ...(earlier === undefined ? {} : { earlier }),
  };
}

export const layoutOf = (
  random: Random,
  { calendar }: HabitSetting,
  { language }: Utterance,
  html: boolean,
): MailLayout => ({
  form: random.pick(mailForms),
  html,
  below: random.chance(0.2),
  language,
  calendar,
});

/** Choices made and slots filled, the first letter of the text a capital. */
export function slotted(random: Random, template: string, slots: Readonly<Record<string, string>>): string {
  const chosen = template.replace(/\(([^()]*\|[^()]*)\)/g, (_whole, choices: string) =>
    random.pick(choices.split("|")),
  );
  const filled = chosen.replace(/\{(\w+)\}/g, (whole, slot: string) => slots[slot] ?? whole);
  return filled.slice(0, 1).toUpperCase() + filled.slice(1);
}

/** Who someone says to be where that says little. */
function fieldsOf(random: Random, utterance: Utterance, habits: HabitName[]): SourceRecord | undefined {
  const { channel, person } = utterance;
  const add = (habit: HabitName, fields: SourceRecord): SourceRecord => {
    habits.push(habit);
    return fields;
  };
  const place = random.next();
  if (channel === "helpdesk") {
    if (place < 0.05) return add("placeholder_id", { user_id: random.pick(placeholderIds) });
    if (place < 0.09)
      return add("role_mailbox", {
        requester_email: `office@firm${random.integer(1, 4)}.example`,
        user_id: "",
      });
    if (place < 0.12)
      return add("family_mailbox", {
        requester_email: `familie.${plain(person.last)}@home.example`,
        user_id: "",
      });
    if (place < 0.16)
      return add("from_header", { requester_email: `"${fullName(person)}" <${person.email}>` });
    return undefined;
  }
  if (channel === "in-app-widget")
    return place < 0.12 ? add("placeholder_id", { user_id: random.pick(placeholderIds) }) : undefined;
  const field = channel === "play-store" ? "author" : "nickname";
  if (place < 0.08) return add("placeholder_name", { [field]: random.pick(placeholderNames) });
  if (place < 0.16) return add("shared_nickname", { [field]: random.pick(sharedNicknames) });
  return undefined;
}

const placeholderIds = ["0", "anonymous", "null", "unknown", "00000000-0000-0000-0000-000000000000"] as const;
const placeholderNames = ["A Google user", "Anonymous", "User", "unknown"] as const;
const sharedNicknames = ["Mary", "Alex", "Chris", "Sam"] as const;
