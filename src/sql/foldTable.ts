/**
 * The character table behind `fold_text`: capitals to small letters and accents away, for Latin, Greek and Cyrillic.
 * `lower` differs between the engines on a few of them (`Σ`, `İ`), so both use this table instead.
 */
const ranges: readonly (readonly [number, number])[] = [
  [0x41, 0x5a], // A to Z
  [0xc0, 0x17f], // Latin-1 letters, Latin Extended-A
  [0x218, 0x21b], // Romanian comma below
  [0x386, 0x3ce], // Greek
  [0x400, 0x45f], // Cyrillic
];

function foldCharacter(character: string): string {
  const bare = character
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}/gu, "");
  return bare === "ς" ? "σ" : bare;
}

const pairs: (readonly [string, string])[] = [];
for (const [first, last] of ranges) {
  for (let code = first; code <= last; code++) {
    const character = String.fromCharCode(code);
    const folded = foldCharacter(character);
    if (folded !== character && folded.length === 1) pairs.push([character, folded]);
  }
}

const latin1 = pairs.filter(([character]) => character <= "\u00ff");

/** The n-th character of `from` becomes the n-th character of `to`; `latin1` is the part of it below U+0100. */
export const foldTable = {
  from: pairs.map(([character]) => character).join(""),
  to: pairs.map(([, folded]) => folded).join(""),
  latin1: {
    from: latin1.map(([character]) => character).join(""),
    to: latin1.map(([, folded]) => folded).join(""),
  },
} as const;

const folded = new Map(pairs);

/** What `fold_text` gives for a text, in JavaScript: the classifier is trained on the tokens that SQL will see. */
export function foldTextOf(text: string): string {
  let result = "";
  for (const character of text) result += folded.get(character) ?? (character === "ß" ? "ss" : character);
  return result;
}
