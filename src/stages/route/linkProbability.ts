import type { Dialect } from "../../sql/dialect.ts";
import { join, sql, type Sql } from "../../sql/sql.ts";

/**
 * The probability that a ticket belongs to an issue: logistic in what follows, shared out among the issues that the ticket
 * is compared with and none of them. All evidence is whole thousandths of a nat, so that sums are equal on both engines.
 *
 * Coefficients are fitted by `bench/tickets.ts --fit` on worlds with an even seed and on world-small, whose links are known;
 * figures are in docs/explanation/routing.md.
 */

/** From this probability on a ticket is linked, and from that one on a reviewer is asked (basis points). */
export const linkedFrom = 7000;
export const askedFrom = 2000;

/** A word says ln of its share in the issue over its share in general, no less than nothing and no more than this. */
const mostOfWord = 700;
/** A link needs more of the words than one of them can say, and a little: one word alone may be of anything. */
export const linkedText = 750;
/** The words of a title together say no more than this: long titles are no surer. */
const mostOfText = 4200;
/** A word that fewer texts in a million hold counts as one that so many hold: of rarer ones the share is not known. */
const rarestShare = 10_000;

/** What a word says for an issue; shares are parts per million. */
export function wordEvidence(dialect: Dialect, shareHere: Sql, shareInGeneral: Sql): Sql {
  const ratio = dialect.divide(shareHere, sql`greatest(${shareInGeneral}, ${rarestShare})`);
  return sql`CASE
          WHEN ${shareHere} <= greatest(${shareInGeneral}, ${rarestShare}) THEN 0
          ELSE least(${mostOfWord}, CAST(${dialect.quantise(sql`1000 * ln(${ratio})`, 0)} AS BIGINT))
        END`;
}

/** What the words of a title say together. */
export const textEvidence = (wordSum: Sql): Sql => sql`least(${mostOfText}, ${wordSum})`;

/**
 * What the days from onset to opening say: ln of the share of main tickets that are opened on such a day over that of all
 * tickets. Of a release or a spike from worlds with an even seed and from 200 tickets of other worlds, 14 of which were
 * opened 5 to 123 days before the onset that was detected. What goes on has no day that its tickets are near.
 */
const daysOfDetected: readonly (readonly [from: number, evidence: number])[] = [
  [61, -2200],
  [31, -1000],
  [15, 400],
  [-3, 2200],
  [-21, -300],
  [-45, -1200],
];
const longBefore = -2200;
const daysOfOngoing: readonly (readonly [from: number, evidence: number])[] = [
  [121, -700],
  [-3, 0],
];
const ongoingLongBefore = -1000;

export function timeEvidence(origin: Sql, daysAfterOnset: Sql): Sql {
  const cases = (ongoing: boolean, days: typeof daysOfDetected): readonly Sql[] =>
    days.map(
      ([from, evidence]) =>
        sql`WHEN ${origin} ${ongoing ? sql`=` : sql`<>`} 'standing' AND ${daysAfterOnset} >= ${from} THEN ${evidence}`,
    );
  return sql`CASE
          ${join(
            [...cases(false, daysOfDetected), ...cases(true, daysOfOngoing)],
            sql`
          `,
          )}
          WHEN ${origin} = 'standing' THEN ${ongoingLongBefore}
          ELSE ${longBefore}
        END`;
}

/** Thousandths for each unit of evidence. `ongoing`: of an issue that no alarm founded; few tickets are about one. */
const coefficients = {
  constant: -2450,
  ongoing: -2250,
  unknownArea: -1350,
  text: 2600,
  category: 1400,
  time: 1200,
} as const;

/** Odds in thousandths, a whole number, of columns origin, area_agrees, text_milli, category_milli and time_milli. */
export function linkOdds(dialect: Dialect): Sql {
  const { constant, ongoing, unknownArea, text, category, time } = coefficients;
  const logit = sql`${1000 * constant}
          + CASE WHEN origin = 'standing' THEN ${1000 * ongoing} ELSE 0 END
          + CASE WHEN area_agrees THEN 0 ELSE ${1000 * unknownArea} END
          + ${text} * text_milli
          + ${category} * category_milli
          + ${time} * time_milli`;
  return sql`CAST(${dialect.quantise(
    sql`1000 * exp(greatest(-12, least(12, ${dialect.divide(
      sql`(
          ${logit}
        )`,
      sql`1000000`,
    )})))`,
    0,
  )} AS BIGINT)`;
}
