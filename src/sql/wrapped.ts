import { tokensOf, type Token } from "./tokens.ts";

/** A token or what brackets or CASE and END hold, as it is printed: with a space before it or without. */
type Node =
  | { readonly kind: "token"; readonly token: Token; readonly spaced: boolean }
  | {
      readonly kind: "group";
      readonly open: Token;
      readonly close: Token;
      readonly spaced: boolean;
      readonly inner: readonly Node[];
    };

/** Lines that are longer are broken. */
const width = 120;
const step = 2;

/**
 * SQL text whose long lines are broken where a person would break them: before a clause, after a comma, before AND and OR,
 * at WHEN, at the outermost bracket. Only spaces between tokens become line breaks; every token stays as it is.
 */
export function wrapped(text: string): string {
  return logicalLines(text)
    .flatMap(({ tokens, text: line }) => (line.length <= width ? [line] : wrappedLine(tokens, line)))
    .join("\n");
}

interface Line {
  readonly text: string;
  readonly tokens: readonly Token[];
}

const lineOf = (tokens: readonly Token[]): Line => ({
  tokens,
  text: tokens.map((token) => token.text).join(""),
});

/** Lines as tokens; a literal that holds line breaks belongs to one line. */
function linesOf(text: string): readonly Line[] {
  const lines: Token[][] = [[]];
  for (const token of tokensOf(text)) {
    if (token.kind !== "space") {
      lines.at(-1)?.push(token);
      continue;
    }
    token.text.split("\n").forEach((spaces, index) => {
      if (index > 0) lines.push([]);
      if (spaces !== "") lines.at(-1)?.push({ ...token, text: spaces });
    });
  }
  return lines.map(lineOf);
}

/**
 * Lines, an expression that spans several taken as one where its first line is too long or opens several brackets at once:
 * fragments that were put into each other broke it where no one would.
 */
function logicalLines(text: string): readonly Line[] {
  const lines = linesOf(text);
  const joined: Line[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index];
    if (line === undefined) break;
    const opens = depthOf(line.tokens);
    const end =
      opens > 1 || (opens === 1 && line.text.length > width) ? endOfExpression(lines, index) : index;
    joined.push(end === index ? line : lineOf(lines.slice(index, end + 1).flatMap(spacedTokens)));
    index = end;
  }
  return joined;
}

