/** A piece of SQL text. */
export interface Token {
  readonly kind: "space" | "comment" | "literal" | "quoted" | "word" | "symbol";
  readonly text: string;
  /** Where it begins in the text. */
  readonly at: number;
}

const pattern =
  /\s+|--[^\n]*|[rR]'[^']*'|'(?:[^'\\]|\\.|'')*'|"[^"]*"|`[^`]*`|[A-Za-z0-9_$:{][\w$.{}]*|->|<=|>=|<>|\|\||./gsu;

/** SQL text in pieces that together are the text again. Literals, quoted names and comments are one piece each. */
export function tokensOf(text: string): readonly Token[] {
  return Array.from(text.matchAll(pattern), ({ 0: found, index }) => ({
    kind: kindOf(found),
    text: found,
    at: index,
  }));
}

/** By its first characters, as the alternatives of the pattern begin; a quote that nothing closes is a symbol. */
function kindOf(text: string): Token["kind"] {
  const [first = ""] = text;
  if (/\s/.test(first)) return "space";
  if (text.startsWith("--")) return "comment";
  if (/^[rR]?'./s.test(text)) return "literal";
  if (/^["`]./s.test(text)) return "quoted";
  return /[A-Za-z0-9_$:{]/.test(first) ? "word" : "symbol";
}
