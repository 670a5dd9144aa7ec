import type { Authored, SpecCheck } from "../authored.ts";
import { diagnostic, quoted, type Diagnostic, type Note, type Place } from "../diagnostics.ts";
import { nearest } from "../nearest.ts";
import { removeItem } from "../edits.ts";
import {
  closedList,
  isOpen,
  meaningOf,
  parseRule,
  type ConditionType,
  type RuleCondition,
  type RuleVocabulary,
} from "../ownerRule.ts";
import { replace } from "../shape.ts";
import { placeIn, nodeAt, valuePlace, type YamlFile } from "../yamlFile.ts";
import { unknown, unknownReference } from "./references.ts";

/** A rule that reads well: which words it asks for, by type; a type it doesn't ask for is any. */
interface Rule {
  readonly index: number;
  readonly text: string;
  readonly owner: string;
  readonly words: ReadonlyMap<ConditionType, readonly string[]>;
}

/** Owner rules that can't be read, name no one, or can never decide. */
export const ownerRuleCheck: SpecCheck = (authored) => {
  const { pipeline, names } = authored;
  const texts = pipeline?.intact.route?.rules;
  if (!pipeline || !texts) return [];
  const { yaml } = pipeline;
  const vocabulary: RuleVocabulary = {
    areas: [...names.area.ids],
    categories: [...names.category.ids],
    products: [...names.product.ids],
  };
  const found: Diagnostic[] = [];
  const rules: Rule[] = [];
  for (const [index, text] of texts.entries()) {
    if (text === undefined) continue;
    const whole = rulePlace(yaml, index);
    const word = ({ text: piece, at }: { readonly text: string; readonly at: number }): Place =>
      placeWithin(yaml, index, text, at, piece.length) ?? whole;
    const parsed = parseRule(text);
    if ("problem" in parsed) {
      const guess = nearest(parsed.word.text, parsed.near);
      const place = word(parsed.word);
      found.push(
        diagnostic(
          "bad-rule",
          place,
          { problem: parsed.problem },
          {
            meant: guess?.word,
            fix: guess?.sure && place !== whole ? replace(place, guess.word) : undefined,
          },
        ),
      );
      continue;
    }
    const dangling = [
      ...parsed.conditions.flatMap((condition) =>
        danglingPattern(authored, condition, vocabulary, word(condition.pattern)),
      ),
      ...unknownReference(authored, "owner", parsed.owner.text, word(parsed.owner)),
    ];
    found.push(...dangling.map((one) => (one.span === whole.span ? { ...one, fix: undefined } : one)));
    if (dangling.length > 0) continue;
    const words = new Map<ConditionType, readonly string[]>();
    for (const condition of parsed.conditions) {
      const meaning = meaningOf(condition, vocabulary);
      if (meaning) words.set(condition.type, meaning);
    }
    rules.push({ index, text, owner: parsed.owner.text, words });
  }
  return [...found, ...deciding(authored, yaml, rules)];
};

function danglingPattern(
  authored: Authored,
  condition: RuleCondition,
  vocabulary: RuleVocabulary,
  place: Place,
): readonly Diagnostic[] {
  const { type, pattern } = condition;
  if (isOpen(type) || pattern.text === "*") return [];
  if (type === "area" || type === "category" || type === "product") {
    if (
      !authored.names[type].complete ||
      (meaningOf(condition, vocabulary)?.some((id) => authored.names[type].ids.has(id)) ?? false)
    )
      return [];
  } else if (
    meaningOf(condition, vocabulary)?.some((word) => closedList(type, vocabulary).includes(word)) ??
    false
  )
    return [];
  return [unknown(type, pattern.text, closedList(type, vocabulary), place)];
}

/** Rules that repeat, that nothing is left for, or that match nothing. */
function deciding(authored: Authored, yaml: YamlFile, rules: readonly Rule[]): readonly Diagnostic[] {
  const facts = factsOf(authored);
  return rules.flatMap((rule, position): readonly Diagnostic[] => {
    const later = rules.slice(position + 1);
    const place = rulePlace(yaml, rule.index);
    const words = { rule: quoted(rule.text.trim().replaceAll(/\s+/g, " ")) };
    const twin = later.find((other) => covers(other, rule) && covers(rule, other));
    if (twin?.owner === rule.owner) {
      const notes = [noteOf(yaml, twin, "repeated here")];
      // The later one decides already, so removing the earlier one changes nothing.
      const fix = removeItem(yaml, ["route", "rules"], rule.index);
      return [diagnostic("duplicate-rule", place, words, { notes, fix })];
    }
    const wider = later.find((other) => covers(other, rule, facts));
    if (wider)
      return [diagnostic("shadowed-rule", place, words, { notes: [noteOf(yaml, wider, "decides instead")] })];
    return facts && !facts.some((category) => matches(rule, category))
      ? [diagnostic("idle-rule", place, words)]
      : [];
  });
}

const noteOf = (yaml: YamlFile, rule: Rule, message: string): Note => ({
  message,
  place: rulePlace(yaml, rule.index),
});

/** What the taxonomy says of a category. */
type Facts = ReadonlyMap<ConditionType, string>;

/**
 * Whether one rule matches whatever the other does. A rule for a category is also one for the category's area, kind and
 * severity. Several later rules that share the work are not looked at: a general rule before exceptions that happen to
 * be complete today is there for what is written tomorrow.
 */
const covers = (wide: Rule, narrow: Rule, facts: readonly Facts[] = []): boolean =>
  [...wide.words].every(
    ([type, words]) => wordsOf(narrow, type, facts)?.every((word) => words.includes(word)) ?? false,
  );

function wordsOf(
  { words }: Rule,
  type: ConditionType,
  facts: readonly Facts[],
): readonly string[] | undefined {
  const asked = words.get(type);
  const categories = words.get("category");
  if (asked || !categories || isOpen(type)) return asked;
  const known = categories.map((id) => facts.find((category) => category.get("category") === id)?.get(type));
  return known.every((word) => word !== undefined) ? known : undefined;
}

const matches = (rule: Rule, category: Facts): boolean =>
  [...rule.words].every(
    ([type, words]) => isOpen(type) || type === "product" || words.includes(category.get(type) ?? ""),
  );

/**
 * Undefined where the taxonomy isn't whole: a category that is missing could be the one that a rule is for.
 */
function factsOf({ taxonomy, names }: Authored): readonly Facts[] | undefined {
  const categories = taxonomy.flatMap(({ intact }) =>
    Object.entries(intact.categories ?? {}).map(([category, fields]) => ({
      category,
      area: intact.area,
      kind: fields?.kind,
      severity: fields?.severity,
    })),
  );
  const whole = categories.every((facts) => Object.values(facts).every((word) => word !== undefined));
  if (!whole || !names.category.complete || categories.length === 0) return undefined;
  return categories.map((facts) => new Map(Object.entries(facts)) as unknown as Facts);
}

const rulePlace = (yaml: YamlFile, index: number): Place => valuePlace(yaml, ["route", "rules", index]);

/** A word of a rule in the file; only where the rule is written as it reads. */
function placeWithin(
  yaml: YamlFile,
  index: number,
  text: string,
  at: number,
  length: number,
): Place | undefined {
  const node = nodeAt(yaml, ["route", "rules", index]);
  const start = node ? yaml.text.slice(node.start, node.end).indexOf(text) : -1;
  return node && start >= 0
    ? placeIn(yaml, node.start + start + at, node.start + start + at + length)
    : undefined;
}
