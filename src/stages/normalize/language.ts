import type { Dialect } from "../../sql/dialect.ts";
import { constant, join, sql, type Sql } from "../../sql/sql.ts";

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
 * Frequent words that hardly occur in the other languages, as they stand in folded text. Each text asks the languages in
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

/** Language of the record, else of its locale, else by script, else by frequent words; null where nothing speaks for one. */
export function language(
  dialect: Dialect,
  given: { readonly language: Sql; readonly locale: Sql; readonly folded: Sql },
): Sql {
  const code = (text: Sql): Sql =>
    sql`nullif(lower(${dialect.regexExtract(text, "^([A-Za-z]{2})(?:[-_].*)?$", 1)}), '')`;
  const byScript = scripts.map(
    ({ characters, language: word }) =>
      sql`WHEN ${dialect.regexMatches(given.folded, `[${characters}]`)} THEN ${constant(word)}`,
  );
  const padded = sql`concat(' ', replace(${given.folded}, ' ', '  '), ' ')`;
  const byWords = functionWords.map(
    ({ language: word, words }) =>
      sql`WHEN ${dialect.regexMatches(padded, ` (${words}) .* (${words}) `)} THEN ${constant(word)}`,
  );
  return sql`coalesce(
    ${code(given.language)},
    ${code(given.locale)},
    CASE
      ${join(
        [...byScript, ...byWords],
        sql`
      `,
      )}
    END
  )`;
}
