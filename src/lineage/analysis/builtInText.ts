import { builtInStages } from "../../plan/plan.ts";
import { textHash } from "../builtInLineage.ts";
import { catalogOf } from "../catalog.ts";
import { builtInStatements, viewQueries } from "../generatedStatements.ts";
import { parsedLineage } from "./parsedLineage.ts";
import type { Parser } from "./parser.ts";

/** `src/lineage/builtIn.json`: one line for each statement of {@link builtInStatements}, in their order. */
export function builtInText(parse: Parser): string {
  const builtIn = builtInStages();
  const catalog = catalogOf(builtIn);
  const ofViews = new Set(viewQueries(builtIn).map(({ text }) => text));
  const lines = new Map<string, string>();
  for (const statement of builtInStatements(builtIn)) {
    const hash = textHash(statement);
    if (lines.has(hash)) continue;
    const lineage = parsedLineage(statement, { parse, catalog, isOfView: ofViews.has(statement.text) });
    lines.set(hash, `${JSON.stringify(hash)}: ${JSON.stringify(lineage)}`);
  }
  return `{\n${[...lines.values()].join(",\n")}\n}\n`;
}
