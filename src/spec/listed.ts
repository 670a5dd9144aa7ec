/** Words as a sentence has them: `a, b or c`. */
export const listed = (words: readonly string[], last = "or"): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1) ?? ""}`;
