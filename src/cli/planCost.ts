import { jsonOutput } from "../emit/jsonOutput.ts";
import { costSheet, type CostSheet } from "../cost/costSheet.ts";
import { costText } from "../cost/costWords.ts";
import { priceWarning, pricesOf } from "../cost/prices.ts";
import { workloadOf } from "../cost/workload.ts";
import { plannedSql } from "../plan/plan.ts";
import type { Target } from "../spec/project.ts";
import { textOption, UserError, type CommandContext, type CommandInput, type ExitCode } from "./command.ts";
import { openProject, type LoadedProject } from "./projectFolder.ts";
import { printableLines, targetNamed } from "./targetCommand.ts";

/** `fixloop plan --cost`: what targets cost by list prices. It needs no workspace, no database and no run. */
export function planCost(context: CommandContext, input: CommandInput): ExitCode {
  const events = eventsOf(textOption(input, "eventsPerDay") ?? "");
  const loaded = openProject(context, input);
  if (loaded === undefined) return 1;
  const prices = pricesOf(loaded.project.prices);
  const warning = priceWarning(prices, context.now());
  const workload = workloadOf(plannedSql(loaded.project));
  const sheets = targetsOf(loaded, input).map((target) => ({
    target,
    sheet: costSheet(workload, target, prices, events),
  }));
  context.stdout.write(
    textOption(input, "format") === "json"
      ? jsonOutput({ costVersion: 1, warning: warning ?? null, sheets: sheets.map(({ sheet }) => sheet) })
      : printableLines(
          sheets.length === 1
            ? sheets
                .map(({ sheet, target }) => costText(sheet, target, warning, context.stdout.columns ?? 100))
                .join("")
            : overview(
                sheets.map(({ sheet }) => sheet),
                events,
                warning,
              ),
        ),
  );
  return 0;
}

function eventsOf(written: string): number {
  if (!/^\d{1,9}$/.test(written))
    throw new UserError(
      `--events-per-day takes a whole number, not ${written}`,
      "For example --events-per-day 10000.",
    );
  return Number(written);
}

function targetsOf(loaded: LoadedProject, input: CommandInput): readonly Target[] {
  const { targets } = loaded.project;
  const name = textOption(input, "target");
  if (targets.length === 0)
    throw new UserError(
      "pipeline.yaml has no targets, and a local run costs nothing",
      "Add one under targets:.",
    );
  if (name === undefined) return targets;
  const named = targetNamed(loaded, input, "plan --cost");
  return targets.filter(({ id }) => id === named);
}

function overview(sheets: readonly CostSheet[], events: number, warning: string | undefined): string {
  const width = Math.max(...sheets.map(({ target }) => target.length));
  const money = (amount: number): string => `${amount.toFixed(2)} USD`.padStart(12);
  return [
    `Monthly USD at list prices of ${sheets[0]?.prices.date}, idle and at ${events} events a day`,
    ...(warning === undefined ? [] : [`  warning: ${warning}`]),
    ...sheets.flatMap(({ target, idle, busy, notes }) => [
      `  ${target.padEnd(width)}  ${money(idle.dollarsAMonth)}  ${money(busy.dollarsAMonth)}`,
      ...notes.map((note) => `  ${" ".repeat(width)}  ${note}`),
    ]),
    "Arithmetic of one target: fixloop plan --cost -t TARGET",
    "",
  ].join("\n");
}
