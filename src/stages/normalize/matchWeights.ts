/**
 * The Fellegi–Sunter model (Fellegi and Sunter 1969, A Theory for Record Linkage): a comparison level adds
 * log2(m / u) bits, m the share of pairs of one person that show it, u the share of pairs of two people.
 *
 * m and u are set by reasoning about how people sign up and write, not estimated: m from how often people use a second
 * address or mistype, u from how common an address, a name or a locale is. Which levels there are was settled while
 * looking at pairs of Splink's fake_1000 and at a multiplied copy of simulated tickets, so figures on those are no
 * held-out ones. Weights are milli-bits, so that both engines add the same integers.
 */
const milliBits = (m: number, u: number): number => Math.round(1000 * Math.log2(m / u));

/** One pair of records in 10,000 that blocking brings together by chance is one person. */
export const priorWeight = milliBits(1, 10_000);

export const userWeights = {
  /** Ids are unique: only a mistake in a record gives two people one. */
  same: milliBits(0.95, 1e-9),
  /** Some people have a second login. */
  different: milliBits(0.05, 1),
} as const;

export const emailWeights = {
  /** Shared mailboxes of families and teams are the chance agreement. */
  same: milliBits(0.7, 5e-7),
  /** The part before the @ at another provider, with the same two digits or more in it. */
  sameNumberedLocal: milliBits(0.05, 1e-5),
  /** The same without digits: addresses are made of names, so two people of one name often have it. */
  sameLocal: milliBits(0.08, 2e-3),
  /** Two edits or fewer within one domain, none of them in its digits, of which there are two or more. */
  nearNumbered: milliBits(0.04, 2e-5),
  /** Two edits or fewer within one domain, without digits. */
  near: milliBits(0.04, 1e-3),
  different: milliBits(0.13, 1),
} as const;

export const nameWeights = {
  /** First and last name, in either order: a few hundred first names times a few thousand last ones, unevenly spread. */
  same: milliBits(0.75, 1e-3),
  /** One word only: a nickname or first name. */
  sameWord: milliBits(0.75, 1e-2),
  /** Two edits or fewer in eight letters or more. */
  near: milliBits(0.1, 5e-4),
  /** The last name, and an initial where the other has a first name. */
  initial: milliBits(0.05, 2e-3),
  /** One word of two or more: the first or the last name, wherever it stands. */
  oneWord: milliBits(0.06, 3e-2),
  /** First names or last names within two edits, in five letters or more: says as much as it takes away. */
  similarWord: milliBits(0.05, 5e-2),
  different: milliBits(0.04, 1),
} as const;

export const localeWeights = {
  same: milliBits(0.95, 0.3),
  different: milliBits(0.05, 0.7),
} as const;

/** Members of a block that are all compared with each other; its pairs would grow with the square. */
export const largestBlock = 50;
