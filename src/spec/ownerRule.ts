import { categoryKinds, severities } from "../contract/vocabulary.ts";

/** What an owner rule can look at: the first five are closed lists, the others whatever records bring. */
export const conditionTypes = [
  "area",
  "category",
  "kind",
  "severity",
  "product",
  "platform",
  "segment",
] as const;
export type ConditionType = (typeof conditionTypes)[number];

export const isOpen = (type: ConditionType): boolean => type === "platform" || type === "segment";

/** A word of the rule, with where in the text it starts. */
export interface RuleWord {
  readonly text: string;
  readonly at: number;
}

export interface RuleCondition {
  readonly type: ConditionType;
  readonly pattern: RuleWord;
}

export type ParsedRule =
  | { readonly conditions: readonly RuleCondition[]; readonly owner: RuleWord }
  | { readonly problem: string; readonly word: RuleWord; readonly near: readonly string[] };

/** `type:pattern[,type:pattern] owner`; the owner is what follows the last blank. */
export function parseRule(text: string): ParsedRule {
  const match = /^(\s*)(\S.*?)(\s+)(\S+)\s*$/s.exec(text);
  if (!match) return { problem: "it needs a condition and an owner", word: { text, at: 0 }, near: [] };
  const [, indent = "", left = "", gap = "", owner = ""] = match;
  const conditions: RuleCondition[] = [];
  let at = indent.length;
  if (left !== "*") {
    for (const piece of left.split(",")) {
      const word = { text: piece.trim(), at: at + piece.length - piece.trimStart().length };
      at += piece.length + 1;
      const colon = word.text.indexOf(":");
      if (colon < 0)
        return {
          problem: `"${word.text}" isn't a condition: expected type:pattern, or * alone`,
          word,
          near: [],
        };
      const type = word.text.slice(0, colon);
      const pattern = word.text.slice(colon + 1);
      const known = conditionTypes.find((candidate) => candidate === type);
      const typeWord = { text: type, at: word.at };
      if (!known)
        return {
          problem: `"${type}" isn't a type of condition: expected ${conditionTypes.join(", ")}`,
          word: typeWord,
          near: conditionTypes,
        };
      if (conditions.some((condition) => condition.type === known)) {
        return {
          problem: `it has two conditions on ${type}, which no issue can match`,
          word: typeWord,
          near: [],
        };
      }
      if (pattern.trim() === "") return { problem: `nothing follows ${type}:`, word, near: [] };
      if (pattern !== "*" && (isOpen(known) ? pattern.includes("*") : pattern.slice(1, -1).includes("*"))) {
        return {
          problem: isOpen(known) ? `a pattern of ${type} has no *` : "a * stands at an end of a pattern",
          word,
          near: [],
        };
      }
      conditions.push({ type: known, pattern: { text: pattern, at: word.at + colon + 1 } });
    }
  }
  return { conditions, owner: { text: owner, at: indent.length + left.length + gap.length } };
}

/** The words that patterns of closed lists can mean. */
export interface RuleVocabulary {
  readonly areas: readonly string[];
  readonly categories: readonly string[];
  readonly products: readonly string[];
}

export const closedList = (type: ConditionType, vocabulary: RuleVocabulary): readonly string[] =>
  ({
    area: vocabulary.areas,
    category: vocabulary.categories,
    product: vocabulary.products,
    kind: categoryKinds,
    severity: severities,
    platform: [],
    segment: [],
  })[type];

/** The words that a pattern stands for; undefined for any. */
export function meaningOf(
  { type, pattern }: RuleCondition,
  vocabulary: RuleVocabulary,
): readonly string[] | undefined {
  const { text } = pattern;
  if (text === "*") return undefined;
  if (isOpen(type) || !text.includes("*")) return [text];
  const inner = text.replace(/^\*/, "").replace(/\*$/, "");
  return closedList(type, vocabulary).filter((word) =>
    text.startsWith("*")
      ? text.endsWith("*")
        ? word.includes(inner)
        : word.endsWith(inner)
      : word.startsWith(inner),
  );
}
