import type { Dialect } from "../../src/sql/dialect.ts";
import { evidenceGain, rateRatio } from "../../src/sql/functions/evidenceGain.ts";
import { timeReading } from "../../src/spec/reading/timeFormat.ts";
import { declaredRating } from "../../src/sql/functions/declaredRating.ts";
import { clausesOf } from "../../src/sql/functions/clauses.ts";
import { composedTimeFunction, declaredTime } from "../../src/sql/functions/declaredTime.ts";
import {
  addressKey,
  bareAddress,
  emailKey,
  foldedAddress,
  nameKey,
  writtenName,
} from "../../src/sql/functions/identityKeys.ts";
import { foldedWord } from "../../src/sql/functions/foldedWord.ts";
import { foldedWords } from "../../src/sql/functions/foldedWords.ts";
import { foldText } from "../../src/sql/functions/foldText.ts";
import { foldedName } from "../../src/sql/functions/masking/foldedName.ts";
import {
  givenAmount,
  givenNumber,
  givenTime,
  writtenDecimalFunction,
  writtenTimeFunction,
} from "../../src/sql/functions/givenValue.ts";
import { foldedVersionFunction, givenVersion, writtenVersion } from "../../src/sql/functions/givenVersion.ts";
import { jsonFields } from "../../src/sql/functions/jsonFields.ts";
import { jsonKinds } from "../../src/sql/functions/jsonKinds.ts";
import { keyPart } from "../../src/sql/functions/keyPart.ts";
import { languageCode } from "../../src/sql/functions/languageCode.ts";
import { languageLetters } from "../../src/sql/functions/languageLetters.ts";
import { languageOfScript } from "../../src/sql/functions/languageOfScript.ts";
import { maskFunctions } from "../../src/sql/functions/maskPersonalData.ts";
import { namedRegionFunction, regionCode } from "../../src/sql/functions/regionCode.ts";
import { call } from "../../src/sql/functions/sqlFunction.ts";
import { valueForm } from "../../src/sql/functions/valueForm.ts";
import { versionKey } from "../../src/sql/functions/versionKey.ts";
import { constant, sql, trustedText, type Sql } from "../../src/sql/sql.ts";
import {
  keptText,
  markDeskLines,
  markEndings,
  markHeaders,
  markIntroductions,
  markOriginals,
  markQuotes,
} from "../../src/sql/functions/mailLines.ts";
import { keptPlaces, ownPieces, ownText } from "../../src/sql/functions/ownPieces.ts";
import { alignedText } from "../../src/sql/functions/plainText.ts";
import type { CaseValue, DialectCase } from "./cases.ts";

/** What a shared function gives for column `a`, on both engines. */
export interface FunctionCase extends Omit<DialectCase, "method"> {
  readonly called: string;
}

/** Every capital letter of the letter model's alphabet, a hundred in a word, and its small letters. */
const capitals: readonly (readonly [string, string])[] = [
  ...charactersOf(0x41, 0x5a),
  ...charactersOf(0xc0, 0xde),
  ...charactersOf(0x100, 0x24f),
  ...charactersOf(0x400, 0x42f),
  ...charactersOf(0x490, 0x490),
  ...charactersOf(0x1ea0, 0x1ef8),
]
  .filter((character) => /^\p{L}$/u.test(character) && character !== "İ")
  .filter((character) => /^[a-zß-öø-ɏа-џґẠ-ỹ]$/u.test(character.toLowerCase()))
  .reduce<string[]>(
    (words, character, index) =>
      index % 100 === 0 ? [...words, character] : [...words.slice(0, -1), `${words.at(-1)}${character}`],
    [],
  )
  .map((word) => [word, word.toLowerCase()] as const);

function charactersOf(first: number, last: number): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index));
}

/** So many fillers: characters of a text that aren't spoken. */
const f = (count: number): string => "\ue010".repeat(count);

function each(
  called: string,
  expression: (dialect: Dialect, a: Sql) => Sql,
  pairs: readonly (readonly [string | null, CaseValue])[],
): readonly FunctionCase[] {
  return pairs.map(([given, gives]) => ({
    called,
    title: JSON.stringify(given),
    rows: [{ a: given }],
    expression: (dialect) => expression(dialect, sql`a`),
    gives: [gives],
  }));
}

const mask =
  (name: string) =>
  (_dialect: Dialect, a: Sql): Sql => {
    const called = maskFunctions.find((made) => made.name === name);
    if (called === undefined) throw new TypeError(`no function ${name}`);
    return call(called, a);
  };
const rated =
  (format: string, low: number, high: number) =>
  (_dialect: Dialect, a: Sql): Sql =>
    declaredRating(a, constant(format), sql`${low}`, sql`${high}`);
