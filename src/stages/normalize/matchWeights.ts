/**
 * The Fellegi–Sunter model (Fellegi and Sunter 1969, A Theory for Record Linkage): a comparison level adds
 * log2(m / u) bits, m the share of pairs of one person that show it, u the share of pairs of two people.
 *
 * m and u are set by reasoning about how people sign up and write, and how common an address, a name or a locale is, not
 * estimated. Which levels there are, and the m of near names and addresses, were settled while looking at pairs of one
 * person in half of Splink's fake_1000, half of febrl's dataset1 and a simulated world; the other halves were kept aside
 * (docs/explanation/identity.md). Weights are milli-bits, so that both engines add the same integers.
 */
const milliBits = (m: number, u: number): number => Math.round(1000 * Math.log2(m / u));

/** One pair of records in 10,000 that blocking brings together by chance is one person. */
export const priorWeight = milliBits(1, 10_000);

/** What a field says about a pair: its levels, each with its weight. The first that holds is the one that counts. */
export const userWeights = {
  missing: 0,
  /** Ids are unique: only a mistake in a record gives two people one. */
  same: milliBits(0.95, 1e-9),
  /** Some people have a second login. */
  different: milliBits(0.05, 1),
} as const;

export const emailWeights = {
  missing: 0,
  /** One mailbox, which is called as one of the two: by the first name, or its initial with the last name. */
  same_own: milliBits(0.6, 5e-8),
  /** One mailbox. Families share some, which is the chance agreement. */
  same: milliBits(0.7, 5e-7),
  /** A mailbox that several people use: it says where they are, not who they are. */
  same_shared: milliBits(0.8, 3e-4),
  /** Both are such mailboxes, or one is, and they differ: as good as missing. */
  shared: 0,
  /** The same before the @, in a domain within two edits. */
  near_domain: milliBits(0.05, 1e-5),
  /** The part before the @ at another provider, with the same two digits or more in it. */
  same_numbered_local: milliBits(0.05, 1e-5),
  /** The same without digits: addresses are made of names, so two people of one name often have it. */
  same_local: milliBits(0.08, 2e-3),
  /** Two edits or fewer within one domain, none of them in its digits, of which there are two or more. */
  near_numbered: milliBits(0.04, 2e-5),
  /** Two edits or fewer within one domain, without digits. */
  near: milliBits(0.04, 1e-3),
  different: milliBits(0.13, 1),
} as const;

export const nameWeights = {
  missing: 0,
  /** First and last name, in either order. */
  same: milliBits(0.5, 2e-4),
  /** One word only: a nickname or first name. */
  same_word: milliBits(0.75, 1e-2),
  /** Both words alike but for a typing error, in either order. */
  near: milliBits(0.2, 8e-5),
  /** The last name, and an initial or a short form where the other has a first name. */
  initial: milliBits(0.05, 2e-3),
  /** The first name, and a last name that two typing errors or a turned pair of letters would explain. */
  alike: milliBits(0.06, 1e-3),
  /** One word, which the name of the other holds. */
  part: milliBits(0.06, 3e-2),
  /** One word each, the first and the last name that one mailbox is called by. */
  complement: milliBits(0.05, 5e-2),
  /** A first name that is spelled alike, and the last name: Paul and Paula, Tim and Tom are often two people. */
  alike_first: milliBits(0.01, 1e-1),
  /** One name of both, the other contradicts: relatives, or people of one first name. */
  one_name: milliBits(0.04, 1),
  /** Different words, one of which is all there is: a nickname, a first name, a last name. */
  different_word: milliBits(0.04, 1),
  different: milliBits(0.04, 1),
} as const;

export const localeWeights = {
  missing: 0,
  same: milliBits(0.95, 0.3),
  different: milliBits(0.05, 0.7),
} as const;

type Level<Weights> = Extract<keyof Weights, string>;
const levelsOf = <Weights extends object>(weights: Weights): readonly Level<Weights>[] =>
  Object.keys(weights) as Level<Weights>[];
export const userLevels = levelsOf(userWeights);
export const emailLevels = levelsOf(emailWeights);
export const nameLevels = levelsOf(nameWeights);
export const localeLevels = levelsOf(localeWeights);

/** Names that can't be one person's, however likely the rest makes it. */
export const contradictingNames = [
  "one_name",
  "different_word",
  "different",
] as const satisfies readonly Level<typeof nameWeights>[];

/** Names that are the same person's where more than the name speaks for it: links that rest on one hold in any company. */
export const agreeingNames = ["same", "near"] as const satisfies readonly Level<typeof nameWeights>[];

/** Why a pair is decided as it is. */
export const linkReasons = [
  /** The weight, against the thresholds of the spec. */
  "weight",
  /** It would merge, but nothing except name and locale agrees. */
  "name_alone",
  /** It would merge, but the names contradict each other, and the user id isn't the same. */
  "names_contradict",
  /** It would merge, but would join people whose names contradict each other. */
  "contested",
  /** A reviewer decided. */
  "person",
] as const;

/** Members of a block that are all compared with each other; its pairs would grow with the square. */
export const largestBlock = 50;

/** The same of names: one that more identities have says too little about any two of them. */
export const largestNameBlock = 10;
