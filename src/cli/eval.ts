import path from "node:path";
import { primeEvalCache, saveEvalCache } from "../evals/cacheFolder.ts";
import { evaluateGates } from "../evals/evaluate.ts";
import { formatHuman } from "../evals/print/human.ts";
import { formatJson } from "../evals/print/json.ts";
import { formatJunit } from "../evals/print/junit.ts";
import { primeClassifierCache, saveClassifierCache } from "../classifier/cacheFolder.ts";
import { textOption, type CommandHandler } from "./command.ts";
import { openProject } from "./projectFolder.ts";

/** `fixloop eval`: the gates of evals/gates.yaml, and where the classifier is weak. */
export const evaluate: CommandHandler = async (context, input) => {
  const loaded = openProject(context, input);
  if (loaded === undefined) return 1;
  const cache = path.join(loaded.folder, ".fixloop", "cache");
  await primeClassifierCache(cache);
  await primeEvalCache(cache);
  const report = evaluateGates(loaded.project);
  try {
    await saveClassifierCache(cache);
    await saveEvalCache(cache);
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    context.stderr.write(
      "note: .fixloop/cache can't be written, so the next evaluation starts from scratch.\n",
    );
  }

  const gatesOnly = input.options["gatesOnly"] === true;
  const format = textOption(input, "format");
  if (format === "json") context.stdout.write(formatJson(report, { gatesOnly }));
  else if (format === "junit") context.stdout.write(formatJunit(report));
  else context.stdout.write(formatHuman(report, { gatesOnly }));
  return report.passed ? 0 : 1;
};
