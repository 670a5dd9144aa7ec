/** Pieces of SQL text that hold no syntax: literals, quoted identifiers, comments. */
const opaque = /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`(?:[^`]|``)*`|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** Applies a function to what is outside literals, quoted identifiers and comments, and another one to those. */
export function mapSql(
  sql: string,
  outside: (code: string) => string,
  inside: (piece: string) => string,
): string {
  let result = "";
  let at = 0;
  for (const match of sql.matchAll(opaque)) {
    result += outside(sql.slice(at, match.index)) + inside(match[0]);
    at = match.index + match[0].length;
  }
  return result + outside(sql.slice(at));
}

/** Statements of a file, split at semicolons that are syntax; what holds only comments is none. */
export function statementsOf(file: string): readonly string[] {
  const mark = "\u0000";
  return mapSql(
    file,
    (code) => code.replaceAll(";", mark),
    (piece) => piece,
  )
    .split(mark)
    .map((statement) => statement.trim())
    .filter((statement) => mapSql(statement, (code) => code, comment).trim() !== "");
}

function comment(piece: string): string {
  return piece.startsWith("--") || piece.startsWith("/*") ? "" : piece;
}