/** A time in a declared form. */
const declared =
  (written: string) =>
  (dialect: Dialect, a: Sql): Sql => {
    const reading = timeReading(written);
    if ("problem" in reading) throw new Error(`a form of times lacks ${reading.problem}`);
    const { format, pattern = "", parts = "" } = reading;
    return declaredTime(a, {
      format: constant(format),
      pattern: dialect.regex(pattern),
      parts: trustedText(`'${parts}'`),
    });
  };
const asText = (dialect: Dialect, value: Sql): Sql => sql`CAST(${value} AS ${dialect.type("string")})`;
const seconds = (dialect: Dialect, a: Sql): Sql => asText(dialect, dialect.epochSeconds(givenTime(a)));

const thousandths = (dialect: Dialect, value: Sql): Sql =>
  asText(dialect, sql`CAST(${dialect.quantise(sql`1000 * ${value}`, 0)} AS BIGINT)`);
const double = (value: Sql): Sql => sql`CAST(${value} AS DOUBLE)`;
const gain = (referenceExposure: Sql): Sql =>
  evidenceGain({
    hits: double(sql`30`),
    exposure: double(sql`1`),
    referenceHits: double(sql`10`),
    referenceExposure: double(referenceExposure),
    overdispersion: double(sql`2`),
    rateRatio: double(sql`4`),
    edgeRatio: double(sql`1`),
  });

