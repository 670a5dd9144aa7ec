import { constant, join, sql, type Sql } from "../sql.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

/** Scripts that one language, or nearly one, is written in. Kana before Han: Japanese uses both. */
const scripts: readonly { readonly characters: string; readonly language: string }[] = [
  { characters: "\\x{3040}-\\x{30FF}", language: "ja" },
  { characters: "\\x{AC00}-\\x{D7AF}\\x{1100}-\\x{11FF}", language: "ko" },
  { characters: "\\x{3400}-\\x{4DBF}\\x{4E00}-\\x{9FFF}", language: "zh" },
  { characters: "\\x{0400}-\\x{04FF}", language: "ru" },
  { characters: "\\x{0370}-\\x{03FF}", language: "el" },
  { characters: "\\x{0590}-\\x{05FF}", language: "he" },
  { characters: "\\x{0600}-\\x{06FF}", language: "ar" },
  { characters: "\\x{0900}-\\x{097F}", language: "hi" },
  { characters: "\\x{0E00}-\\x{0E7F}", language: "th" },
];

/**
 * Frequent words that hardly occur in the other languages, as written in folded text. Each text asks the languages in
 * this order and takes the first of which it holds two such words, or one where it is short.
 */
const functionWords: readonly { readonly language: string; readonly words: string }[] = [
  {
    language: "de",
    words:
      "der|das|und|nicht|ist|ich|ein|eine|mit|auf|sich|auch|nach|wird|seit|immer|kein|keine|mein|meine|wenn|aber|wie|kann|funktioniert|bitte|sehr",
  },
  {
    language: "fr",
    words:
      "le|les|je|est|pas|une|des|et|mon|mes|pour|dans|avec|ne|depuis|sur|mais|vous|tres|aux|plus|cette|ca|suis|bonjour|quand",
  },
  {
    language: "pt",
    words:
      "nao|um|uma|eu|os|meu|minha|muito|com|voce|mas|esta|depois|sempre|isso|ja|sem|ao|fica|por favor|nada",
  },
  {
    language: "es",
    words:
      "el|los|las|y|mi|muy|con|pero|desde|cuando|siempre|esto|una|del|ya|hay|por favor|buenos|gracias|al|estoy",
  },
  {
    language: "it",
    words:
      "il|di|che|non|sono|gli|mio|mia|molto|anche|dopo|sempre|questo|questa|della|ho|funziona|quando|piu",
  },
  { language: "nl", words: "het|een|niet|ik|van|mijn|maar|ook|naar|altijd|geen|deze|wordt|werkt|heb" },
  {
    language: "en",
    words:
      "the|and|is|it|i|my|to|not|of|this|after|when|with|for|but|have|please|was|app|cant|doesnt|every|no",
  },
];

export const languageOfTextFunction: SqlFunction = {
  name: "language_of_text",
  parameters: [{ name: "folded_text", type: "string" }],
  returns: "string",
  comment:
    "Language (ISO 639-1) of folded text, by script, else by frequent words. Null where nothing speaks for one.",
  why: "Two frequent words of a language decide, in the order of the languages. Other languages hardly use these words.",
  body: (dialect) => {
    const byScript = scripts.map(
      ({ characters, language }) =>
        sql`WHEN ${dialect.regexMatches(sql`folded_text`, `[${characters}]`)} THEN ${constant(language)}`,
    );
    const padded = sql`concat(' ', replace(folded_text, ' ', '  '), ' ')`;
    const byWords = functionWords.map(
      ({ language, words }) =>
        sql`WHEN ${dialect.regexMatches(padded, ` (${words}) .* (${words}) `)} THEN ${constant(language)}`,
    );
    const separator = sql`
  `;
    return sql`CASE
  ${join([...byScript, ...byWords], separator)}
END`;
  },
};

/** Language of folded text, by script, else by frequent words. */
export const languageOfText = (foldedText: Sql): Sql => call(languageOfTextFunction, foldedText);
