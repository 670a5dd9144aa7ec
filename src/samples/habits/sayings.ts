import type { Channel, Utterance } from "../feedback.ts";
import { phraseBanks } from "../language.ts";
import type { Platform, VersionShare } from "../product.ts";
import { platforms, versionShares } from "../product.ts";
import { Random } from "../random.ts";
import type { SourceRecord } from "../records.ts";
import type { DefectPlan } from "../story.ts";
import { storyDay } from "../story.ts";
import type { Dressed, HabitSetting } from "./dress.ts";
import { slotted } from "./dress.ts";
import { daysOf } from "./defectDays.ts";
import type { HabitName, TruePoint } from "./statement.ts";
import { habitWords, isDefectCategory, outageCategories } from "./words/habitWords.ts";

/** Days of a story of 200 days: a short outage, a text that is copied, a template that is handed round. */
const outageDay = 70;
const copiedDay = 90;
const nearCopyDay = 158;
const campaignDays = 3;

/** The category whose outage many report in two words: one that no defect of the world is about. */
export const outageCategory = (defects: readonly DefectPlan[]): (typeof outageCategories)[number] =>
  outageCategories.find((name) => defects.every(({ category }) => category !== name)) ?? "editor-lag";

/** What people write on a day beside the base: nothing of it is a complaint, but for the outage and the campaigns' first. */
export function sayingsOf(setting: HabitSetting, day: number): Dressed[] {
  const { seed, scale, calendar, defects } = setting;
  const random = Random.of(seed, "habits", day);
  const shares = new Map(
    platforms.map((platform) => [platform, versionShares(setting.clientReleases, platform, day)]),
  );
  const say = (about: Saying): Dressed => sayingBy({ random, setting, shares, day, about });
  const sayings: Dressed[] = [];
  const repeat = (count: number, about: () => Saying | undefined): void => {
    for (let turn = 0; turn < count; turn++) {
      const saying = about();
      if (saying !== undefined) sayings.push(say(saying));
    }
  };
  const aboutTopic = (
    kind: "questions" | "conditionals",
    language: Utterance["language"],
    version: string,
    category: string,
  ): string =>
    slotted(random, random.pick(habitWords[language][kind]), {
      topic: isDefectCategory(category) ? habitWords[language].topics[category] : category,
      version,
    });
  for (const plan of defects) {
    const { category } = plan;
    if (!isDefectCategory(category)) continue;
    const { onset, fix, relapse } = daysOf(setting, plan);
    const sinceFix = day - fix;
    if (plan.fate !== "no_effect" && sinceFix >= 1 && sinceFix <= 40 && day < relapse) {
      repeat(random.poisson(plan.complaintsPerDay * scale * 0.25), () => ({
        habit: "confirmation",
        platforms: plan.platforms,
        from: plan.fix?.startsWith("srv-") === true ? undefined : plan.fix,
        rating: random.chance(0.8) ? 5 : 4,
        points: [{ category, stance: "confirms_fixed", votes: false }],
        text: (language, version) =>
          slotted(random, random.pick(habitWords[language].confirmations), {
            works: random.pick(habitWords[language].works[category]),
            version,
          }),
      }));
    }
    const talkedOf = day >= onset && (day <= onset + 45 || (sinceFix >= 0 && sinceFix <= 30));
    if (!talkedOf) continue;
    repeat(random.poisson(0.22 * scale), () => ({
      habit: "question",
      platforms,
      rating: 3,
      points: [{ category, stance: "asks", votes: false }],
      text: (language, version) => aboutTopic("questions", language, version, category),
    }));
    repeat(random.poisson(0.12 * scale), () => ({
      habit: "conditional",
      platforms,
      rating: 4,
      points: [{ category, stance: "mentions", votes: false }],
      text: (language, version) => aboutTopic("conditionals", language, version, category),
    }));
  }
  const outage = outageCategory(defects);
  if (day === storyDay(calendar, outageDay)) {
    repeat(Math.max(12, Math.round(30 * scale)), () => ({
      habit: "outage",
      platforms: ["android"],
      inStore: true,
      rating: 1,
      points: [{ category: outage, stance: "complains", votes: true }],
      text: (language) => habitWords[language].outages[outage],
    }));
  }
  repeat(random.poisson(0.5 * scale), () => {
    const bot = random.integer(1, 6);
    return {
      habit: "spam",
      platforms,
      rating: 5,
      points: [],
      fields: { author: `promo_king${bot}`, nickname: `promo_king${bot}`, requester_name: "", user_id: "" },
      text: (language) => random.pick(habitWords[language].spam),
    };
  });
  repeat(random.poisson(1.3 * scale), () => ({
    habit: "empty_praise",
    platforms: ["android", "ios"],
    inStore: true,
    rating: 5,
    points: [{ category: "praise", stance: "mentions", votes: false }],
    text: (language) => random.pick(habitWords[language].emptyPraise),
  }));
  const copies = Math.max(9, Math.round(45 * scale));
  const ofCampaign = (start: number): number => {
    const since = day - storyDay(calendar, start);
    return since < 0 || since >= campaignDays
      ? 0
      : Math.floor(((since + 1) * copies) / campaignDays) - Math.floor((since * copies) / campaignDays);
  };
  repeat(ofCampaign(copiedDay), () => ({
    habit: "copied_campaign",
    platforms: ["android", "ios"],
    inStore: true,
    rating: 1,
    points: [{ category: "notifications-too-many", stance: "complains", votes: false }],
    campaign: "copied",
    text: (language) => habitWords[language].copied,
  }));
  repeat(ofCampaign(nearCopyDay), () => ({
    habit: "near_copies",
    platforms: ["android", "ios"],
    inStore: true,
    rating: 1,
    points: [{ category: "price-too-high", stance: "complains", votes: false }],
    campaign: "near-copies",
    text: (language) =>
      slotted(random, habitWords[language].nearCopy, { number: String(random.integer(2, 40)) }),
  }));
  return sayings;
}

