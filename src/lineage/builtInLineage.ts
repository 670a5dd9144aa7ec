import { createHash } from "node:crypto";
import type { StatementOrigins, ViewLineage } from "../contract/lineage.ts";
import builtIn from "./builtIn.json" with { type: "json" };
import type { StatementText } from "./generatedStatements.ts";

/** What one built-in statement does to its table, as its SQL says it. */
export interface BuiltInLineage extends Partial<StatementOrigins> {
  readonly statement: string;
  /** The table or view that it writes or makes; an assertion has none. */
  readonly writes?: string;
  /** Of the query of a view: the columns that its joins take for equal. */
  readonly equalities?: ViewLineage["equalities"];
}

/** By the hash of the statement's text. */
const known = builtIn as unknown as Readonly<Record<string, BuiltInLineage>>;

/** The command that computes the lineage of built-in statements. */
export const buildCommand = "npm run build:lineage";

/** The lineage of a statement; undefined where its text is not the one that the lineage was computed of. */
export function builtInLineage(statement: StatementText): BuiltInLineage | undefined {
  return known[textHash(statement)];
}

/** SHA-256 of the text, which is rendered with the same schema prefix for every project. */
export const textHash = ({ text }: StatementText): string => createHash("sha256").update(text).digest("hex");
