import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { buildCommand } from "../builtInLineage.ts";
import { builtInText } from "./builtInText.ts";
import { loadParser } from "./parser.ts";

test("the lineage of every built-in statement is what its SQL says", async () => {
  const file = path.join(import.meta.dirname, "..", "builtIn.json");
  const written = readFileSync(file, "utf8").split("\n");
  const computed = builtInText(await loadParser()).split("\n");
  const statement = (line: string): string | undefined => /"statement":"([^"]+)"/.exec(line)?.[1];
  const stale = (lines: readonly string[], others: readonly string[]) =>
    lines.filter((line) => !others.includes(line)).map(statement);
  const stated = `src/lineage/builtIn.json is stale: run \`${buildCommand}\` and commit it`;
  expect({ missing: stale(computed, written), surplus: stale(written, computed) }, stated).toEqual({
    missing: [],
    surplus: [],
  });
  expect(written, stated).toEqual(computed);
});
