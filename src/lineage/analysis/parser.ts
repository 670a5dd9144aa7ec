import { isNode, type Node } from "./node.ts";

/** How the parser knows our dialects. */
export type ParserDialect = "databricks" | "duckdb";

/** Parses one statement of our own SQL. Throws {@link ParseFailure} where it can't. */
export type Parser = (text: string, dialect: ParserDialect) => Node;

/** A statement that isn't SQL to the parser. The message holds its line and column, never the text. */
export class ParseFailure extends Error {
  override readonly name = "ParseFailure";
}

let loading: Promise<Parser> | undefined;

/**
 * The parser, loaded once and late: 23 MB of WebAssembly and some 0.3 s that no other command should pay. It only reads;
 * what it writes or translates is not used, since it moves comments and gets too many statements wrong.
 */
export function loadParser(): Promise<Parser> {
  loading ??= import("@polyglot-sql/sdk").then(async (polyglot): Promise<Parser> => {
    await polyglot.init();
    return (text, dialect) => {
      const { success, ast, error } = polyglot.parse(
        readable(text, dialect),
        dialect === "duckdb" ? polyglot.Dialect.DuckDB : polyglot.Dialect.Databricks,
      );
      const statements: unknown = ast;
      if (!success) throw new ParseFailure(error ?? "no SQL");
      const [statement, ...others] = Array.isArray(statements) ? (statements as unknown[]) : [statements];
      if (others.length > 0 || !isNode(statement)) throw new ParseFailure("not one statement");
      return statement;
    };
  });
  return loading;
}

/**
 * The parser takes some names of ours for keywords in places where both engines take them for names, so they are quoted
 * for it. Literals, comments and quoted names stay as they are; what runs is never touched.
 */
function readable(text: string, dialect: ParserDialect): string {
  const quote = dialect === "duckdb" ? '"' : "`";
  return text.replaceAll(/'(?:[^']|'')*'|--[^\n]*|"[^"]*"|`[^`]*`|\b(?:language|body)\b/g, (found) =>
    found === "language" || found === "body" ? `${quote}${found}${quote}` : found,
  );
}
