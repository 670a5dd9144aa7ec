import type { Language } from "../../language.ts";
import { englishHabits } from "./english.ts";
import { frenchHabits } from "./french.ts";
import { germanHabits } from "./german.ts";
import { japaneseHabits } from "./japanese.ts";
import { portugueseHabits } from "./portuguese.ts";
import { spanishHabits } from "./spanish.ts";

/** The categories that a defect of a world can have: the ones that agents name and customers confirm. */
export const defectCategories = [
  "sync-stops-after-update",
  "pdf-export-blank",
  "checkout-fails",
  "reminder-missing",
  "photo-attach-crash",
  "login-fails",
  "search-misses-notes",
  "app-wont-start",
] as const;
export type DefectCategory = (typeof defectCategories)[number];

export const isDefectCategory = (category: string | undefined): category is DefectCategory =>
  defectCategories.some((known) => known === category);

/**
 * Words of the habits in one language, apart from the phrases of complaints. Templates hold choices `(a|b)` and the slots
 * `{topic}` (a noun phrase), `{works}` (a clause), `{version}`, `{name}`, `{agent}`, `{other}`.
 */
export interface HabitWords {
  /** How support names a defect. */
  readonly topics: Readonly<Record<DefectCategory, string>>;
  /** Clauses that say that a defect is gone, as they follow the openings of `confirmations`. */
  readonly works: Readonly<Record<DefectCategory, readonly string[]>>;
  readonly confirmations: readonly string[];
  readonly thanks: readonly string[];
  readonly reminders: readonly string[];
  /** Said before or after a complaint that a fix did not help. */
  readonly disappointed: readonly string[];
  /** Said before or after a complaint of a defect that returned. */
  readonly cameBack: readonly string[];
  readonly questions: readonly string[];
  readonly conditionals: readonly string[];
  /** Opens a second topic: `{other}` is its sentence. */
  readonly alsos: readonly string[];
  readonly agentReplies: readonly string[];
  readonly agentFixes: readonly string[];
  readonly agents: readonly string[];
  /** What a help desk puts above its mails. */
  readonly replyAbove: string;
  readonly sentFrom: readonly string[];
  readonly jobs: readonly string[];
  readonly disclaimers: readonly string[];
  readonly emptyPraise: readonly string[];
  readonly spam: readonly string[];
  /** Two or three words that many write during an outage, by category. */
  readonly outages: Readonly<Record<OutageCategory, string>>;
  /** A long text that people copy word for word, about `notifications-too-many`. */
  readonly copied: string;
  /** The same complaint with other words here and there, about `price-too-high`: variants of a template that is handed round. */
  readonly nearCopy: string;
  readonly mail: MailWords;
}

/** Words that mail programs put around what is quoted. */
export interface MailWords {
  /** Slots: {weekday} {day} {day2} {month} {month2} {year} {hour} {hour2} {minute} {half} {name} {address}. */
  readonly gmail: string;
  readonly apple: string;
  readonly labels: {
    readonly from: string;
    readonly sent: string;
    readonly to: string;
    readonly subject: string;
  };
  /** Date of Outlook's header block, with the same slots. */
  readonly outlookDate: string;
  readonly original: string;
  readonly reply: string;
  /** Sunday first. */
  readonly weekdays: readonly string[];
  readonly months: readonly string[];
}

export const outageCategories = [
  "app-wont-start",
  "login-fails",
  "search-misses-notes",
  "editor-lag",
] as const;
export type OutageCategory = (typeof outageCategories)[number];

export const habitWords: Readonly<Record<Language, HabitWords>> = {
  en: englishHabits,
  de: germanHabits,
  fr: frenchHabits,
  es: spanishHabits,
  pt: portugueseHabits,
  ja: japaneseHabits,
};
