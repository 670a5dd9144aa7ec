/** A piece of SQL text. */
export interface Token {
  readonly kind: "space" | "comment" | "literal" | "quoted" | "word" | "symbol";
  readonly text: string;
  /** Where it begins in the text. */
  readonly at: number;
}

const pattern =
  /(?<space>\s+)|(?<comment>--[^\n]*)|(?<literal>[rR]'[^']*'|'(?:[^'\\]|\\.|'')*')|(?<quoted>"[^"]*"|`[^`]*`)|(?<word>[A-Za-z0-9_$:{][\w$.{}]*)|(?<symbol>->|<=|>=|<>|\|\||.)/gsu;

/** SQL text in pieces that together are the text again. Literals, quoted names and comments are one piece each. */
export function tokensOf(text: string): readonly Token[] {
  return [...text.matchAll(pattern)].map(({ 0: found, index, groups = {} }) => {
    const kind = Object.keys(groups).find((name) => groups[name] !== undefined);
    return { kind: kind as Token["kind"], text: found, at: index };
  });
}
