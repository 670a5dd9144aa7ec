import { english } from "./phrases/english.ts";
import { french } from "./phrases/french.ts";
import { german } from "./phrases/german.ts";
import { japanese } from "./phrases/japanese.ts";
import { portuguese } from "./phrases/portuguese.ts";
import { spanish } from "./phrases/spanish.ts";

/** What people write in one language. Phrases hold choices `(a|b)` and the slots `{device}`, `{number}` and `{hour}`. */
export interface PhraseBank {
  readonly openers: readonly string[];
  readonly closers: readonly string[];
  readonly greetings: readonly string[];
  readonly farewells: readonly string[];
  readonly subjects: readonly string[];
  readonly devices: readonly string[];
  readonly followUps: readonly string[];
  readonly smallTalk: readonly string[];
  readonly legalThreats: readonly string[];
  readonly injections: readonly string[];
  readonly resolvedEdits: readonly string[];
  /** Category of the taxonomy → ways to say it. */
  readonly categories: Readonly<Record<string, readonly string[]>>;
}

export const languages = ["en", "de", "fr", "es", "pt", "ja"] as const;
export type Language = (typeof languages)[number];

export const phraseBanks: Readonly<Record<Language, PhraseBank>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  pt: portuguese,
  ja: japanese,
};

export const regions = ["EU", "AMER", "APAC"] as const;
export type Region = (typeof regions)[number];

export interface Locale {
  readonly id: string;
  readonly language: Language;
  readonly region: Region;
  /** Share of the users. */
  readonly share: number;
  /** Hours from UTC as the app store writes them. */
  readonly offsetHours: number;
}

export const locales: readonly Locale[] = [
  { id: "en-US", language: "en", region: "AMER", share: 0.3, offsetHours: -7 },
  { id: "en-GB", language: "en", region: "EU", share: 0.13, offsetHours: 1 },
  { id: "en-IN", language: "en", region: "APAC", share: 0.06, offsetHours: 5 },
  { id: "de-DE", language: "de", region: "EU", share: 0.16, offsetHours: 2 },
  { id: "fr-FR", language: "fr", region: "EU", share: 0.09, offsetHours: 2 },
  { id: "es-ES", language: "es", region: "EU", share: 0.06, offsetHours: 2 },
  { id: "es-MX", language: "es", region: "AMER", share: 0.05, offsetHours: -6 },
  { id: "pt-BR", language: "pt", region: "AMER", share: 0.09, offsetHours: -3 },
  { id: "ja-JP", language: "ja", region: "APAC", share: 0.06, offsetHours: 9 },
];
