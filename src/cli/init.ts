import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { pathArgument, shellCommand } from "../emit/shellCommand.ts";
import { listOption, textOption, UserError, type CommandHandler } from "./command.ts";
import { printable } from "./terminal.ts";
import { workflowFile, workflowText } from "./workflow.ts";

/** What a new project starts from: the reference project with its samples, as the package ships it. */
const parts = ["pipeline.yaml", "taxonomy", "evals", "tests", "samples", "schemas"] as const;

/** `fixloop init DIR`: a complete small project that runs at once; with `--from` one that is made of the user's files. */
export const init: CommandHandler = async (context, input) => {
  const from = listOption(input, "from");
  const preset = textOption(input, "preset");
  if (from !== undefined) {
    // what reads files and proposes a taxonomy is loaded for those who ask
    const { initFrom } = await import("./initFrom.ts");
    return initFrom(context, { dir: input.arguments[0] ?? ".", from, preset });
  }
  if (preset !== undefined)
    throw new UserError(
      "--preset says what the files of --from are.",
      "Name them: `fixloop init demo --from issues.csv --preset jira-csv`.",
    );
  const [name] = input.arguments;
  if (name === undefined)
    throw new UserError(
      "init needs a folder.",
      "Name a new one: `fixloop init demo`, or your files: `fixloop init demo --from reviews.csv`.",
    );
  const folder = path.resolve(context.cwd, name);
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw new UserError(`${name} is a file.`, "Name a new folder; nothing was written.");
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new UserError(`${name} is not empty.`, "Name a new folder; nothing was written.");
  }
  const packageFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
  // not cpSync, which calls a full disk an error of the disk
  for (const part of parts)
    await cp(path.join(packageFolder, part), path.join(folder, part), { recursive: true });
  const workflow = path.join(folder, workflowFile);
  mkdirSync(path.dirname(workflow), { recursive: true });
  writeFileSync(workflow, workflowText());
  // what a run leaves, and the state of the Databricks CLI: feedback of customers has no place in a repository
  writeFileSync(path.join(folder, ".gitignore"), ".fixloop/\n.databricks/\n");
  const project = pathArgument(name);
  context.stdout
    .write(`Made ${printable(name)}: pipeline.yaml, taxonomy/, evals/, tests/, samples/, ${workflowFile}.

Next:
  ${shellCommand`fixloop check --project ${project}`}
  ${shellCommand`fixloop test --project ${project}`}
  ${shellCommand`fixloop run --project ${project} --report ${pathArgument(path.join(name, "report.html"))}`}

For CI: push the folder to a GitHub repository, with the files that \`fixloop compile\` writes, and set what the head of
${workflowFile} lists. It checks every change, deploys main to staging, runs it there and promotes it to prod.
`);
  return 0;
};
