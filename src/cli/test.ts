import type { TestOutcome } from "../pipelineTests/outcome.ts";
import { formatHuman } from "../pipelineTests/print/human.ts";
import { formatJson } from "../pipelineTests/print/json.ts";
import { formatJunit } from "../pipelineTests/print/junit.ts";
import type { PipelineTest } from "../spec/pipelineTest.ts";
import { didYouMean } from "../spec/nearest.ts";
import { TestBench } from "../pipelineTests/testBench.ts";
import { textOption, UserError, type CommandHandler } from "./command.ts";
import { openProject, planOf } from "./projectFolder.ts";

/** `fixloop test`: the tests under tests/, rows in and rows expected out of any stage, on DuckDB in memory. */
export const test: CommandHandler = async (context, input) => {
  const loaded = openProject(context, input);
  if (loaded === undefined) return 1;
  const { project, tests } = loaded;
  const words = (input.arguments[0] ?? "").toLowerCase();
  const chosen = tests.filter(({ name, place }) => `${place.file} ${name}`.toLowerCase().includes(words));
  if (chosen.length === 0)
    throw new UserError(
      tests.length === 0
        ? "The project has no tests."
        : `None of the ${tests.length} tests has these words in its file or name.${didYouMean(words, wordsOf(tests))}`,
      tests.length === 0
        ? "Write tests under tests/, such as tests/route.yaml: docs/how-to/test-a-project.md shows how."
        : "`fixloop test` without words runs them all.",
    );
  const bench = await TestBench.open(project, await planOf(loaded));
  const outcomes: TestOutcome[] = [];
  try {
    for (const one of chosen) outcomes.push(await bench.run(one));
  } finally {
    bench.close();
  }
  const format = textOption(input, "format");
  if (format === "json") context.stdout.write(formatJson(outcomes));
  else if (format === "junit") context.stdout.write(formatJunit(outcomes));
  else context.stdout.write(formatHuman(outcomes, { color: context.stdout.isTTY === true }));
  return outcomes.some(({ problems }) => problems.length > 0) ? 1 : 0;
};

/** What may have been meant by words that choose no test: a name, a file, or a word of one. */
const wordsOf = (tests: readonly PipelineTest[]): readonly string[] =>
  tests
    .flatMap(({ name, place }) => [name, place.file, ...`${place.file} ${name}`.split(/[^\p{L}\p{N}]+/u)])
    .filter((word) => word.length > 2)
    .map((word) => word.toLowerCase());
