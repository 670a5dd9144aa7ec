import type { FieldProfile } from "./fieldProfile.ts";

/** From this share of its values on a field counts as what they look like. */
const most = 0.8;

/** What the values of a field look like, in words: none of the values themselves. */
export function fieldWords({
  filled,
  distinct,
  time,
  rating,
  versions,
  emails,
  locales,
  words,
}: FieldProfile): string {
  if (filled === 0) return "empty";
  if (time !== undefined) {
    const zone = time.hasZone ? "" : ", no zone";
    return `time, ${time.format}${zone}${time.orElse === undefined ? "" : ` (or ${time.orElse})`}`;
  }
  if (emails >= most) return "e-mail address";
  if (versions >= most) return "version";
  if (rating !== undefined) {
    const form = rating.form === "number" ? "" : `, written as ${rating.form}`;
    return `number from ${rating.low} to ${rating.high}${form}`;
  }
  if (locales >= most && distinct <= 300) return "language or locale";
  if (distinct === 1) return "one value";
  return words > 3 ? `text, ${words} words` : words > 1 ? "words" : "word or code";
}
