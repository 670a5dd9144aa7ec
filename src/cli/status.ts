import { jsonOutput } from "../emit/jsonOutput.ts";
import { sectionsText } from "../change/changeWords.ts";
import { snapshotReader } from "../local/snapshotReader.ts";
import { concerns, health, type Health } from "../reading/health.ts";
import { healthSections } from "../reading/healthWords.ts";
import { targetStatus } from "../workspace/status.ts";
import { targetStatusText } from "../workspace/statusWords.ts";
import {
  textOption,
  type Command,
  type CommandContext,
  type CommandInput,
  type ExitCode,
} from "./command.ts";
import { withSnapshot } from "./localSnapshot.ts";
import { readTables } from "./olderTables.ts";
import { databaseOption, loadPlan, projectOption } from "./projectFolder.ts";
import { localVersion, openNamedTarget, printableLines, withWorkspace } from "./targetCommand.ts";
import { profileOption, targetOption } from "./targetOption.ts";

type Loaded = NonNullable<Awaited<ReturnType<typeof loadPlan>>>;

/** `fixloop status`: the last run, or with `-t` a target, on one screen. 1: something needs somebody. */
export const status: Command = {
  name: "status",
  summary:
    "Show the last run, or with -t what is deployed, ran, failed, is stale or alerts. Fails where something needs somebody.",
  arguments: [],
  options: [
    projectOption,
    targetOption,
    profileOption,
    databaseOption,
    {
      flags: "--format <format>",
      description: "How to print it.",
      choices: ["human", "json"],
      default: "human",
    },
  ],
  run: async (context, input) => {
    const loaded = await loadPlan(context, input);
    if (loaded === undefined) return 1;
    return textOption(input, "target") === undefined
      ? localStatus(context, input, loaded)
      : workspaceStatus(context, input, loaded);
  },
};

async function workspaceStatus(
  context: CommandContext,
  input: CommandInput,
  loaded: Loaded,
): Promise<ExitCode> {
  return withWorkspace(context, async (signal) => {
    const open = await openNamedTarget(context, input, { loaded, command: "status", by: "summary", signal });
    const found = await targetStatus(open, await localVersion(loaded));
    context.stdout.write(
      textOption(input, "format") === "json" ? jsonOutput(found) : printableLines(targetStatusText(found)),
    );
    return found.concerns.length === 0 ? 0 : 1;
  });
}

async function localStatus(context: CommandContext, input: CommandInput, loaded: Loaded): Promise<ExitCode> {
  const { project, plan } = loaded;
  const isJson = textOption(input, "format") === "json";
  const found = await withSnapshot(context, input, loaded, (database) =>
    readTables(database, plan.schemaPrefix, () => health(snapshotReader(database, plan.schemaPrefix))),
  );
  if (found === undefined) {
    context.stdout.write(
      isJson
        ? jsonOutput({ statusVersion: 1, health: null, concerns: [] })
        : "No run has finished here: start one with `fixloop run`.\n",
    );
    return 0;
  }
  const needed = concerns(found);
  const same =
    found.versions?.codeVersion === plan.codeVersion &&
    found.versions.taxonomyVersion === plan.taxonomyVersion;
  context.stdout.write(
    isJson
      ? jsonOutput({
          statusVersion: 1,
          bundle: project.name,
          local: { codeVersion: plan.codeVersion, taxonomyVersion: plan.taxonomyVersion },
          health: found,
          concerns: needed,
        })
      : printableLines(localText(project.name, found, needed, same)),
  );
  return needed.length === 0 ? 0 : 1;
}

function localText(name: string, found: Health, needed: readonly string[], same: boolean): string {
  const head = `${name}, local run: ${needed.length === 0 ? "all is well" : `${needed.length} ${needed.length === 1 ? "thing needs" : "things need"} somebody`}`;
  const versions = same
    ? "  ran with what is here now"
    : "  the spec or the code has changed since: `fixloop plan` says what the next run does again";
  return `${head}\n${versions}\n${sectionsText([{ title: "Needs somebody", lines: needed }, ...healthSections(found)])}`;
}
