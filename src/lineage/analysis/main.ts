import { writeFileSync } from "node:fs";
import path from "node:path";
import { builtInStages } from "../../plan/plan.ts";
import { catalogOf } from "../catalog.ts";
import { builtInStatements } from "../generatedStatements.ts";
import { builtInText } from "./builtInText.ts";
import { loadParser } from "./parser.ts";
import { problemText } from "./problem.ts";
import { statementProblems } from "./statement.ts";

/** `npm run build:lineage`: computes `src/lineage/builtIn.json` from the SQL of this checkout. */
const parse = await loadParser();
const builtIn = builtInStages();
const problems = statementProblems(builtInStatements(builtIn), { parse, catalog: catalogOf(builtIn) });
for (const problem of problems) process.stderr.write(`error: ${problemText(problem)}\n`);
if (problems.length > 0) process.exitCode = 1;
else writeFileSync(path.join(import.meta.dirname, "..", "builtIn.json"), builtInText(parse));
