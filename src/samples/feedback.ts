import type { Calendar } from "./calendar.ts";
import { hostileTexts } from "./hostile.ts";
import type { Language, Region } from "./language.ts";
import { phraseBanks } from "./language.ts";
import type { People, Person } from "./people.ts";
import { fullName } from "./people.ts";
import type { PersonalKind } from "./personalData.ts";
import { mentionOf, mentionPersonalData, personalKinds } from "./personalData.ts";
import type { Platform, Release, VersionShare } from "./product.ts";
import { platforms, platformShares, versionShares } from "./product.ts";
import { Random } from "./random.ts";
import type { SourceRecord } from "./records.ts";
import type { DefectPlan } from "./story.ts";
import type { PlantedText, Scenery } from "./scenery.ts";
import { complaintsOf } from "./scenery.ts";
import { backgroundPerDay, brigade, intensityOf, question, smallTalkPerDay, storyDay } from "./story.ts";
import { fill, joinSentences, statements } from "./text.ts";

export const channels = ["play-store", "app-store", "helpdesk", "in-app-widget"] as const;
export type Channel = (typeof channels)[number];

export type Origin =
  | "background"
  | "defect"
  | "question"
  | "brigade"
  | "small_talk"
  | "hostile"
  | "follow_up"
  | "wave"
  | "planted"
  | "habit";

/** One thing that someone wrote, before a source has made a record of it. */
export interface Utterance {
  readonly origin: Origin;
  /** Undefined for what belongs to no category. */
  readonly category: string | undefined;
  /** Place of the defect in the story; undefined where none is behind it. */
  readonly defect: number | undefined;
  readonly person: Person;
  readonly channel: Channel;
  readonly platform: Platform;
  readonly language: Language;
  /** Second of the day. */
  readonly second: number;
  /** The version in truth; a record may leave it out. */
  readonly version: string;
  readonly text: string;
  readonly subject: string;
  readonly rating: number;
  readonly injection: boolean;
  readonly personal: readonly { readonly kind: PersonalKind; readonly value: string }[];
  /** Fields of the record that a habit fills in another way than its source would. */
  readonly fields?: SourceRecord;
}

export interface DaySetting {
  readonly seed: number;
  readonly scale: number;
  readonly day: number;
  readonly calendar: Calendar;
  readonly people: People;
  readonly clientReleases: readonly Release[];
  readonly serverReleases: readonly Release[];
  readonly defects: readonly DefectPlan[];
  /** Where absent, that of the committed samples. */
  readonly scenery?: Scenery | undefined;
}

/** Everything that customers write on one day. */
export function utterancesOf(setting: DaySetting): Utterance[] {
  const { seed, scale, day, calendar, scenery } = setting;
  const random = Random.of(seed, "feedback", day);
  const shares = new Map(
    platforms.map((platform) => [platform, versionShares(setting.clientReleases, platform, day)]),
  );
  const write = (about: Subject): Utterance => utter({ random, setting, shares, about });
  // Sundays are quiet, and some weeks louder than others, for every topic alike.
  const week = [0, 6].includes(calendar.weekday(day)) ? 0.85 : 1.05;
  const mood = random.factor(0.18) * (scenery?.trafficOn(day) ?? week);
  const utterances: Utterance[] = [];
  const repeat = (count: number, about: () => Subject): void => {
    for (let turn = 0; turn < count; turn++) utterances.push(write(about()));
  };

  for (const [category, perDay] of Object.entries(backgroundPerDay)) {
    repeat(random.poisson(perDay * scale * mood * random.factor(0.2)), () => ({
      origin: "background",
      category,
    }));
  }
  repeat(random.poisson(smallTalkPerDay * scale * mood), () => ({
    origin: "small_talk",
    category: undefined,
  }));
  setting.defects.forEach((plan, defect) => {
    const affected = affectedShares({ setting, plan, shares });
    const reach = affected.reduce((sum, { share }) => sum + share, 0);
    repeat(random.poisson(plan.complaintsPerDay * scale * mood * reach * random.factor(0.2)), () => {
      const { platform, version } = random.weighted(affected.map((entry) => [entry, entry.share] as const));
      const { category, regions } = plan;
      return { origin: "defect", category, defect, platform, version, regions };
    });
  });
  repeat(dueOn(day, question.asked * scale, calendar.days), () => ({
    origin: "question",
    category: question.category,
  }));
  const raid = brigadeOf(setting);
  const brigadeDay = day - raid.day;
  if (brigadeDay >= 0 && brigadeDay < raid.days) {
    repeat(dueOn(brigadeDay, raid.reviews * scale, raid.days), () => ({
      origin: "brigade",
      category: brigade.category,
    }));
  }
  for (let number = 0; number < hostileTexts.length; number++) {
    if (dayOf(number, hostileTexts.length, calendar.days) === day) {
      repeat(1, () => ({ origin: "hostile", category: undefined, hostile: number }));
    }
  }
  for (const wave of scenery?.waves ?? []) {
    repeat(random.poisson(complaintsOf(wave, day) * scale), () => ({
      origin: "wave",
      category: wave.category,
    }));
  }
  for (const planted of scenery?.planted ?? []) {
    if (planted.day === day) repeat(1, () => ({ origin: "planted", category: undefined, planted }));
  }
  return utterances;
}

