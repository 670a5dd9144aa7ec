import { jsonOutput } from "../emit/jsonOutput.ts";
import { randomUUID } from "node:crypto";
import { evaluateGates } from "../evals/evaluate.ts";
import type { EvalReport, GateResult } from "../evals/report.ts";
import {
  assertDeployable,
  deploy as deployTarget,
  consentOf,
  DeployStopped,
  stateAt,
  type DeployReport,
  type DeployStep,
} from "../workspace/deploy.ts";
import { planDeployment } from "../workspace/plan.ts";
import { planText } from "../workspace/planWords.ts";
import { confirmation } from "../workspace/target.ts";
import { textOption, UserError, type CommandHandler, type CommandContext, type ExitCode } from "./command.ts";
import { carriedOptions } from "./carriedOptions.ts";
import { didYouMean } from "../spec/nearest.ts";
import { droppable } from "../change/upgrade.ts";
import { confirmedDrops } from "./confirmDrop.ts";
import { loadPlan } from "./projectFolder.ts";
import {
  compiledOrTold,
  localManifestBytes,
  openNamedTarget,
  printableLines,
  targetNamed,
  withWorkspace,
} from "./targetCommand.ts";
import { TaskProgress } from "./taskProgress.ts";
import { printable } from "./terminal.ts";

/** `fixloop deploy -t T`: compile check, gates, checks of the workspace, plan, official CLI, set-up, smoke test, record. */
export const deploy: CommandHandler = async (context, input) => {
  const loaded = await loadPlan(context, input);
  if (loaded === undefined) return 1;
  const { project, plan } = loaded;
  const target = targetNamed(loaded, input, "deploy");
  return withWorkspace(context, async (signal) => {
    const step = stepLines(context);
    step("compile check");
    if (!(await compiledOrTold(context, loaded, plan))) return 1;
    step("gates");
    const gates = evaluateGates(project);
    const mode = project.targets.find(({ id }) => id === target)?.mode;
    if (!gatesLetThrough(context, gates, mode === "development")) return 1;
    step(stepTitles.checks);
    const forceLock = input.options["forceLock"] === true;
    const opened = await openNamedTarget(context, input, {
      loaded,
      command: "deploy",
      by: "validate",
      signal,
      forceLock,
    });
    const open = { ...opened, configuration: await opened.cli.summary() };
    try {
      await assertDeployable(open, plan);
    } catch (error) {
      if (error instanceof DeployStopped) return stopped(context, error);
      throw error;
    }
    step("plan");
    const drops = confirmedDrops(input);
    const planned = await planDeployment(open, plan, await localManifestBytes(loaded), drops);
    const unknown = drops.filter((name) => !droppable(planned.plan.tables).includes(name));
    if (unknown.length > 0)
      throw new UserError(
        `--confirm-drop ${unknown.join(", ")}: it is in the contract, or it doesn't exist; nothing was changed.${didYouMean(unknown[0] ?? "", droppable(planned.plan.tables))}`,
        `\`fixloop plan -t ${target}${carriedOptions(input)}\` lists what can be dropped.`,
      );
    const shown = printableLines(planText(planned.plan, context.stderr.columns ?? 100));
    context.stderr.write(`\n${shown}\n`);
    const confirmed = textOption(input, "confirm");
    const consent = consentOf(open, planned.plan, confirmed);
    if (consent === "wrong") {
      throw new UserError(
        `--confirm ${confirmed ?? ""} is not the name of what is deployed.`,
        `It is ${confirmation(open)}; nothing was changed.`,
      );
    }
    if (consent === "missing") {
      context.stderr.write(
        `error: this plan needs confirmation; nothing was changed.\n  help: fixloop deploy -t ${target}${carriedOptions(input)} --confirm ${confirmation(open)}\n`,
      );
      return 1;
    }
    const progress = new TaskProgress(context, []);
    let current: DeployStep = "bundle";
    try {
      const report = await deployTarget({
        open,
        planned,
        gates,
        plan,
        consented: consent === "given",
        now: context.now,
        sleep: context.sleep,
        intent: randomUUID(),
        onStep: (name) => {
          current = name;
          step(stepTitles[name]);
        },
        onTask: (task) => progress.task(task),
      });
      progress.end();
      context.stdout.write(
        textOption(input, "format") === "json"
          ? jsonOutput(reportJson(report, gates))
          : printableLines(reportText(report)),
      );
      return 0;
    } catch (error) {
      progress.end();
      if (error instanceof DeployStopped) return stopped(context, error);
      context.stderr.write(`  stopped at ${stepTitles[current]}. ${stateAt[current]}\n`);
      throw error;
    }
  });
};

