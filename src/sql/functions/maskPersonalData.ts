import type { Dialect, ReplacementRule } from "../dialect.ts";
import { join, sql, type Sql } from "../sql.ts";
import {
  cardCandidates,
  cardGuard,
  ibanCandidate,
  ibanGuard,
  isCard,
  isIban,
  isNearlyIban,
} from "./masking/accounts.ts";
import { addresses, addressGuard } from "./masking/addresses.ts";
import { characterRules, characterTables, unusualCharacter } from "./masking/characters.ts";
import { devices } from "./masking/devices.ts";
import { ids } from "./masking/ids.ts";
import { keepMark } from "./masking/patternParts.ts";
import { maybeName, nameContexts } from "./masking/nameContexts.ts";
import { people, peopleGuard } from "./masking/people.ts";
import { certainPhones, phones } from "./masking/phones.ts";
import { places, placesGuard } from "./masking/places.ts";
import { longNumbers, references } from "./masking/references.ts";
import { secretGuard, secrets } from "./masking/secrets.ts";
import { dates, technical } from "./masking/technical.ts";
import { call, type SqlFunction } from "./sqlFunction.ts";

const parameters = [{ name: "text", type: "string" }] as const;

/** Rules that a text goes through, by a function of their own: the parameter is named once, so that such calls nest. */
function maskFunction(name: string, comment: string, rules: readonly ReplacementRule[]): SqlFunction {
  return {
    name,
    parameters,
    returns: "string",
    comment,
    why: "Patterns of one kind stand together, in the order in which they would otherwise tear each other apart.",
    body: (dialect) => dialect.regexReplaceEach(sql`text`, rules),
  };
}

/** The mark taken out that keeps what only looks like personal data. */
const withoutMark = (dialect: Dialect, text: Sql): Sql =>
  sql`replace(${text}, ${dialect.regex(keepMark)}, '')`;

const datesFunction = maskFunction("mark_dates", "Text with a mark before every date.", dates);
const technicalFunction = maskFunction(
  "mark_technical_numbers",
  "Text with a mark before numbers of machines: build numbers, counts of seconds, sizes, hashes.",
  technical,
);
const devicesFunction = maskFunction(
  "mask_devices",
  "Text with addresses of devices and networks masked.",
  devices,
);
const idsFunction = maskFunction("mask_ids", "Text with national ids masked.", ids);
const certainPhonesFunction = maskFunction(
  "mask_certain_phones",
  "Text with phone numbers masked that a word or a country code announces.",
  certainPhones,
);
const phonesFunction = maskFunction("mask_phones", "Text with phone numbers masked.", phones);
const referencesFunction = maskFunction(
  "mask_references",
  "Text with numbers of orders, accounts, customers and tickets masked.",
  references,
);
const longNumbersFunction = maskFunction(
  "mask_long_numbers",
  "Text with long numbers masked that no word explains.",
  longNumbers,
);

/** A first look, which most texts don't pass. */
const digit = "[0-9]";

/** Masks what its guard finds: most texts hold no digit and no `@`, and skip all rules. */
function guardedFunction(
  name: string,
  comment: string,
  guard: string | readonly string[],
  masked: (dialect: Dialect, text: Sql) => Sql,
): SqlFunction {
  return {
    name,
    parameters,
    returns: "string",
    comment,
    why: "Every rule can only match where the first pattern does. Most texts hold none and skip all rules.",
    body: (dialect) => sql`CASE
  WHEN ${join(
    [guard].flat().map((pattern) => dialect.regexMatches(sql`text`, pattern)),
    sql` AND `,
  )} THEN
    ${masked(dialect, sql`text`)}
  ELSE text
END`,
  };
}

const unifiedFunction = guardedFunction(
  "unify_characters",
  "Text with digits, letters, spaces, dashes and dots that stand for ASCII ones replaced, and without invisible characters.",
  unusualCharacter,
  (dialect, text) =>
    dialect.regexReplaceEach(
      characterTables.reduce(
        (before, table) => sql`translate(
  ${before},
  ${dialect.regex(table.from)},
  ${dialect.regex(table.to)}
)`,
        text,
      ),
      characterRules,
    ),
);

const secretsFunction = guardedFunction(
  "mask_secrets",
  "Text with keys and passwords masked.",
  secretGuard,
  (dialect, text) => dialect.regexReplaceEach(text, secrets),
);

const addressesFunction = guardedFunction(
  "mask_addresses",
  "Text with links, e-mail addresses and handles masked. Of a link the host stays.",
  addressGuard,
  (dialect, text) => withoutMark(dialect, dialect.regexReplaceEach(text, addresses)),
);

