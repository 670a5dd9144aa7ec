import { comparisons, ruleFunctions, type Rule, type RuleNode, type RuleType } from "../contract/rule.ts";
import type { ColumnType } from "../sql/columnType.ts";

/** What is wrong, at which character of the rule's text (from 0), over how many, and names that may be meant. */
export interface RuleProblem {
  readonly problem: string;
  readonly at: number;
  readonly length: number;
  readonly near: readonly string[];
}

/** Deeper nesting isn't a rule that someone reads, and would exhaust the stack. */
const deepest = 50;
const longest = 2000;

interface Token {
  readonly kind: "word" | "number" | "text" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

const tokenPattern =
  /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(\d+(?:\.\d+)?)|'((?:[^']|'')*)'|(<=|>=|<>|!=|[=<>+\-(),]))/y;

class RuleError extends Error {
  readonly found: RuleProblem;
  constructor(problem: string, at: number, length: number, near: readonly string[] = []) {
    super(problem);
    this.found = { problem, at, length: Math.max(length, 1), near };
  }
}

/** Reads a rule about the rows of one table, whose columns have the given types. */
export function parseRule(text: string, columns: Readonly<Record<string, ColumnType>>): Rule | RuleProblem {
  try {
    return new Parser(tokensOf(text), columns).rule();
  } catch (error) {
    if (error instanceof RuleError) return error.found;
    throw error;
  }
}

function tokensOf(text: string): readonly Token[] {
  if (text.length > longest)
    throw new RuleError(`it is longer than ${longest} characters`, longest, text.length - longest);
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  let at = 0;
  while (at < end) {
    tokenPattern.lastIndex = at;
    const match = tokenPattern.exec(text);
    if (!match) {
      const start = at + text.slice(at).length - text.slice(at).trimStart().length;
      throw text[start] === "'"
        ? new RuleError("the text that begins here has no closing '", start, end - start)
        : new RuleError(
            `this character has no meaning in a rule: expected columns, numbers, 'text', ${comparisons.join(" ")} + - ( ) ,`,
            start,
            1,
          );
    }
    const [whole, word, number, quoted, sign] = match;
    const start = at + whole.length - whole.trimStart().length;
    if (word !== undefined) tokens.push({ kind: "word", text: word, at: start });
    else if (number !== undefined) tokens.push({ kind: "number", text: number, at: start });
    else if (quoted !== undefined)
      tokens.push({ kind: "text", text: quoted.replaceAll("''", "'"), at: start });
    else tokens.push({ kind: "sign", text: sign === "!=" ? "<>" : (sign ?? ""), at: start });
    at = tokenPattern.lastIndex;
  }
  return [...tokens, { kind: "end", text: "", at: end }];
}

