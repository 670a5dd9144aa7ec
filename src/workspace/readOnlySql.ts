/** Pieces of SQL that hold no syntax: literals, quoted identifiers, comments. */
const opaque = /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`(?:[^`]|``)*`|--[^\n]*|\/\*[\s\S]*?\*\//g;

const readers: ReadonlySet<string> = new Set(["SELECT", "WITH", "SHOW", "DESCRIBE", "DESC"]);

/**
 * Why a statement may do more than read; undefined where it only reads. Databricks takes one statement per request and
 * checks the privileges of the user; this prevents a write by mistake. What follows a WITH may be an INSERT
 * (Spark's grammar, `ctes? dmlStatementNoWith`), and `http_request` sends.
 */
export function writesIn(statement: string): string | undefined {
  const code = statement.replaceAll(opaque, (piece) => (/^(?:--|\/\*)/.test(piece) ? " " : " ? "));
  if (/['"`]|\/\*/.test(code)) return "a literal, a quoted name or a comment is not closed";
  const [body = "", ...rest] = code.split(";");
  if (rest.some((part) => part.trim() !== "")) return "it holds more than one statement";
  const first = /^[\s(]*([A-Za-z]+)/.exec(body)?.[1]?.toUpperCase();
  if (first === undefined || !readers.has(first)) {
    return `it begins with ${first ?? "nothing that reads"}, not with SELECT, WITH, SHOW or DESCRIBE`;
  }
  const writing = /\b(INSERT|MERGE|UPDATE|DELETE|TRUNCATE|COPY)\b/i.exec(outside(body));
  if (writing !== null && first === "WITH") return `what follows WITH is ${writing[0].toUpperCase()}`;
  if (/\bhttp_request\s*\(/i.test(body)) return "http_request sends";
  return undefined;
}

/** What is in no parentheses: a common table expression can't write. */
function outside(code: string): string {
  let depth = 0;
  let kept = "";
  for (const character of code) {
    if (character === "(") depth += 1;
    if (depth === 0) kept += character;
    if (character === ")") depth -= 1;
  }
  return kept;
}
