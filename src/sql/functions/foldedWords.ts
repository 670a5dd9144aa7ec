import type { Dialect } from "../dialect.ts";
import { sql, type Sql } from "../sql.ts";

/** Scripts written without spaces: every character becomes a word, and pairs of adjacent words make up for the rest. */
const unspaced = "([\\x{3040}-\\x{30FF}\\x{31F0}-\\x{31FF}\\x{3400}-\\x{4DBF}\\x{4E00}-\\x{9FFF}])";

/** Text as words: folded, anything but letters and digits as one space. The twin of `tokenise` in src/model/tokens.ts. */
export function foldedWords(dialect: Dialect, text: Sql): Sql {
  const letters = dialect.regexReplace(dialect.foldText(text), "[^\\p{L}\\p{N}]+", " ");
  const split = dialect.regexReplace(letters, unspaced, " $1 ");
  // only the splitting can leave two spaces side by side, and few texts need it
  return sql`trim(BOTH ' ' FROM CASE WHEN ${dialect.regexMatches(letters, unspaced)} THEN ${dialect.regexReplace(split, " +", " ")} ELSE ${letters} END)`;
}