/** Recursive descent, loosest first: OR, AND, NOT, comparison, + and -, operand. */
class Parser {
  readonly #tokens: readonly Token[];
  readonly #columns: Readonly<Record<string, ColumnType>>;
  readonly #literals: string[] = [];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], columns: Readonly<Record<string, ColumnType>>) {
    this.#tokens = tokens;
    this.#columns = columns;
  }

  rule(): Rule {
    const tree = this.#typed("boolean", () => this.#or());
    const rest = this.#peek();
    if (rest.kind !== "end")
      throw new RuleError(
        "the rule is complete before this: expected AND, OR or its end",
        rest.at,
        rest.text.length,
      );
    return { tree, literals: this.#literals };
  }

  #or(): RuleNode {
    return this.#chain("or", () => this.#chain("and", () => this.#not()));
  }

  #chain(kind: "and" | "or", operand: () => RuleNode): RuleNode {
    const first = this.#peek();
    let left = operand();
    while (this.#word(kind)) {
      this.#expectType(left, "boolean", first);
      left = { kind, left, right: this.#typed("boolean", operand), type: "boolean" };
    }
    return left;
  }

  #not(): RuleNode {
    if (!this.#word("not")) return this.#comparison();
    return this.#deeper(() => ({
      kind: "not",
      value: this.#typed("boolean", () => this.#not()),
      type: "boolean",
    }));
  }

  #comparison(): RuleNode {
    const value = this.#sum();
    const token = this.#peek();
    const operator = comparisons.find((candidate) => token.kind === "sign" && candidate === token.text);
    if (operator) {
      this.#next += 1;
      return {
        kind: "compare",
        operator,
        left: value,
        right: this.#typed(value.type, () => this.#sum()),
        type: "boolean",
      };
    }
    if (this.#word("is")) {
      const negated = this.#word("not");
      this.#expectWord("null");
      return { kind: "null", value, negated, type: "boolean" };
    }
    const negated = this.#word("not");
    if (this.#word("between")) {
      const low = this.#typed(value.type, () => this.#sum());
      this.#expectWord("and");
      return {
        kind: "between",
        value,
        low,
        high: this.#typed(value.type, () => this.#sum()),
        negated,
        type: "boolean",
      };
    }
    if (this.#word("in")) {
      this.#expectSign("(");
      const list = this.#list(() => this.#typed(value.type, () => this.#sum()));
      return { kind: "in", value, list, negated, type: "boolean" };
    }
    if (negated) this.#unexpected("BETWEEN or IN");
    return value;
  }

  #sum(): RuleNode {
    const first = this.#peek();
    let left = this.#operand();
    for (let token = this.#peek(); token.kind === "sign"; token = this.#peek()) {
      const operator = token.text;
      if (operator !== "+" && operator !== "-") break;
      this.#next += 1;
      this.#expectType(left, "number", first);
      left = {
        kind: "sum",
        operator,
        left,
        right: this.#typed("number", () => this.#operand()),
        type: "number",
      };
    }
    return left;
  }

  #operand(): RuleNode {
    const token = this.#take();
    if (token.kind === "number") return this.#number(token.text, token);
    if (token.kind === "text") return this.#literal(token.text, "text");
    if (token.kind === "sign" && token.text === "-" && this.#peek().kind === "number")
      return this.#number(`-${this.#take().text}`, token);
    if (token.kind === "sign" && token.text === "(") {
      const inner = this.#deeper(() => this.#or());
      this.#expectSign(")");
      return inner;
    }
    if (token.kind !== "word") {
      this.#next -= 1;
      return this.#unexpected("a column, a number, 'text' or (");
    }
    const word = token.text.toLowerCase();
    if (word === "true" || word === "false") return this.#literal(word, "boolean");
    const next = this.#peek();
    return next.kind === "sign" && next.text === "(" ? this.#call(word, token) : this.#column(word, token);
  }

  #number(text: string, token: Token): RuleNode {
    if (!/^-?\d{1,18}(\.\d{1,6})?$/.test(text))
      throw new RuleError("a number has at most 18 digits and 6 decimals", token.at, text.length);
    return this.#literal(text, "number");
  }

  #literal(text: string, type: "text" | "number" | "boolean"): RuleNode {
    this.#literals.push(text);
    return { kind: "literal", position: this.#literals.length - 1, type };
  }

  #column(name: string, token: Token): RuleNode {
    const type = Object.hasOwn(this.#columns, name) ? this.#columns[name] : undefined;
    const known = Object.keys(this.#columns);
    if (type === undefined)
      throw new RuleError(`"${token.text}" isn't a column of the table`, token.at, token.text.length, known);
    const ruleType = ruleTypeOf(type);
    if (ruleType === undefined)
      throw new RuleError(
        `${name} is ${type}, which a rule can't look at: expected text, whole or decimal numbers, booleans, dates or timestamps`,
        token.at,
        token.text.length,
      );
    return { kind: "column", name, type: ruleType };
  }

  #call(word: string, token: Token): RuleNode {
    const name = ruleFunctions.find((candidate) => candidate === word);
    if (!name)
      throw new RuleError(
        `"${token.text}" isn't a function of a rule: expected ${ruleFunctions.join(", ")}`,
        token.at,
        token.text.length,
        ruleFunctions,
      );
    this.#expectSign("(");
    return this.#deeper((): RuleNode => {
      if (name === "coalesce") {
        const first = this.#sum();
        this.#expectSign(",");
        const rest = this.#list(() => this.#typed(first.type, () => this.#sum()));
        return { kind: "call", name, arguments: [first, ...rest], type: first.type };
      }
      const first = this.#typed(name === "abs" ? "number" : "text", () => this.#sum());
      if (name !== "starts_with") {
        this.#expectSign(")");
        return { kind: "call", name, arguments: [first], type: "number" };
      }
      this.#expectSign(",");
      const second = this.#typed("text", () => this.#sum());
      this.#expectSign(")");
      return { kind: "call", name, arguments: [first, second], type: "boolean" };
    });
  }

  /** What stands before the closing parenthesis, separated by commas. */
  #list(item: () => RuleNode): readonly RuleNode[] {
    const items = [item()];
    while (this.#peek().text === "," && this.#peek().kind === "sign") {
      this.#next += 1;
      items.push(item());
    }
    this.#expectSign(")");
    return items;
  }

  #typed(type: RuleType, read: () => RuleNode): RuleNode {
    const first = this.#peek();
    const node = read();
    this.#expectType(node, type, first);
    return node;
  }

  #expectType(node: RuleNode, type: RuleType, first: Token): void {
    if (node.type !== type)
      throw new RuleError(`this is a ${node.type} where a ${type} is needed`, first.at, first.text.length);
  }

  #deeper<T>(read: () => T): T {
    this.#depth += 1;
    const { at, text } = this.#tokens[this.#next - 1] ?? this.#peek();
    if (this.#depth > deepest) throw new RuleError(`it is nested deeper than ${deepest}`, at, text.length);
    const node = read();
    this.#depth -= 1;
    return node;
  }

  #peek(): Token {
    return this.#tokens[Math.min(this.#next, this.#tokens.length - 1)] ?? { kind: "end", text: "", at: 0 };
  }

  #take(): Token {
    const token = this.#peek();
    this.#next += 1;
    return token;
  }

  #word(word: string): boolean {
    const token = this.#peek();
    if (token.kind !== "word" || token.text.toLowerCase() !== word) return false;
    this.#next += 1;
    return true;
  }

  #expectWord(word: string): void {
    if (!this.#word(word)) this.#unexpected(word.toUpperCase());
  }

  #expectSign(sign: string): void {
    const token = this.#peek();
    if (token.kind !== "sign" || token.text !== sign) this.#unexpected(sign);
    this.#next += 1;
  }

  #unexpected(expected: string): never {
    const token = this.#peek();
    throw new RuleError(
      token.kind === "end" ? `it ends here: expected ${expected}` : `expected ${expected} here`,
      token.at,
      token.text.length,
    );
  }
}

function ruleTypeOf(type: ColumnType): RuleType | undefined {
  if (type === "string") return "text";
  if (type === "int" || type === "bigint") return "number";
  if (type === "boolean" || type === "date" || type === "timestamp") return type;
  return type.startsWith("decimal(") ? "number" : undefined;
}
