/**
 * A share as counts, and what it says of texts that no one labelled. Whole basis points: nothing here depends on a
 * machine.
 */
export interface ShareEstimate {
  readonly hits: number;
  readonly examples: number;
  /** hits / examples, rounded; null where there are no examples. */
  readonly figureBp: number | null;
  /** The interval that holds the share behind it, 95 times of 100. */
  readonly lowBp: number | null;
  readonly highBp: number | null;
}

/** The two-sided 95 % quantile of the normal distribution. */
const z = 1.959963984540054;

/**
 * Wilson's score interval (E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22,
 * 1927): (p + z²/2n ± z·sqrt(p(1−p)/n + z²/4n²)) / (1 + z²/n). It holds for few texts and for shares near 0 and 1, where
 * the plain normal interval does not (Brown, Cai and DasGupta, "Interval Estimation for a Binomial Proportion", 2001).
 */
export function estimateShare(hits: number, examples: number): ShareEstimate {
  if (examples === 0) return { hits, examples, figureBp: null, lowBp: null, highBp: null };
  const share = hits / examples;
  const centre = share + (z * z) / (2 * examples);
  const reach = z * Math.sqrt((share * (1 - share)) / examples + (z * z) / (4 * examples * examples));
  const scale = 10_000 / (1 + (z * z) / examples);
  return {
    hits,
    examples,
    figureBp: Math.floor((20_000 * hits + examples) / (2 * examples)),
    lowBp: Math.max(0, Math.round((centre - reach) * scale)),
    highBp: Math.min(10_000, Math.round((centre + reach) * scale)),
  };
}
