/** Put before what only looks like personal data; no rule matches behind it, and it is taken out last. No text holds it. */
export const keepMark = "\ue002";

// What stands before a match is captured and put back, since there is no look-behind; behind it nothing is consumed, so
// that of two matches side by side both are found. Only Latin letters count as the inside of a word: Japanese and
// Chinese put no space before an address or a number.
export const start = "(^|[^A-Za-z0-9_\\x{E002}])";
export const startOfNumber = "(^|[^A-Za-z0-9_.,\\x{E002}-]|[^0-9\\x{E002}][.,-])";
/** After a match whose last part could go on; it is consumed and put back, so such rules run twice. */
export const end = "([^A-Za-z0-9_]|$)";
export const latin = "A-Za-z0-9À-ɏ";

/**
 * Letters of the scripts that put spaces between words and have capitals, as ranges: an engine compiles every pattern for
 * every statement, and the whole of Unicode's letters takes it a hundred times as long.
 */
export const letters = "A-Za-zÀ-ɏ\\x{370}-\\x{52F}\\x{1E00}-\\x{1FFF}";
/** Capitals of those scripts, as far as names in the languages of `contract/` begin with them. */
export const capitals =
  "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚ\\x{386}-\\x{38F}Α-Ω\\x{400}-\\x{42F}ҐƠƯẠẢẤẦẬẮẰẶẸẾỀỆỈỊỌỐỒỘỚỜỢỤỨỪỰỲỴỶỸ";
/** Small letters of those scripts; a range of both cases counts, too. */
export const small =
  "a-zß-öø-ÿ\\x{101}-\\x{24F}\\x{3AC}-\\x{3CE}\\x{430}-\\x{45F}\\x{48B}-\\x{52F}\\x{1E01}-\\x{1EF9}";
/** Before a word. */
export const wordStart = `(^|[^${letters}0-9_])`;

/**
 * Alternatives without regard to case. Java folds ASCII letters only and RE2 all, so both cases of any other letter are
 * written out.
 */
export const anyCase = (...alternatives: readonly string[]): string =>
  `(?i:${bothCases(alternatives.join("|"))})`;

function bothCases(pattern: string): string {
  let isInClass = false;
  return [...pattern]
    .map((character) => {
      if (character === "[") isInClass = true;
      if (character === "]") isInClass = false;
      const other = character.toLowerCase() === character ? character.toUpperCase() : character.toLowerCase();
      if (character <= "\u007f" || other === character || [...other].length > 1) return character;
      return isInClass ? `${character}${other}` : `[${character}${other}]`;
    })
    .join("");
}