export const stepTitles: Readonly<Record<DeployStep, string>> = {
  checks: "checks of the workspace",
  bundle: "bundle (databricks bundle deploy)",
  upgrade: "upgrade of tables",
  "set-up": "set-up job",
  smoke: "smoke test",
  record: "record",
};

/** `1/9 compile check`: with what it stopped is the last line that was printed. */
function stepLines({ stderr }: CommandContext): (title: string) => void {
  let number = 0;
  return (title) => {
    number += 1;
    stderr.write(`${number}/${3 + Object.keys(stepTitles).length} ${title}\n`);
  };
}

/** A gate that blocks stops every deployment but one to a development copy, where it is tried out. */
function gatesLetThrough(context: CommandContext, report: EvalReport, isDevelopment: boolean): boolean {
  const blocking = report.gates.filter(({ blocks }) => blocks);
  const held = report.gates.length - blocking.length;
  context.stderr.write(
    `  ${report.gates.length === 0 ? "the spec has no gates (evals/gates.yaml)" : `${held} of ${report.gates.length} gates hold, measured on ${report.labelled} labelled texts`}\n`,
  );
  for (const gate of blocking)
    context.stderr.write(`  ${isDevelopment ? "warning" : "error"}: ${gateWords(gate)}\n`);
  if (blocking.length === 0 || isDevelopment) return true;
  context.stderr.write("  help: `fixloop eval` says which texts are wrong; nothing was changed.\n");
  return false;
}

function gateWords({ id, category, direction, thresholdBp, figureBp, missing }: GateResult): string {
  const percent = (basisPoints: number): string => `${(basisPoints / 100).toFixed(1)} %`;
  const where = category === null || id.includes(category) ? "" : ` (${category})`;
  if (figureBp === null) return `the gate ${id} could not be measured. ${missing ?? ""}`;
  return `the gate ${id} fails: ${percent(figureBp)}${where}, wanted ${direction === "at_least" ? "at least" : "at most"} ${percent(thresholdBp)}`;
}

/** Says where a deployment stopped and what holds now. */
export function stopped({ stderr }: CommandContext, error: DeployStopped): ExitCode {
  for (const line of error.details) stderr.write(`  ${printable(line)}\n`);
  stderr.write(
    `error: stopped at ${stepTitles[error.step]}: ${printable(error.message)}\n  ${error.state}\n  help: ${error.help}\n`,
  );
  return error.finding ? 1 : 2;
}

function reportJson(report: DeployReport, gates: EvalReport) {
  const { plan, ...rest } = report;
  return {
    reportVersion: 1,
    ...rest,
    verdict: plan.verdict,
    plan,
    gates: gates.gates,
  };
}

const counted = (count: number, one: string, several: string): readonly string[] =>
  count === 0 ? [] : [`${count} ${count === 1 ? one : several}`];

function reportText({ bundle, target, plan, upgrade, setup, smoke, record }: DeployReport): string {
  const authored = plan.taxonomy.reduce(
    (sum, { added, removed, changed }) => sum + added.length + removed.length + changed.length,
    0,
  );
  const changed = [
    ...(plan.deployed === null ? ["first deployment"] : []),
    ...counted(authored, "row of taxonomy and settings", "rows of taxonomy and settings"),
    ...counted(plan.statements.length, "SQL file or notebook", "SQL files and notebooks"),
    ...counted(plan.resources.length, "resource", "resources"),
  ];
  const again =
    plan.reprocessing.stages.length > 0
      ? `The next run reprocesses ${plan.reprocessing.stages.map(({ stage }) => stage).join(", ")}.\n`
      : "";
  return `Deployed ${bundle} to ${target}: manifest ${record.manifest_hash.slice(0, 12)}, code ${record.code_version}, taxonomy ${record.taxonomy_version}.
Changed: ${changed.length === 0 ? "nothing" : changed.join(", ")}.
Set-up run ${setup.runId} succeeded; ${smoke.length} smoke tests passed; recorded as ${record.deployment_id.slice(0, 8)}.
${upgradeWords(upgrade)}${again}`;
}

/** The way back, word for word: after the jobs are paused, and with the older version deployed after it. */
function upgradeWords(upgrade: DeployReport["upgrade"]): string {
  if (upgrade === null) return "";
  return `Upgraded tables by ${upgrade.statements} ${upgrade.statements === 1 ? "statement" : "statements"}. To go back, without the rows that came since (docs/how-to/upgrade.md):
${upgrade.wayBack.map((statement) => `  ${statement}\n`).join("")}`;
}