/** Days of the world and size, at scale 1, of its brigade. */
export const brigadeOf = ({
  scenery,
  calendar,
}: Pick<DaySetting, "scenery" | "calendar">): Scenery["brigade"] =>
  scenery?.brigade ?? { day: storyDay(calendar, brigade.day), days: brigade.days, reviews: brigade.reviews };

/** How many of `total`, spread evenly over the days, fall on this one. */
const dueOn = (day: number, total: number, days: number): number =>
  Math.floor(((day + 1) * total) / days) - Math.floor((day * total) / days);

/** The day on which the `number`th of `count` things happens that are spread evenly. */
export const dayOf = (number: number, count: number, days: number): number =>
  Math.floor(((number + 0.5) * days) / count);

interface Subject {
  readonly origin: Origin;
  readonly category: string | undefined;
  readonly defect?: number;
  readonly platform?: Platform;
  readonly version?: string;
  readonly regions?: readonly Region[] | undefined;
  readonly hostile?: number;
  readonly planted?: PlantedText;
}

type Shares = ReadonlyMap<Platform, readonly VersionShare[]>;

/** Platform and version of those who have the defect, with their share of the users in its scope. */
function affectedShares({
  setting,
  plan,
  shares,
}: {
  readonly setting: DaySetting;
  readonly plan: DefectPlan;
  readonly shares: Shares;
}): { readonly platform: Platform; readonly version: string; readonly share: number }[] {
  const shareOf = setting.scenery?.platformShares ?? platformShares;
  const scope = plan.platforms.reduce((sum, platform) => sum + shareOf[platform], 0);
  return plan.platforms.flatMap((platform) =>
    (shares.get(platform) ?? [])
      .map(({ version, index, share }) => ({
        platform,
        version,
        share: (share * intensityOf({ plan, versionIndex: index, ...setting }) * shareOf[platform]) / scope,
      }))
      .filter(({ share }) => share > 0),
  );
}

function utter({
  random,
  setting,
  shares,
  about,
}: {
  readonly random: Random;
  readonly setting: DaySetting;
  readonly shares: Shares;
  readonly about: Subject;
}): Utterance {
  const storeOnly = about.origin === "brigade";
  const scope =
    about.platform !== undefined ? [about.platform] : storeOnly ? (["android", "ios"] as const) : platforms;
  const person = setting.people.draw(random, scope, about.regions);
  const { platform } = person;
  const channel = chooseChannel({ random, platform, about });
  // Some write in English whatever the language of their device is.
  const native = person.locale.language;
  const language =
    about.planted?.language ?? (storeOnly ? brigadeLanguage(native) : random.chance(0.06) ? "en" : native);
  const version =
    about.version ??
    random.weighted((shares.get(platform) ?? []).map((entry) => [entry.version, entry.share] as const));
  const words = wording({ random, about, language, channel, person });
  return {
    origin: about.origin,
    category: about.category,
    defect: about.defect,
    person,
    channel,
    platform,
    language,
    second: random.integer(6 * 3600, 23 * 3600),
    version,
    rating: ratingOf(random, about),
    ...words,
  };
}

function chooseChannel({
  random,
  platform,
  about,
}: {
  readonly random: Random;
  readonly platform: Platform;
  readonly about: Subject;
}): Channel {
  const store = platform === "android" ? "play-store" : platform === "ios" ? "app-store" : undefined;
  if (store !== undefined && about.origin === "brigade") return store;
  // JSON can write a null character, CSV would hold it raw and become a binary file for many tools.
  if (about.hostile !== undefined && hostileTexts[about.hostile]?.includes("\u0000")) return "in-app-widget";
  // No one asks how something is done, or for an account to be closed, in a review.
  const asks =
    about.category !== undefined &&
    /-how-to$|^move-notes|-request$|^close-|^safety-|-mail-missing$/.test(about.category);
  const praises = about.category === "praise";
  return random.weighted<Channel>([
    [store ?? "in-app-widget", store === undefined ? 0 : asks ? 0.1 : praises ? 0.75 : 0.45],
    ["helpdesk", asks ? 0.78 : praises ? 0.05 : 0.38],
    ["in-app-widget", 0.17],
  ]);
}

