/** What a part of a rule gives. Doubles are none of them: they round differently on two engines and never decide. */
export type RuleType = "text" | "number" | "boolean" | "date" | "timestamp";

/** Comparisons that mean the same on both engines: numbers are exact, text is compared by its bytes in UTF-8. */
export const comparisons = ["=", "<>", "<=", ">=", "<", ">"] as const;
export type Comparison = (typeof comparisons)[number];

/** A literal is its position among the literals of the rule: its value becomes a row of a seed table, never SQL. */
export type RuleNode =
  | { readonly kind: "column"; readonly name: string; readonly type: RuleType }
  | { readonly kind: "literal"; readonly position: number; readonly type: "text" | "number" | "boolean" }
  | {
      readonly kind: "sum";
      readonly operator: "+" | "-";
      readonly left: RuleNode;
      readonly right: RuleNode;
      readonly type: "number";
    }
  | {
      readonly kind: "call";
      readonly name: RuleFunction;
      readonly arguments: readonly RuleNode[];
      readonly type: RuleType;
    }
  | {
      readonly kind: "compare";
      readonly operator: Comparison;
      readonly left: RuleNode;
      readonly right: RuleNode;
      readonly type: "boolean";
    }
  | {
      readonly kind: "between";
      readonly value: RuleNode;
      readonly low: RuleNode;
      readonly high: RuleNode;
      readonly negated: boolean;
      readonly type: "boolean";
    }
  | {
      readonly kind: "in";
      readonly value: RuleNode;
      readonly list: readonly RuleNode[];
      readonly negated: boolean;
      readonly type: "boolean";
    }
  | { readonly kind: "null"; readonly value: RuleNode; readonly negated: boolean; readonly type: "boolean" }
  | { readonly kind: "not"; readonly value: RuleNode; readonly type: "boolean" }
  | {
      readonly kind: "and" | "or";
      readonly left: RuleNode;
      readonly right: RuleNode;
      readonly type: "boolean";
    };

export const ruleFunctions = ["length", "abs", "coalesce", "starts_with"] as const;
export type RuleFunction = (typeof ruleFunctions)[number];

/** A rule that is understood: its tree, and its literals as text in the order of their positions, from 0. */
export interface Rule {
  readonly tree: RuleNode;
  readonly literals: readonly string[];
}
