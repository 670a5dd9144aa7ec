/** The scale of a column of ratings, seen from its values. */
export interface RatingScale {
  /** Lowest and highest value of the scale, which may be wider than what was seen. */
  readonly low: number;
  readonly high: number;
  /** How a value is written: a number, `4/5`, stars, or a number before a word. */
  readonly form: "number" | "fraction" | "stars" | "words";
  /** Share of the values, from 0 to 1, that have the form. */
  readonly share: number;
}

const forms: readonly {
  readonly form: RatingScale["form"];
  readonly value: (text: string) => number | undefined;
}[] = [
  {
    form: "number",
    value: (text) => (/^-?\d+(?:[.,]\d+)?$/.test(text) ? Number(text.replace(",", ".")) : undefined),
  },
  { form: "fraction", value: (text) => matched(/^(\d+(?:[.,]\d+)?)\s*\/\s*\d+$/, text) },
  {
    form: "stars",
    value: (text) =>
      /^(?:★|☆|⭐\uFE0F?)+$/u.test(text)
        ? [...text].filter((letter) => letter === "★" || letter === "⭐").length
        : undefined,
  },
  {
    form: "words",
    value: (text) => matched(/^(\d+(?:[.,]\d+)?)\s+\p{L}+$/u, text) ?? matched(/^\p{L}+\s+(\d+)$/u, text),
  },
];

const matched = (expression: RegExp, text: string): number | undefined => {
  const found = expression.exec(text)?.[1];
  return found === undefined ? undefined : Number(found.replace(",", "."));
};

const leastShare = 0.8;

/** Undefined where fewer than four in five values are ratings of one form, or they lie outside 0 to 10. */
export function ratingScale(values: readonly string[]): RatingScale | undefined {
  const trimmed = values.map((value) => value.trim());
  for (const { form, value } of forms) {
    const read = trimmed.map(value).filter((rating) => rating !== undefined);
    const share = trimmed.length === 0 ? 0 : read.length / trimmed.length;
    if (share < leastShare) continue;
    const [low, high] = [Math.min(...read), Math.max(...read)];
    if (low < 0 || high > 10) return undefined;
    return { low: low === 0 || high > 5 ? 0 : 1, high: high > 5 ? 10 : 5, form, share };
  }
  return undefined;
}