/** The line on which an expression ends that begins on another; the same line where it is more than an expression. */
function endOfExpression(lines: readonly Line[], start: number): number {
  // one function over and over is laid out as it is (`chained`)
  if (/^[^(]*?(\w+\()\1+$/.test(lines[start]?.text ?? "")) return start;
  let depth = 0;
  for (let index = start; index < lines.length; index++) {
    const tokens = lines[index]?.tokens ?? [];
    if (tokens.some(({ kind, text }) => kind === "comment" || text === "SELECT")) return start;
    depth += depthOf(tokens);
    if (depth <= 0) return depth < 0 ? start : index;
  }
  return start;
}

/** Brackets and CASEs that a line opens, less those that it closes. */
const depthOf = (tokens: readonly Token[]): number =>
  tokens.reduce(
    (depth, { text }) => depth + (opening.has(text) ? 1 : 0) - (closing[text] === undefined ? 0 : 1),
    0,
  );

/** The tokens of a line that follows another: a blank for the line break, none after an opening bracket or before a closing one. */
function spacedTokens({ tokens }: Line, index: number, lines: readonly Line[]): readonly Token[] {
  if (index === 0) return tokens;
  const [first, ...rest] = tokens;
  const own = first?.kind === "space" ? rest : tokens;
  const tight = lines[index - 1]?.text.endsWith("(") === true || own[0]?.text === ")";
  return tight ? own : [{ kind: "space", text: " ", at: 0 }, ...own];
}

function wrappedLine(tokens: readonly Token[], text: string): readonly string[] {
  const indent = /^ */.exec(text)?.[0].length ?? 0;
  if (tokens.some((token) => token.kind === "comment" || token.text.includes("\n"))) return [text];
  return printed(nodesOf(tokens), indent);
}

function nodesOf(tokens: readonly Token[]): readonly Node[] {
  interface Open {
    readonly token: Token | undefined;
    readonly spaced: boolean;
    readonly nodes: Node[];
  }
  const stack: Open[] = [{ token: undefined, spaced: false, nodes: [] }];
  let spaced = false;
  for (const token of tokens) {
    const top = stack.at(-1);
    if (top === undefined) break;
    if (token.kind === "space") {
      spaced = true;
      continue;
    }
    const closes = closing[token.text];
    if (closes !== undefined && top.token?.text === closes) {
      stack.pop();
      stack
        .at(-1)
        ?.nodes.push({ kind: "group", open: top.token, close: token, spaced: top.spaced, inner: top.nodes });
    } else if (opening.has(token.text)) stack.push({ token, spaced, nodes: [] });
    else top.nodes.push({ kind: "token", token, spaced });
    spaced = false;
  }
  // what is closed on a later line isn't a group of this one
  return stack.flatMap(({ token, spaced: before, nodes }): readonly Node[] =>
    token === undefined ? nodes : [{ kind: "token", token, spaced: before }, ...nodes],
  );
}

const closing: Readonly<Record<string, string>> = { ")": "(", "]": "[", END: "CASE" };
const opening: ReadonlySet<string> = new Set(Object.values(closing));

const flat = (nodes: readonly Node[]): string =>
  nodes
    .map((node, index) => {
      const before = node.spaced && index > 0 ? " " : "";
      if (node.kind === "token") return `${before}${node.token.text}`;
      const space = node.close.text === "END" ? " " : "";
      return `${before}${node.open.text}${space}${flat(node.inner)}${space}${node.close.text}`;
    })
    .join("");

/** The lines of nodes, all of them indented, with text that follows the last of them. */
function printed(nodes: readonly Node[], indent: number, after = ""): readonly string[] {
  const line = `${" ".repeat(indent)}${flat(nodes)}${after}`;
  if (line.length <= width || nodes.length === 0) return [line];
  if (clauses.has(wordOf(nodes[0])) && byClause(nodes).length === 1)
    return printedClause(nodes, indent, after);
  for (const split of [byClause, byComma, byWord("OR"), byWord("AND"), byOperator]) {
    const parts = split(nodes);
    if (parts.length > 1) return laidOut(parts, split, indent, after);
  }
  return opened(nodes, indent, after);
}

type Split = (nodes: readonly Node[]) => readonly (readonly Node[])[];

const wordOf = (node: Node | undefined): string => (node?.kind === "token" ? node.token.text : "");

function splitBefore(
  nodes: readonly Node[],
  begins: (index: number) => boolean,
): readonly (readonly Node[])[] {
  const parts: Node[][] = [[]];
  nodes.forEach((node, index) => {
    if (index > 0 && begins(index)) parts.push([]);
    parts.at(-1)?.push(node);
  });
  return parts;
}

const clauses = new Set([
  "SELECT",
  "FROM",
  "WHERE",
  "GROUP",
  "ORDER",
  "HAVING",
  "QUALIFY",
  "WINDOW",
  "UNION",
  "JOIN",
  "LEFT",
  "CROSS",
  "FULL",
  "ON",
  "WHEN",
  "THEN",
  "ELSE",
  "VALUES",
  "SET",
  "PARTITION",
  "ROWS",
  "MERGE",
  "USING",
  "COMMENT",
  "REVOKE",
  "TO",
]);
/** Clauses that belong to the one before them. */
const deeper = new Set(["THEN", "ON"]);
const joins = new Set(["LEFT", "CROSS", "FULL"]);

function byClause(nodes: readonly Node[]): readonly (readonly Node[])[] {
  return splitBefore(nodes, (index) => {
    const word = wordOf(nodes[index]);
    return (
      clauses.has(word) &&
      !(word === "JOIN" && joins.has(wordOf(nodes[index - 1]))) &&
      // a window by its name, IS NULL ON and the like stay with their word
      !(word === "COMMENT" && index === 0) &&
      // extract(… FROM …), trim(BOTH ' ' FROM …)
      !(word === "FROM" && ["BOTH", "DISTINCT"].includes(wordOf(nodes[index - 2]) || wordOf(nodes[0])))
    );
  });
}

const byComma: Split = (nodes) => splitBefore(nodes, (index) => wordOf(nodes[index - 1]) === ",");

function byWord(word: "AND" | "OR"): Split {
  return (nodes) =>
    splitBefore(nodes, (index) => {
      if (wordOf(nodes[index]) !== word) return false;
      if (word === "OR") return true;
      const before = nodes.slice(0, index).map(wordOf);
      return before.lastIndexOf("BETWEEN") <= before.lastIndexOf("AND");
    });
}

const operators = new Set([
  "+",
  "-",
  "*",
  "/",
  "=",
  "<>",
  "<",
  ">",
  "<=",
  ">=",
  "||",
  "AS",
  "IN",
  "OVER",
  "LIKE",
  "RLIKE",
  "IS",
]);

function byOperator(nodes: readonly Node[]): readonly (readonly Node[])[] {
  const arithmetic = splitBefore(
    nodes,
    (index) =>
      ["+", "-", "*", "/", "||"].includes(wordOf(nodes[index])) &&
      nodes[index]?.spaced === true &&
      nodes[index + 1]?.spaced === true,
  );
  return arithmetic.length > 1 ? arithmetic : [nodes];
}

function laidOut(
  parts: readonly (readonly Node[])[],
  split: Split,
  indent: number,
  after: string,
): readonly string[] {
  const last = parts.length - 1;
  const end = (index: number): string => (index === last ? after : "");
  if (split === byClause)
    return parts.flatMap((part, index) =>
      printedClause(part, index > 0 && deeper.has(wordOf(part[0])) ? indent + step : indent, end(index)),
    );
  if (split === byComma) return filled(parts, indent, after);
  return parts.flatMap((part, index) => printed(part, index === 0 ? indent : indent + step, end(index)));
}

/** The items of a list: plain ones share lines, one with brackets has its own. */
function filled(parts: readonly (readonly Node[])[], indent: number, after: string): readonly string[] {
  const lines: string[] = [];
  let line = "";
  const flush = (): void => {
    if (line !== "") lines.push(`${" ".repeat(indent)}${line}`);
    line = "";
  };
  parts.forEach((part, index) => {
    const end = index === parts.length - 1 ? after : "";
    if (part.some((node) => node.kind === "group")) {
      flush();
      lines.push(...printed(part, indent, end));
      return;
    }
    const text = `${flat(part)}${end}`;
    if (line !== "" && indent + line.length + 1 + text.length > width) flush();
    line = line === "" ? text : `${line} ${text}`;
  });
  flush();
  return lines;
}

/** A clause that is too long: its word alone where what follows is a list, else with the first condition. */
function printedClause(nodes: readonly Node[], indent: number, after: string): readonly string[] {
  const line = `${" ".repeat(indent)}${flat(nodes)}${after}`;
  if (line.length <= width) return [line];
  const rest = nodes.findIndex(
    (_node, index) =>
      index > 0 &&
      !["BY", "ALL", "DISTINCT", "JOIN", "INTO", "MATCHED", "NOT"].includes(wordOf(nodes[index])),
  );
  const [head, body] = [nodes.slice(0, rest), nodes.slice(rest)];
  if (rest > 0 && clauses.has(wordOf(head[0])) && byComma(body).length > 1)
    return [`${" ".repeat(indent)}${flat(head)}`, ...printed(body, indent + step, after)];
  for (const split of [byComma, byWord("OR"), byWord("AND"), byOperator] as const) {
    const parts = split(nodes);
    if (parts.length > 1) return laidOut(parts, split, indent, after);
  }
  return opened(nodes, indent, after);
}

/** The longest group of nodes that no word or comma divides, opened: its brackets at the ends of two lines. */
function opened(nodes: readonly Node[], indent: number, after: string): readonly string[] {
  const groups = nodes.flatMap((node, index) =>
    node.kind === "group" ? [{ node, index, length: flat([node]).length }] : [],
  );
  const longest = groups.toSorted((left, right) => right.length - left.length)[0];
  if (longest === undefined || longest.node.inner.length === 0) {
    const at = nodes.findIndex((node, index) => index > 0 && operators.has(wordOf(node)));
    return at <= 0
      ? [`${" ".repeat(indent)}${flat(nodes)}${after}`]
      : [...printed(nodes.slice(0, at), indent), ...printed(nodes.slice(at), indent + step, after)];
  }
  const { node, index } = longest;
  // what a CASE compares stays next to it
  const first = node.open.text === "CASE" ? node.inner.findIndex((inner) => wordOf(inner) === "WHEN") : 0;
  const operand =
    indent + flat(nodes.slice(0, index)).length + flat(node.inner.slice(0, first)).length < width ? first : 0;
  const before = flat([
    ...nodes.slice(0, index),
    { kind: "token", token: node.open, spaced: node.spaced },
    ...node.inner.slice(0, operand),
  ]);
  const rest = nodes.slice(index + 1);
  const restText = flat(rest);
  const closed = `${node.close.text}${rest[0]?.spaced === true ? " " : ""}${restText}${after}`;
  const inside =
    node.open.text === "CASE"
      ? branches(node.inner.slice(operand), indent + step)
      : printed(node.inner, indent + step);
  const end =
    indent + closed.length <= width
      ? [`${" ".repeat(indent)}${closed}`]
      : printed([{ kind: "token", token: node.close, spaced: false }, ...rest], indent, after);
  return [`${" ".repeat(indent)}${before}`, ...inside, ...end];
}

/** The branches of a CASE, each on lines of its own. */
function branches(nodes: readonly Node[], indent: number): readonly string[] {
  return splitBefore(nodes, (index) => ["WHEN", "ELSE"].includes(wordOf(nodes[index]))).flatMap((branch) => {
    const line = `${" ".repeat(indent)}${flat(branch)}`;
    if (line.length <= width) return [line];
    const [condition = [], value = []] = splitBefore(branch, (index) => wordOf(branch[index]) === "THEN");
    if (value.length === 0) return printedClause(condition, indent, "");
    return [...printedClause(condition, indent, ""), ...printedClause(value, indent + step, "")];
  });
}