export const functionCases: readonly FunctionCase[] = [
  ...each("aligned_text", (_d, a) => alignedText(a), [
    ["a < b & c", "a < b & c"],
    ["<b>x</b>", `${f(3)}x${f(4)}`],
    ["x<br>y", `x\ue011${f(3)}y`],
    ["&amp;", `\ue013&${f(3)}`],
    ["&#x1F600;", `\ue013😀${f(7)}`],
    ["&#55296; &nope; &#9999999;", "&#55296; &nope; &#9999999;"],
    ["<blockquote>x</blockquote>", `\ue011\ue014\ue011${f(9)}x\ue011\ue015\ue011${f(10)}`],
    [null, null],
  ]),
  ...each("mark_quotes", (_d, a) => markQuotes(a), [
    ["\ue020> x\n\ue020y\n", "\ue021> x\n\ue020y\n"],
    ["\ue020> 5 x\n", "\ue020> 5 x\n"],
    ["\ue014a\ue014b\ue015c\ue015d", "\ue018a\ue01ab\ue01ac\ue019d"],
    [null, null],
  ]),
  ...each("mark_introductions", (_d, a) => markIntroductions(a), [
    ["\ue020On 1 Jan 2026, x wrote:\n\ue021> y\n", "\ue022On 1 Jan 2026, x wrote:\n\ue021> y\n"],
    ["\ue020On 1 Jan 2026, x wrote:\n\ue020y\n", "\ue023On 1 Jan 2026, x wrote:\n\ue020y\n"],
    ["\ue020plain:\n", "\ue020plain:\n"],
    [null, null],
  ]),
  ...each("mark_headers", (_d, a) => markHeaders(a), [
    ["\ue020x\n\ue020From: y\n\ue020Sent: z\n", "\ue020x\n\ue024From: y\n\ue020Sent: z\n"],
    ["\ue020From: y\n", "\ue020From: y\n"],
    [null, null],
  ]),
  ...each("mark_originals", (_d, a) => markOriginals(a), [
    ["\ue020--- Original Message ---\n", "\ue024--- Original Message ---\n"],
    ["\ue020Original message:\n", "\ue024Original message:\n"],
    ["\ue020Original message\n", "\ue020Original message\n"],
    [null, null],
  ]),
  ...each("mark_desk_lines", (_d, a) => markDeskLines(a), [
    ["\ue020Reply above this line\n", "\ue024Reply above this line\n"],
    ["\ue020Last comment in ticket #12: x\n", "\ue024Last comment in ticket #12: x\n"],
    ["\ue020x\n", "\ue020x\n"],
    [null, null],
  ]),
  ...each("mark_endings", (_d, a) => markEndings(a), [
    ["\ue020x\n\ue020-- \n\ue020y\n", "\ue020x\n\ue025-- \n\ue020y\n"],
    ["\ue020Sent from my iPhone\n", "\ue022Sent from my iPhone\n"],
    [null, null],
  ]),
  ...each("kept_text", (_d, a) => keptText(a), [
    ["\ue021> x\n\ue020y\n", `${f(4)}y\n`],
    ["\ue020y\n\ue025-- \n\ue020z\n", `y\n${f(6)}`],
    ["\ue020a \ue027bc\ue028 d\n", `a ${f(2)} d\n`],
    [null, null],
  ]),
  ...each("own_text", (_d, a) => ownText(a), [
    [`${f(4)} y\u00a0 z \n\n\n\nx\n`, "y z\n\nx"],
    [f(3), ""],
    [null, null],
  ]),
  ...each("kept_places", (_d, a) => keptPlaces(a, sql`'bc def '`), [
    [`${f(2)}bc\ue011${f(3)}def`, `${f(2)}bc${f(4)}def`],
    [null, null],
  ]),
  ...each("own_pieces", (_d, a) => ownPieces(a), [
    [`${f(2)}bc ${f(4)}  def \n`, "3:2 12:3"],
    ["日本 x", "1:4"],
    [f(3), ""],
    [null, null],
    [null, null],
  ]),
  ...each("fold_text", (_d, a) => foldText(a), [
    ["ÄÖÜ ß é Ñ Ç", "aou ss e n c"],
    ["ΑΣ İstanbul МОСКВА 日本", "ασ istanbul москва 日本"],
    ["plain ASCII", "plain ascii"],
    ["", ""],
    [null, null],
  ]),
  ...each("folded_word", (_d, a) => foldedWord(a), [
    ["ios", "ios"],
    [" iOS ", "ios"],
    ["Zürich", "zurich"],
    ["  ", null],
    ["", null],
    [null, null],
  ]),
  ...each("folded_words", (_d, a) => foldedWords(a), [
    ["Won't SYNC!  since\t4.8.2", "won t sync since 4 8 2"],
    ["同期できない x", "同 期 で き な い x"],
    ["…", ""],
    [null, null],
  ]),
  ...each("version_key", (_d, a) => versionKey(a), [
    ["5.10.0", "000000005.000000010.000000000"],
    ["srv-41", "srv.000000041"],
    ["5.10.0-beta.2", "000000005.000000010.0000000-1~beta.000000002"],
    ["5.10.1-rc", "000000005.000000010.000000000~rc"],
    [null, null],
  ]),
  ...each("written_version", (_d, a) => writtenVersion(a), [
    ["5.8", "5.8"],
    ["Version 5.8.0 (1234)", "5.8.0"],
    ["Varies with device", "Varies with device"],
    [null, null],
  ]),
  ...each("folded_version", (_d, a) => call(foldedVersionFunction, a), [
    ["Ver. 5.8", "5.8.0"],
    [null, null],
  ]),
  ...each("given_version", (_d, a) => givenVersion(a), [
    ["5.8.0", "5.8.0"],
    ["v5.8.0", "5.8.0"],
    ["Version 5.8.0 (1234)", "5.8.0"],
    ["5.8", "5.8.0"],
    ["Version: 5", "5.0.0"],
    ["v5.10 (build 512)", "5.10.0"],
    ["5.8.0.0", "5.8.0"],
    ["5.8.0.7", "5.8.0.7"],
    ["5.8.0+7", "5.8.0"],
    ["5.8 build 512", "5.8.0"],
    ["5.8.0-build.5", "5.8.0"],
    ["5.8.0/512", "5.8.0"],
    ["5.8.0-final", "5.8.0"],
    ["5.8.0-RC1", "5.8.0-rc.1"],
    ["5.8b2", "5.8.0-beta.2"],
    ["5.8 Beta", "5.8.0-beta"],
    ["5.8 (Beta 2)", "5.8.0-beta.2"],
    ["5.8.0-SNAPSHOT+5", "5.8.0-snapshot"],
    ["5.8.0-5", "5.8.0-5"],
    ["5.8.x", "5.8.x"],
    ["srv-41", "srv-41"],
    ["Varies with device", null],
    ["latest (1)", null],
    ["beta", null],
    ["-", null],
    [null, null],
  ]),
  ...each("written_time", (_d, a) => call(writtenTimeFunction, a), [
    ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"],
    ["2026-01-02 03:04", "2026-01-02 03:04:00"],
    ["2026-01-02 03:04:05.1234567+00", "2026-01-02 03:04:05.123456+00:00"],
    ["2026-01-02T03:04:05+0130", "2026-01-02T03:04:05+01:30"],
    ["2026-01-02T03:04:05+01:00[Europe/Berlin]", "2026-01-02T03:04:05+01:00"],
    ["2026-01-02T03:04Z[Etc/GMT+1]", "2026-01-02T03:04:00Z"],
    ["2026-01-02T03:04:05[Europe/Berlin]", "2026-01-02T03:04:05[Europe/Berlin]"],
    ["yesterday", "yesterday"],
    [null, null],
  ]),
  ...each("given_time", seconds, [
    ["2026-01-02T03:04:05Z", "1767323045"],
    ["2026-01-02 03:04", "1767323040"],
    ["2026-01-02T03:04:05+0100", "1767319445"],
    ["yesterday", null],
    [null, null],
  ]),
  ...each("composed_time", (_d, a) => call(composedTimeFunction, a), [
    ["2025-1-31T14:5:.||", "2025-01-31T14:5:00"],
    ["25-Sep-3T7:05:09.123456789||Z", "2025-09-03T07:05:09.123456Z"],
    ["2025-mars-01T12:00:00.|a.m.|", "2025-03-01T00:00:00"],
    ["2025-Okt.-01T12:00:00.|PM|", "2025-10-01T12:00:00"],
    ["2025-août-01T1:00:00.5|pm|+0200", "2025-08-01T13:00:00.5+02:00"],
    ["2025-déc.-01T00:00:00.||EST", "2025-12-01T00:00:00-05:00"],
    ["2025-juin-01T00:00:00.||GMT", "2025-06-01T00:00:00Z"],
    ["2025-juil.-01T00:00:00.||CEST", "2025-07-01T00:00:00+02:00"],
    ["2025-Mai-01T00:00:00.||", "2025-05-01T00:00:00"],
    ["2025-janv.-01T00:00:00.||", "2025-01-01T00:00:00"],
    ["2025-FÉVR.-01T00:00:00.||", "2025-02-01T00:00:00"],
    ["2025-März-01T00:00:00.||", "2025-03-01T00:00:00"],
    ["2025-Mrz-01T00:00:00.||", "2025-03-01T00:00:00"],
    ["2025-avr.-01T00:00:00.||", "2025-04-01T00:00:00"],
    ["2025-November-01T00:00:00.||", "2025-11-01T00:00:00"],
    ["2025-Brumaire-01T00:00:00.||", "2025-Brumaire-01T00:00:00"],
    [null, null],
  ]),
  ...each("declared_time", declared("dd.MM.yyyy HH:mm"), [
    ["31.01.2025 14:05", "2025-01-31T14:05:00"],
    ["31.01.2025 24:05", null],
    ["2025-01-31", null],
    [null, null],
  ]),
  ...each("declared_time", declared("M/d/yyyy h:mm a"), [["1/31/2025 2:05\u202FPM", "2025-01-31T14:05:00"]]),
  ...each("declared_time", declared("dd/MMM/yy HH:mm"), [["30/Sep/21 17:20", "2021-09-30T17:20:00"]]),
  ...each("declared_time", declared("rfc-2822"), [
    ["Fri, 31 Jan 2025 14:05:09 -0500", "2025-01-31T14:05:09-05:00"],
    ["31 Jan 2025 14:05 GMT", "2025-01-31T14:05:00Z"],
  ]),
  ...each("declared_time", declared("iso"), [["2025-01-31 14:05", "2025-01-31 14:05:00"]]),
  ...each("declared_time", declared("epoch"), [
    ["1738332300", "2025-01-31 14:05:00Z"],
    ["1.7383323005E9", "2025-01-31 14:05:00.5Z"],
    ["-1", null],
    ["1738332300000", null],
    ["now", null],
  ]),
  ...each("declared_time", declared("epoch-ms"), [
    ["1738332300250", "2025-01-31 14:05:00.25Z"],
    ["99999999999999999", null],
  ]),
  ...each("declared_time", declared("excel"), [
    ["45688.586805555555", "2025-01-31 14:05:00"],
    ["45688", "2025-01-31 00:00:00"],
    ["20250131", null],
  ]),
  ...each("declared_rating", rated("scale", 1, 5), [
    ["4", "4.00"],
    ["4/5", "4.00"],
    ["8/10", null],
    ["★★★★", "4.00"],
    ["★★☆☆☆", "2.00"],
    ["⭐️⭐️⭐️", "3.00"],
    ["4,5", "4.50"],
    ["5 stars", "5.00"],
    ["3 von 5", "3.00"],
    ["8", null],
    ["0", null],
    ["-3", null],
    ["80%", null],
    ["☆☆☆☆☆", null],
    ["great", null],
    ["4 or 5", null],
    [null, null],
  ]),
  ...each("declared_rating", rated("scale", 0, 10), [
    ["8", "4.20"],
    ["NPS 9", "4.60"],
    ["0", "1.00"],
    ["10", "5.00"],
    ["11", null],
  ]),
  ...each("declared_rating", rated("nps", 0, 10), [
    ["9", "5"],
    ["8", "3"],
    ["6", "1"],
    ["11", null],
  ]),
  ...each("written_decimal", (_d, a) => call(writtenDecimalFunction, a), [
    ["1.5", "1.5"],
    ["0.1234567890123456789", "0.12345678901234567"],
    ["1,5", "1,5"],
    [null, null],
  ]),
  ...each("given_number", (d, a) => asText(d, givenNumber(a)), [
    ["1.00005", "1.0001"],
    ["-1e2", "-100.0000"],
    ["0.30000000000000000001", "0.3000"],
    ["one", null],
    [null, null],
  ]),
  ...each("given_amount", (d, a) => asText(d, givenAmount(a)), [
    ["1.005", "1.01"],
    ["1.0049", "1.00"],
    ["one", null],
    [null, null],
  ]),
  ...each("json_fields", (d, a) => d.mapGet(jsonFields(a), sql`'b'`), [
    ['{"b": "text", "a": 1}', "text"],
    ['{"b": {"c": [1, 2]}}', '{"c":[1,2]}'],
    ['{"a": 1}', null],
    ['["b"]', null],
    ['{"b": NaN}', null],
    ["{", null],
    [null, null],
  ]),
  ...each("json_kinds", (d, a) => d.mapGet(jsonKinds(a), sql`'b'`), [
    ['{"b": "text", "a": 1}', "text"],
    ['{"b": {"c": [1, 2]}}', "object"],
    ['{"b": 1, "b": 2}', null],
    [null, null],
  ]),
  ...each("value_form", (_d, a) => valueForm(constant("text"), a), [
    ["", "empty"],
    [" \t", "empty"],
    [null, "empty"],
    ["1738332300", "number of 10 digits"],
    ["1738332300000", "number of 13 digits"],
    ["-5", "whole number"],
    ["4.5", "number with point"],
    ["4,5", "number with comma"],
    ["2026-01-31", "ISO date"],
    ["2026-01-31 14:05", "ISO time without offset"],
    ["2026-01-31T14:05:09.5Z", "ISO time in UTC"],
    ["2026-01-31T14:05:09+01:00[Europe/Berlin]", "ISO time with offset"],
    ["31.1.2026", "date with points"],
    ["31.01.26, 14:05", "time with points"],
    ["1/31/2026", "date with slashes"],
    ["2026/01/31 14:05", "time with slashes"],
    ["Sat, 31 Jan 2026 14:05:00 +0100", "date with month name"],
    ["January 31, 2026", "date with month name"],
    ["31. Januar 2026", "date with month name"],
    ["4.8.0", "version"],
    ["ann@example.org", "e-mail address"],
    ["<ann@example.org>", "text"],
    ["https://example.org/a?b", "web address"],
    ["it broke again", "text"],
    ["同期できません", "text"],
    ["3f9a0c2e-11aa", "code"],
    ["v4.8.0", "like a9.9"],
    ["en-US", "like a-A"],
    ["en_US", "like a_A"],
    ["iOS", "like Aa"],
    ["ANDROID", "like A"],
    ["Ann Lee", "like Aa Aa"],
    ["rev-12-x9-7", "like a-9"],
    ["5 ★", "like 9 ?"],
    ["Straße", "like Aa"],
  ]),
  ...each("value_form", (_d, a) => valueForm(constant("object"), a), [
    ['{"b":{"c":1},"a":2}', "JSON object of a, b"],
    ["{}", "JSON object of "],
  ]),
  ...each("value_form", (_d, a) => valueForm(a, constant("x")), [
    ["null", "empty"],
    ["number", "JSON number"],
    ["list", "JSON list"],
    ["boolean", "JSON boolean"],
    ["text", "like a"],
  ]),
  ...each("key_part", (_d, a) => keyPart(a), [
    ["bc", "2:bc"],
    ["", "0:"],
    ["日本", "2:日本"],
    [null, "-"],
  ]),
  ...each("bare_address", (_d, a) => bareAddress(foldedAddress(a)), [
    ["Jo March <Jo.March@X.example>", "jo.march@x.example"],
    ['"March, Jo" <jo@x.example>, <second@x.example>', "jo@x.example"],
    ["jo@x.example (Jo March)", "jo@x.example"],
    ["mailto:jo@x.example?subject=Hi", "jo@x.example"],
    ["jo%2Bnews%40x.example", "jo+news@x.example"],
    ["'o'neil@x.example'.", "o'neil@x.example"],
    ["<>", null],
    ["no address", null],
    ["", null],
    [null, null],
  ]),
  ...each("address_key", (_d, a) => addressKey(a), [
    ["jon.green+x@gmail.com", "jongreen@gmail.com"],
    ["jon.green@googlemail.com", "jongreen@gmail.com"],
    ["jon.green+x+y@x.example", "jon.green@x.example"],
    ["jon@localhost", null],
    [null, null],
  ]),
  ...each("email_key", (_d, a) => emailKey(a), [
    [" Jon.Green+news@GMail.com ", "jongreen@gmail.com"],
    ["jon.green+x@googlemail.com", "jongreen@gmail.com"],
    ["Jon.Green+x@mail.example.org", "jon.green@mail.example.org"],
    ["Jon Green <Jon.Green@mail.example.org>", "jon.green@mail.example.org"],
    ["no address", null],
    [null, null],
  ]),
  ...each("written_name", (_d, a) => writtenName(a), [
    ["Jo March", "Jo March"],
    ["Jo March <jo@x.example>", "Jo March"],
    ['"March, Jo" <jo@x.example>', "March, Jo"],
    ["'Jo March' via Support <support@x.example>", "Jo March"],
    ["Jo March (Sales) <jo@x.example>", "Jo March"],
    ["jo@x.example (Jo March)", "Jo March"],
    ["Jo March (she/her)", "Jo March"],
    ["Sinéad O'Connor", "Sinéad O'Connor"],
    ["jo@x.example", null],
    ["jo@x.example <jo@x.example>", null],
    ["(", "("],
    [null, null],
  ]),
  ...each("name_key", (_d, a) => nameKey(a), [
    ["Green, Jön", "jon green"],
    ["Jon  Green", "jon green"],
    ["A Google User", "a google user"],
    ["!", null],
    [null, null],
  ]),
  ...each("named_region", (_d, a) => call(namedRegionFunction, a), [
    ["DEU", "DE"],
    ["United States", "US"],
    ["Côte d’Ivoire", "CI"],
    ["DE", null],
    ["", null],
    [null, null],
  ]),
  ...each("region_code", (_d, a) => regionCode(a), [
    ["DEU", "DE"],
    ["deu", "DE"],
    ["de", "DE"],
    ["UK", "GB"],
    ["Bosnia & Herzegovina", "BA"],
    ["türkiye", "TR"],
    ["419", "419"],
    ["EUR", null],
    [".deu:", "DE"],
    ["somewhere", null],
    ["", null],
    [null, null],
  ]),
  ...each("language_code", (_d, a) => languageCode(a), [
    ["DE", "de"],
    ["pt_BR", "pt"],
    ["iw-IL", "he"],
    ["nb", "no"],
    ["eng", "en"],
    ["GER", "de"],
    ["zho-Hant-TW", "zh"],
    ["BEL", null],
    ["german", null],
    ["", null],
    [null, null],
  ]),
  ...each("language_letters", (_d, a) => languageLetters(a), [
    ["Ça plante… J'ai 3 notes!\n\tENCORE", "ça plante j ai notes encore"],
    ["İSTANBUL ISPARTA Straße ŁÓDŹ Œuvre Ậ", "istanbul isparta straße łódź œuvre ậ"],
    ["ΑΣ ПІСЛЯ Ґанок Ёж ǅ \u212a\u2126", "після ґанок ёж ǆ k"],
    ["[email] see https://a.example/b or me@b.example [url:c.example] [name]", "see or"],
    ["[brackets] stay", "brackets stay"],
    ["word ".repeat(100), "word ".repeat(20).trim()],
    ["日本 123 🙂", ""],
    ["", ""],
    [null, null],
  ]),
  // beyond ASCII the engines' own lower differs on some characters: on none of those that the alphabet keeps
  ...each("language_letters", (_d, a) => languageLetters(a), capitals),
  ...each("clauses", (_d, a) => clausesOf(a), [
    ["It crashes. Sync 5.10.0 is fine!", ["It crashes.", "Sync 5.10.0 is fine!"]],
    ["Used to work but now crashes", ["Used to work", "but now crashes"]],
    ["Früher ging es, aber jetzt nicht", ["Früher ging es,", "aber jetzt nicht"]],
    ["Avant ça marchait, mais plus maintenant", ["Avant ça marchait,", "mais plus maintenant"]],
    ["Quero mais opções", ["Quero mais opções"]],
    ["Funcionaba, pero ya no", ["Funcionaba,", "pero ya no"]],
    ["Eskiden iyiydi, ama şimdi çöküyor", ["Eskiden iyiydi,", "ama şimdi çöküyor"]],
    ["Раньше работало, но теперь нет", ["Раньше работало,", "но теперь нет"]],
    ["Раніше працювало, але тепер ні", ["Раніше працювало,", "але тепер ні"]],
    ["以前は動きましたが、今は落ちます。直して", ["以前は動きましたが、", "今は落ちます。", "直して"]],
    ["以前正常，但是现在闪退。", ["以前正常，", "但是现在闪退。"]],
    ["전에는 됐는데 지금은 튕겨요", ["전에는 됐는데", "지금은 튕겨요"]],
    [
      "Sync has stopped since Monday, and I was charged twice",
      ["Sync has stopped since Monday,", "and I was charged twice"],
    ],
    ["Wi-Fi, and LTE", ["Wi-Fi, and LTE"]],
    ["one; two\n  three\r\nfour", ["one;", "two", "three", "four"]],
    ["Hm... really?! (yes.) ok", ["Hm...", "really?!", "(yes.)", "ok"]],
    ["see www.example.org/a?b=c.d now", ["see www.example.org/a?b=c.d now"]],
    ["x".repeat(450), ["x".repeat(200), "x".repeat(200), "x".repeat(50)]],
    ["👍🏽 but ␞ 1", ["👍🏽", "but ", "1"]],
    ["", []],
    [null, null],
  ]),
  ...each("language_of_script", (_d, a) => languageOfScript(a), [
    ["同期できない", "ja"],
    ["アプリが crash する", "ja"],
    ["the sign says 出口 in the lobby of this hotel", null],
    ["通知没有到", "zh"],
    ["無法同步筆記", "zh"],
    ["最高", null],
    ["알림이 안 와요", "ko"],
    ["Δεν ανοίγει", "el"],
    ["האפליקציה קורסת", "he"],
    ["التطبيق لا يعمل", "ar"],
    ["برنامه باز نمی‌شود", "fa"],
    ["ایپ نہیں کھل رہی ہے", "ur"],
    ["ऐप नहीं खुल रहा", "hi"],
    ["แอปเปิดไม่ได้", "th"],
    ["не работает", null],
    ["xyz", null],
    ["", null],
    [null, null],
  ]),
  ...each("folded_name", (_d, a) => foldedName(a), [
    ["Jörg Groß, JOERG GROSS", "jorg gross, jorg gross"],
    ["Bjørn Łukasz Đorđe Œuvre Æsa", "bjorn lukasz dorde ouvre asa"],
    ["Nguyễn Thị Hằng", "nguyen thi hang"],
    ["I\u0307pek ışık Zoe\u0308", "ipek isik zo"],
    ["Иван 田中 42", "иван 田中 42"],
    ["", ""],
    [null, null],
  ]),
  ...each("unify_characters", mask("unify_characters"), [
    ["４１１１\u00a01111\u200b１１１１–１１１１ ＡＢ", "4111 11111111-1111 AB"],
    ["٤٢ ۴۲ ४२ 𝟒𝟸", "42 42 42 42"],
    ["a·b 1／2 3：4 x＠y．z", "a.b 1/2 3:4 x@y.z"],
    // between words a dash is a dash, and a joiner holds an emoji together
    ["well – fine 👩\u200d💻 don’t", "well – fine 👩\u200d💻 don’t"],
    ["plain text", "plain text"],
    [null, null],
  ]),
  ...each("mark_dates", mask("mark_dates"), [
    ["order 2025-01-06, 06.01.2025", "order \ue0022025-01-06, \ue00206.01.2025"],
    [null, null],
  ]),
  ...each("mark_technical_numbers", mask("mark_technical_numbers"), [
    ["build 20230917164801 at 1767225600", "build \ue00220230917164801 at \ue0021767225600"],
    ["4096000000 bytes, 0x00000019, face::add", "\ue0024096000000 bytes, \ue0020x00000019, face:\ue002:add"],
    [null, null],
  ]),
  ...each("mask_devices", mask("mask_devices"), [
    ["from 192.168.10.24 and 00:1A:2b:3C:4d:5E, version 5.8.0.1", "from [ip] and [mac], version 5.8.0.1"],
    ["2001:db8::7 fe80::1, IP: 5.8.0.1, 10:30:00-11:30:00", "[ip] [ip], IP: [ip], 10:30:00-11:30:00"],
    [null, null],
  ]),
  ...each("mask_certain_phones", mask("mask_certain_phones"), [
    ["call +49 (0)170 1234567", "call [phone]"],
    ["Phone: 467 3395, МОБ. 467 33 95, 電話番号 467-3395", "Phone: [phone], МОБ. [phone], 電話番号 [phone]"],
    ["phone 12, 3 phones", "phone 12, 3 phones"],
    [null, null],
  ]),
  ...each("mask_ids", mask("mask_ids"), [
    ["ssn 536-90-4399, AB 12 34 56 C", "ssn [id], [id]"],
    ["PASSPORT NO. 533380006, ИНН 7707083893", "PASSPORT NO. [id], ИНН [id]"],
    [null, null],
  ]),
  ...each("mask_ibans", mask("mask_ibans"), [
    ["IBAN DE89 3704 0044 0532 0130 00, de89370400440532013000.", "IBAN [iban], [iban]."],
    ["GB82 WEST 1234 5698 7654 32 or 33", "[iban] or 33"],
    // the check digits are wrong, or digits are missing
    ["DE88 3704 0044 0532 0130 00 and DE89 3704 0044", "[number] and DE89 3704 0044"],
    ["de88 3704 0044 0532 0130 00 as 12 of 345678901", "de88 3704 0044 0532 0130 00 as 12 of 345678901"],
    [null, null],
  ]),
  ...each("mask_cards", mask("mask_cards"), [
    ["card 4111 1111 1111 1111, 378282246310005 and 4111.1111.1111.1111", "card [card], [card] and [card]"],
    // not a Luhn sum; not a prefix of a scheme
    ["4111 1111 1111 1112, 9111 1111 1111 1111", "4111 1111 1111 1112, 9111 1111 1111 1111"],
    [null, null],
  ]),
  ...each("mask_phones", mask("mask_phones"), [
    ["06 12 34 56 78, (555) 123-4567, 0171/1234567", "[phone], [phone], [phone]"],
    [null, null],
  ]),
  ...each("mask_references", mask("mask_references"), [
    ["order 4711-0815 and ticket #A-48151", "order [number] and ticket #[number]"],
    [
      "ЗАКАЗ № 4821, SİPARİŞ NO 4821, 注文番号：4821",
      "ЗАКАЗ № [number], SİPARİŞ NO [number], 注文番号：[number]",
    ],
    ["my account of 2023, case 12", "my account of 2023, case 12"],
    [null, null],
  ]),
  ...each("mask_long_numbers", mask("mask_long_numbers"), [
    ["9400111899223197428490 or 12345678", "[number] or 12345678"],
    [null, null],
  ]),
  ...each("mask_secrets", mask("mask_secrets"), [
    ["password: hunter2hunter2", "password: [secret]"],
    ["ПАРОЛЬ: qwerty12, Şifrem: kedi99", "ПАРОЛЬ: [secret] Şifrem: [secret]"],
    ["sk-abcdefghijklmnop1234", "[secret]"],
    ["nothing to hide", "nothing to hide"],
    [null, null],
  ]),
  ...each("mask_addresses", mask("mask_addresses"), [
    ["mail me at jon.green@mail.example.org", "mail me at [email]"],
    ["jane (at) example (dot) org, jane at example dot org", "[email], [email]"],
    ["see https://jon:secret@shop.example/order?token=abc now", "see [url:shop.example] now"],
    ["write to @jon_green42", "write to [handle]"],
    ["@Override, <!-- @browser: x -->, E5430 @ 2.66GHz", "@Override, <!-- @browser: x -->, E5430 @ 2.66GHz"],
    [null, null],
  ]),
  ...each("mask_numbers", mask("mask_numbers"), [
    ["from 192.168.10.24, order 48213377", "from [ip], order [number]"],
    ["build 20230917164801, error at 1767225600", "build 20230917164801, error at 1767225600"],
    ["version 5.8.0 of 2026", "version 5.8.0 of 2026"],
    [null, null],
  ]),
  ...each("mask_names_in_context", mask("mask_names_in_context"), [
    ["in \ue001May\ue001 it crashed. Regards, \ue001May\ue001", "in May it crashed. Regards, [name]"],
    [
      "\ue001Mark\ue001 \ue001Young\ue001, J. [name]; \ue001will\ue001 it?",
      "[name] [name], [name]; will it?",
    ],
    ["It fails.\n\ue001Rose\ue001", "It fails.\n[name]"],
    [null, null],
  ]),
  ...each("mask_people", mask("mask_people"), [
    ["I spoke with Sarah Connor and Mr. Özil", "I spoke with [name] and Mr. [name]"],
    ["Frau Müller, меня зовут Иван Петров", "Frau [name], меня зовут [name]"],
    ["I spoke with Support, user agent Firefox", "I spoke with Support, user agent Firefox"],
    [null, null],
  ]),
  ...each("mask_places", mask("mask_places"), [
    ["at 12 Baker Street, London NW1 6XE.", "at [address]."],
    ["Musterstraße 12, 10115 Berlin; ул. Ленина, д. 5", "[address]; [address]"],
    ["step 5 of 12, Street View", "step 5 of 12, Street View"],
    [null, null],
  ]),
  ...each(
    "rate_ratio",
    (d, a) => thousandths(d, rateRatio(sql`CAST(${a} AS INT)`, sql`CAST(0.25 AS DOUBLE)`)),
    [
      ["1500", "1375"],
      ["0", "250"],
      [null, null],
    ],
  ),
  // 30 hits against 10 over twice the exposure, 4 against an edge of 1, overdispersion 2: 10 ln 2
  ...each("evidence_gain", (d, a) => thousandths(d, gain(a)), [
    ["2", "6931"],
    ["0", "0"],
    [null, "0"],
  ]),
];
