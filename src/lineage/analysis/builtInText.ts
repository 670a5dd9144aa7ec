import { textHash } from "../builtInLineage.ts";
import { builtInStatements, viewQueries } from "../generatedStatements.ts";
import { parsedLineage } from "./parsedLineage.ts";
import type { Parser } from "./parser.ts";

/** `src/lineage/builtIn.json`: one line for each statement of {@link builtInStatements}, in their order. */
export function builtInText(parse: Parser): string {
  const ofViews = new Set(viewQueries().map(({ text }) => text));
  const lines = new Map<string, string>();
  for (const statement of builtInStatements()) {
    const hash = textHash(statement);
    if (lines.has(hash)) continue;
    const lineage = parsedLineage(statement, { parse, isOfView: ofViews.has(statement.text) });
    lines.set(hash, `${JSON.stringify(hash)}: ${JSON.stringify(lineage)}`);
  }
  return `{\n${[...lines.values()].join(",\n")}\n}\n`;
}
