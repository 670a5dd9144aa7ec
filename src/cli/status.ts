import { jsonOutput } from "../emit/jsonOutput.ts";
import path from "node:path";
import { sectionsText } from "../change/changeWords.ts";
import { databaseQueryRunner } from "../local/databaseQueryRunner.ts";
import { concerns, health, type Health } from "../reading/health.ts";
import { healthSections } from "../reading/healthWords.ts";
import { targetStatus } from "../workspace/status.ts";
import { targetStatusText } from "../workspace/statusWords.ts";
import {
  textOption,
  type CommandHandler,
  type CommandContext,
  type CommandInput,
  type ExitCode,
} from "./command.ts";
import type { Refusal } from "../profile/refusal.ts";
import { localRefusals } from "./localRefusals.ts";
import { refusalLines } from "./refusalText.ts";
import { findLocalRun, schemaPrefixOf } from "./localRun.ts";
import { withNewest } from "./localSnapshot.ts";
import { readTables } from "./olderTables.ts";
import { loadPlan, planOf } from "./projectFolder.ts";
import { localVersion, openNamedTarget, printableLines, withWorkspace } from "./targetCommand.ts";

type Loaded = NonNullable<Awaited<ReturnType<typeof loadPlan>>>;

/** `fixloop status`: the last run, or with `-t` a target, on one screen. 1: something needs attention. */
export const status: CommandHandler = async (context, input) => {
  if (textOption(input, "target") === undefined) return localStatus(context, input);
  const loaded = await loadPlan(context, input);
  return loaded === undefined ? 1 : workspaceStatus(context, input, loaded);
};

const wantsSteps = (input: CommandInput): boolean => input.options["steps"] === true;

async function workspaceStatus(
  context: CommandContext,
  input: CommandInput,
  loaded: Loaded,
): Promise<ExitCode> {
  return withWorkspace(context, async (signal) => {
    const open = await openNamedTarget(context, input, { loaded, command: "status", by: "summary", signal });
    const found = await targetStatus(open, await localVersion(loaded), { steps: wantsSteps(input) });
    context.stdout.write(
      textOption(input, "format") === "json" ? jsonOutput(found) : printableLines(targetStatusText(found)),
    );
    return found.concerns.length === 0 ? 0 : 1;
  });
}

async function localStatus(context: CommandContext, input: CommandInput): Promise<ExitCode> {
  const run = findLocalRun(context, input);
  const isJson = textOption(input, "format") === "json";
  const newest = await withNewest(run.databaseFile, async (database, { isUnderWay }) => {
    const schemaPrefix = await schemaPrefixOf(run, database);
    const runner = databaseQueryRunner(database, schemaPrefix);
    return readTables(database, schemaPrefix, async () => ({
      isUnderWay,
      found: await health(runner, { steps: wantsSteps(input) }),
      setAside: await localRefusals(runner, run.loaded?.project.sources ?? []),
    }));
  });
  if (newest === undefined || newest.found.run === null) {
    context.stdout.write(
      isJson
        ? jsonOutput({ statusVersion: 1, health: null, concerns: [] })
        : "No run has started here: start one with `fixloop run`.\n",
    );
    return 0;
  }
  const { found, isUnderWay, setAside } = newest;
  const needed = concerns(found, { isUnderWay });
  const name = run.loaded?.project.name ?? path.basename(run.databaseFile, ".duckdb");
  const plan = run.loaded === undefined ? undefined : await planOf(run.loaded);
  const versions =
    plan === undefined ? null : { codeVersion: plan.codeVersion, taxonomyVersion: plan.taxonomyVersion };
  context.stdout.write(
    isJson
      ? jsonOutput({
          statusVersion: 1,
          bundle: name,
          local: versions,
          health: found,
          concerns: needed,
          setAside,
        })
      : printableLines(localText(name, { found, needed, setAside, local: versions })),
  );
  if (isUnderWay && !isJson) context.stderr.write("A run is in progress: this is the last finished run.\n");
  return needed.length === 0 ? 0 : 1;
}

interface LocalStatus {
  readonly found: Health;
  readonly needed: readonly string[];
  readonly setAside: readonly Refusal[];
  /** Of what is here now; null where the spec has errors. */
  readonly local: Health["versions"] | null;
}

function localText(name: string, { found, needed, setAside, local }: LocalStatus): string {
  const head = `${name}, local run: ${needed.length === 0 ? "all is well" : `${needed.length} ${needed.length === 1 ? "thing needs" : "things need"} somebody`}`;
  const isSame =
    local !== null &&
    found.versions?.codeVersion === local.codeVersion &&
    found.versions?.taxonomyVersion === local.taxonomyVersion;
  const versions = isSame
    ? "  ran with what is here now"
    : local === null
      ? "  the spec has errors now: `fixloop check` lists them"
      : "  the spec or the code has changed since: `fixloop plan` shows what the next run reprocesses";
  return `${head}\n${versions}\n${sectionsText([{ title: "Needs attention", lines: needed }, ...healthSections(found), { title: "Set aside", lines: setAside.flatMap(refusalLines) }])}`;
}