const ibansFunction = guardedFunction(
  "mask_ibans",
  "Text with bank accounts masked: whole length of the country and check digits; with wrong ones a number.",
  [digit, ibanGuard],
  (dialect, text) =>
    dialect.reduceArray(
      dialect.filterArray(
        dialect.regexExtractAll(text, ibanCandidate),
        (element) => sql`(${isIban(dialect, element)}) OR (${isNearlyIban(dialect, element)})`,
      ),
      text,
      // with the character before it, which the candidate begins with
      (before, element) =>
        sql`replace(${before}, ${element}, concat(${dialect.regexExtract(element, "^([^A-Za-z0-9]?)", 1)}, CASE WHEN ${isIban(dialect, element)} THEN '[iban]' ELSE '[number]' END))`,
    ),
);

const cardsFunction = guardedFunction(
  "mask_cards",
  "Text with card numbers masked: a prefix of a scheme, 13 to 19 digits, Luhn.",
  [digit, cardGuard],
  (dialect, text) =>
    dialect.reduceArray(
      dialect.filterArray(
        dialect.concatArrays(cardCandidates.map((candidate) => dialect.regexExtractAll(text, candidate))),
        (element) => isCard(dialect, element),
      ),
      text,
      (before, element) => sql`replace(${before}, ${element}, '[card]')`,
    ),
);

const numbersFunction = guardedFunction(
  "mask_numbers",
  "Text with everything personal that is made of digits masked, but bank accounts and cards.",
  // anything that the rules match needs four digits, or the colons of an address
  "[0-9](?:[^0-9\\n]{0,3}[0-9]){3}|[0-9A-Fa-f]:[0-9A-Fa-f:]|[0-9A-Fa-f]-[0-9A-Fa-f]{2}-[0-9A-Fa-f]",
  (dialect, text) =>
    withoutMark(
      dialect,
      [
        datesFunction,
        referencesFunction,
        technicalFunction,
        devicesFunction,
        certainPhonesFunction,
        idsFunction,
        phonesFunction,
        longNumbersFunction,
      ].reduce((masked, each) => call(each, masked), text),
    ),
);

const peopleFunction = guardedFunction(
  "mask_people",
  "Text with names masked that a title, an introduction or a word for staff announces.",
  peopleGuard,
  (dialect, text) => withoutMark(dialect, dialect.regexReplaceEach(text, people)),
);

const placesFunction = guardedFunction(
  "mask_places",
  "Text with postal addresses masked.",
  placesGuard,
  (dialect, text) => dialect.regexReplaceEach(text, places),
);

const namesInContextFunction: SqlFunction = {
  name: "mask_names_in_context",
  parameters,
  returns: "string",
  comment:
    "Text with marked words masked where a signature, an introduction or a name beside them says that they are names; the marks are taken out.",
  why: "Ordinary words that are names, too, stay where nothing says so.",
  body: (dialect) =>
    sql`replace(${dialect.regexReplaceEach(sql`text`, nameContexts)}, ${dialect.regex(maybeName)}, '')`,
};

/** In the order in which they are made: each calls only those before it. */
export const maskFunctions: readonly SqlFunction[] = [
  unifiedFunction,
  datesFunction,
  technicalFunction,
  devicesFunction,
  certainPhonesFunction,
  idsFunction,
  phonesFunction,
  referencesFunction,
  longNumbersFunction,
  secretsFunction,
  addressesFunction,
  ibansFunction,
  cardsFunction,
  numbersFunction,
  peopleFunction,
  placesFunction,
  namesInContextFunction,
];

/** Marked words of the author's name masked where they are names. */
export const maskNamesInContext = (text: Sql): Sql => call(namesInContextFunction, text);

/** Text with the characters that stand for others unified: what the other steps look at. */
export const unifyCharacters = (text: Sql): Sql => call(unifiedFunction, text);

/**
 * Steps that take personal data out of a text, in this order. Each names its text several times, so it is given a column:
 * nested, they would repeat the first of them as often as the product of those counts.
 */
export const maskSteps: readonly { readonly name: string; readonly masked: (text: Sql) => Sql }[] = [
  { name: "without_secrets", masked: (text) => call(secretsFunction, text) },
  { name: "without_addresses", masked: (text) => call(addressesFunction, text) },
  { name: "without_ibans", masked: (text) => call(ibansFunction, text) },
  { name: "without_cards", masked: (text) => call(cardsFunction, text) },
  { name: "without_places", masked: (text) => call(placesFunction, text) },
  { name: "without_numbers", masked: (text) => call(numbersFunction, text) },
  { name: "without_people", masked: (text) => call(peopleFunction, text) },
];
