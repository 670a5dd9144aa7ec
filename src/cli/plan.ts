import { jsonOutput } from "../emit/jsonOutput.ts";
import { reprocessingSection, sectionsText, tableSection, taxonomySection } from "../change/changeWords.ts";
import { localPlan, type LocalPlan } from "../local/plan.ts";
import { planDeployment } from "../workspace/plan.ts";
import { planText } from "../workspace/planWords.ts";
import {
  textOption,
  type CommandHandler,
  type CommandContext,
  type CommandInput,
  type ExitCode,
} from "./command.ts";
import { confirmedDrops } from "./confirmDrop.ts";
import { withSnapshot } from "./localSnapshot.ts";
import { planCost } from "./planCost.ts";
import { loadPlan } from "./projectFolder.ts";
import {
  compiledOrTold,
  localManifestBytes,
  openNamedTarget,
  printableLines,
  withWorkspace,
} from "./targetCommand.ts";

type Loaded = NonNullable<Awaited<ReturnType<typeof loadPlan>>>;

/** `fixloop plan`: what the next run, or with `-t` a deployment, would change. It changes nothing itself. */
export const plan: CommandHandler = async (context, input) => {
  if (input.options["cost"] === true) return planCost(context, input);
  const loaded = await loadPlan(context, input);
  if (loaded === undefined) return 1;
  return textOption(input, "target") === undefined
    ? planLocally(context, input, loaded)
    : planTarget(context, input, loaded);
};

async function planTarget(context: CommandContext, input: CommandInput, loaded: Loaded): Promise<ExitCode> {
  return withWorkspace(context, async (signal) => {
    if (!(await compiledOrTold(context, loaded, loaded.plan))) return 1;
    const open = await openNamedTarget(context, input, { loaded, command: "plan", by: "validate", signal });
    const configuration = await open.cli.summary();
    const planned = await planDeployment(
      { ...open, configuration },
      loaded.plan,
      await localManifestBytes(loaded),
      confirmedDrops(input),
    );
    context.stdout.write(
      textOption(input, "format") === "json"
        ? jsonOutput(planned.plan)
        : printableLines(planText(planned.plan, context.stdout.columns ?? 100)),
    );
    return 0;
  });
}

async function planLocally(context: CommandContext, input: CommandInput, loaded: Loaded): Promise<ExitCode> {
  const { project } = loaded;
  const isJson = textOption(input, "format") === "json";
  const found = await withSnapshot(context, input, loaded, (database) =>
    localPlan(database, loaded.plan, confirmedDrops(input)),
  );
  if (found === undefined) {
    const text = "No run has finished here: the first run processes everything.\n";
    context.stdout.write(isJson ? jsonOutput({ planVersion: 1, before: null }) : text);
    return 0;
  }
  context.stdout.write(
    isJson
      ? jsonOutput({ planVersion: 1, ...found })
      : printableLines(localText(found, project.currency, context.stdout.columns ?? 100)),
  );
  return 0;
}

function localText(found: LocalPlan, currency: string, columns: number): string {
  const { before, after, seeds, reprocessing, model, tables, upgrade } = found;
  const same = reprocessing.because.length === 0;
  const head = same
    ? `The next run continues where the last one ended: code ${after.codeVersion}, taxonomy ${after.taxonomyVersion}.`
    : [
        "The next run reprocesses rows.",
        `  last run  code ${before.codeVersion}, taxonomy ${before.taxonomyVersion}`,
        `  now       code ${after.codeVersion}, taxonomy ${after.taxonomyVersion}`,
      ].join("\n");
  const width = Math.max(60, columns) - 4;
  return `${head}\n${sectionsText([
    taxonomySection(seeds.authored, seeds.derived, width),
    reprocessingSection(reprocessing, model, currency),
    tableSection(tables, upgrade, width),
  ])}`;
}
