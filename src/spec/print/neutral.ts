import { withoutSecrets } from "../secrets.ts";

/**
 * Characters that could make a terminal, a log or a reader see something other than what is written: control
 * characters (and so escape sequences), marks that change the direction of text, line breaks that are none in YAML,
 * and characters without width. Joiners stay: emoji and several scripts need them.
 */
const deceptive =
  /(?![\t\n])\p{Cc}|[\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/gu;

/**
 * One visible character for each, so that columns stay. A tab and a newline stay themselves. What looks like a secret is
 * hidden: a log keeps what a terminal forgets.
 */
export const neutral = (text: string): string =>
  withoutSecrets(text.toWellFormed()).replaceAll(deceptive, stand);

/** On one line: a newline becomes visible, a tab a blank. */
export const neutralLine = (text: string): string =>
  neutral(text.replaceAll("\n", "\u2424").replaceAll("\t", " "));

/** C0 and DEL have pictures of their own (␛ for escape); the others become the sign for what can't be shown. */
function stand(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\uFFFD";
}