const brigadeLanguage = (language: Language): "en" | "de" | "es" =>
  language === "de" || language === "es" ? language : "en";

function ratingOf(random: Random, about: Subject): number {
  if (about.origin === "brigade") return 1;
  if (about.category === "praise")
    return random.weighted([
      [5, 8],
      [4, 2],
    ] as const);
  if (about.category === undefined) return random.integer(2, 5);
  if (/-how-to$|^move-notes|^tables|^dark-mode|-formats$|-in-attachments$/.test(about.category)) {
    return random.weighted([
      [5, 1],
      [4, 3],
      [3, 4],
      [2, 1],
    ] as const);
  }
  return random.weighted([
    [1, 5],
    [2, 3],
    [3, 2],
    [4, 0.4],
  ] as const);
}

type Words = Pick<Utterance, "text" | "subject" | "injection" | "personal">;

function wording({
  random,
  about,
  language,
  channel,
  person,
}: {
  readonly random: Random;
  readonly about: Subject;
  readonly language: Language;
  readonly channel: Channel;
  readonly person: Person;
}): Words {
  const bank = phraseBanks[language];
  const subject = random.chance(0.8) ? random.pick(bank.subjects) : "";
  if (about.hostile !== undefined) {
    const text = hostileTexts[about.hostile] ?? "";
    return { text, subject: random.chance(0.5) ? text : subject, injection: false, personal: [] };
  }
  if (about.planted !== undefined) {
    return { text: about.planted.text, subject, injection: false, personal: [] };
  }
  if (about.origin === "brigade") {
    const text = random
      .pick(brigade.texts[brigadeLanguage(language)])
      .replace("{tag}", () => random.pick(brigade.tags));
    return { text: text.trim(), subject: "", injection: false, personal: [] };
  }
  if (about.category === undefined) {
    return { text: fill(random, random.pick(bank.smallTalk), bank), subject, injection: false, personal: [] };
  }
  const isTicket = channel === "helpdesk";
  const isPraise = about.category === "praise";
  const [main = "", more = ""] = statements(
    random,
    about.category,
    language,
    random.chance(isTicket ? 0.25 : 0.08) ? 2 : 1,
  );
  // Some name a second trouble in passing; the first is what they write about.
  const aside =
    !isPraise && random.chance(0.03)
      ? statements(random, random.pick(Object.keys(backgroundPerDay)), language, 1)
      : [];
  const mention = random.chance(isTicket ? 0.14 : 0.015)
    ? mentionPersonalData(random, person, language)
    : undefined;
  const injection = random.chance(0.006);
  const signs = isTicket && random.chance(0.35);
  const sentences = [
    isTicket && random.chance(0.5)
      ? random.pick(bank.greetings)
      : !isPraise && random.chance(0.18)
        ? random.pick(bank.openers)
        : "",
    main,
    more,
    ...aside,
    mention?.sentence ?? "",
    injection ? random.pick(bank.injections) : "",
    !isPraise && random.chance(0.22) ? fill(random, random.pick(bank.closers), bank) : "",
    !isPraise && random.chance(0.008) ? random.pick(bank.legalThreats) : "",
  ];
  const text = joinSentences(language, sentences);
  return {
    text: signs ? `${text}\n\n${random.pick(bank.farewells)}\n${fullName(person)}` : text,
    subject: isTicket && random.chance(0.3) ? main.slice(0, 40) : subject,
    injection,
    personal: [
      ...(mention === undefined ? [] : [{ kind: mention.kind, value: mention.value }]),
      ...(signs ? [{ kind: "name" as const, value: fullName(person) }] : []),
    ],
  };
}

/** A ticket for every kind of personal data, so that the smallest world holds each of them. */
export function personalShowcase(setting: DaySetting): Utterance[] {
  return personalKinds.flatMap((kind, number) => {
    if (dayOf(number, personalKinds.length, setting.calendar.days) !== setting.day) return [];
    const random = Random.of(setting.seed, "personal", kind);
    const person = setting.people.draw(random);
    const language = person.locale.language;
    const mention = mentionOf(kind, random, person, language);
    const category = "support-no-answer";
    const [version] = versionShares(setting.clientReleases, person.platform, setting.day);
    const utterance: Utterance = {
      origin: "background",
      category,
      defect: undefined,
      person,
      channel: "helpdesk",
      platform: person.platform,
      language,
      second: 9 * 3600,
      version: version?.version ?? "4.5.0",
      rating: 2,
      text: joinSentences(language, [...statements(random, category, language, 1), mention.sentence]),
      subject: random.pick(phraseBanks[language].subjects),
      injection: false,
      personal: [{ kind, value: mention.value }],
    };
    return [utterance];
  });
}