interface Saying {
  readonly habit: HabitName;
  readonly platforms: readonly Platform[];
  /** Written in a store, not to support. */
  readonly inStore?: boolean;
  /** Version that the writer has at least. */
  readonly from?: string | undefined;
  readonly rating: number;
  readonly points: readonly TruePoint[];
  readonly campaign?: string;
  readonly fields?: SourceRecord;
  readonly text: (language: Utterance["language"], version: string) => string;
}

function sayingBy({
  random,
  setting,
  shares,
  day,
  about,
}: {
  readonly random: Random;
  readonly setting: HabitSetting;
  readonly shares: ReadonlyMap<Platform, readonly VersionShare[]>;
  readonly day: number;
  readonly about: Saying;
}): Dressed {
  const person = setting.people.draw(random, about.platforms);
  const { platform } = person;
  const { language } = person.locale;
  const oldest = setting.clientReleases.findIndex(({ version }) => version === about.from);
  const having = (shares.get(platform) ?? []).filter(({ index }) => index >= oldest);
  const version =
    having.length === 0
      ? (about.from ?? "4.5.0")
      : random.weighted(having.map((entry) => [entry.version, entry.share] as const));
  const channel = channelOf(random, platform, about.inStore === true);
  const text = about.text(language, version);
  return {
    utterance: {
      origin: "habit",
      category: about.points[0]?.category,
      defect: undefined,
      person,
      channel,
      platform,
      language,
      second: random.integer(6 * 3600, 23 * 3600),
      version,
      text,
      subject: channel === "helpdesk" ? random.pick(phraseBanks[language].subjects) : "",
      rating: about.rating,
      injection: false,
      personal: [],
      ...(about.fields === undefined ? {} : { fields: fieldsOf(channel, about.fields) }),
    },
    statement: {
      habits: [about.habit],
      day,
      own: text,
      points: about.points,
      planted: [],
      ...(about.campaign === undefined ? {} : { campaign: `${about.campaign}-${language}` }),
    },
  };
}

const keysOf: Readonly<Record<Channel, readonly string[]>> = {
  "play-store": ["author"],
  "app-store": ["nickname"],
  helpdesk: ["requester_name", "user_id"],
  "in-app-widget": ["user_id"],
};

const fieldsOf = (channel: Channel, fields: SourceRecord): SourceRecord =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => keysOf[channel].includes(key)));

function channelOf(random: Random, platform: Platform, inStore: boolean): Channel {
  const store =
    platform === "android" ? "play-store" : platform === "ios" ? "app-store" : ("in-app-widget" as const);
  if (inStore) return store;
  return random.weighted<Channel>([
    [store, 0.65],
    ["in-app-widget", 0.2],
    ["helpdesk", 0.15],
  ]);
}
