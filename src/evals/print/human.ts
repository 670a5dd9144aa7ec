import Table from "cli-table3";
import { neutralLine } from "../../spec/print/neutral.ts";
import { lowestRecallFirst } from "../gates.ts";
import type { CategoryFigures, EvalReport, Figure, GateResult, LanguageFigures } from "../report.ts";
import { counts, gateSentence, interval, percent, threshold } from "./words.ts";

/** How many categories and pairs are worth reading: the rest is in the JSON. */
const mostRows = 8;

export interface HumanOptions {
  /** Leaves out figures without a gate, categories and confusions. */
  readonly gatesOnly: boolean;
}

/** A report as a person reads it: gates first, then where the classifier is weak. */
export function formatHuman(report: EvalReport, { gatesOnly }: HumanOptions): string {
  const { gates, figures } = report;
  const free = figures.filter(({ id }) => !gates.some(({ metric }) => metric === id));
  const shown = gatesOnly ? [] : free;
  const blocks = [
    introduction(report),
    gates.length + shown.length === 0 ? "" : gateTable(gates, shown),
    gates
      .filter(({ status }) => status !== "passed")
      .map((gate) => neutralLine(gateSentence(gate)))
      .join("\n"),
    ...(gatesOnly ? [] : [spoken(report.languages), weakest(report.categories), confused(report)]),
    verdict(report),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function introduction(report: EvalReport): string {
  const { labelled, labelledOfNone, folds, taxonomyVersion, classifierVersion } = report;
  const sentence =
    labelled === 0
      ? "There are no labelled texts: nothing can be measured."
      : `${labelled} labelled texts, ${labelledOfNone} of them without a category, each classified by a model that was not trained on it (${folds} folds).`;
  return `${sentence}\nTaxonomy ${taxonomyVersion}, classifier ${classifierVersion}.`;
}

function gateTable(gates: readonly GateResult[], free: readonly Figure[]): string {
  const table = plainTable(["gate", "figure", "95 % interval", "texts", "threshold", ""]);
  for (const gate of gates) {
    const name =
      gate.metric === "category_recall" && gate.category !== null
        ? `${gate.id} (lowest: ${gate.category})`
        : gate.id;
    table.push([
      neutralLine(name),
      percent(gate.figureBp),
      interval(gate.lowBp, gate.highBp),
      counts(gate.hits, gate.examples),
      threshold(gate),
      outcome(gate),
    ]);
  }
  for (const figure of free) {
    table.push([
      figure.id,
      percent(figure.figureBp),
      interval(figure.lowBp, figure.highBp),
      counts(figure.hits, figure.examples),
      "–",
      "no gate",
    ]);
  }
  return textOf(table);
}

const outcome = ({ status, blocks }: GateResult): string =>
  status === "not_measured" ? `not measured: ${blocks ? "FAILED" : "passes"}` : blocks ? "FAILED" : "passed";

/** By language, where texts of several are labelled. */
function spoken(languages: readonly LanguageFigures[]): string {
  if (languages.length < 2) return "";
  const table = plainTable(["language", "accuracy", "95 % interval", "texts"]);
  for (const { language, accuracy } of languages) {
    table.push([
      neutralLine(language ?? "(not written)"),
      percent(accuracy.figureBp),
      interval(accuracy.lowBp, accuracy.highBp),
      counts(accuracy.hits, accuracy.examples),
    ]);
  }
  return textOf(table);
}

function weakest(categories: readonly CategoryFigures[]): string {
  const labelled = categories.filter(({ recall }) => recall.examples > 0);
  const weak = labelled
    .filter(({ recall }) => recall.hits < recall.examples)
    .toSorted(lowestRecallFirst)
    .slice(0, mostRows);
  const silent = categories.filter(({ recall }) => recall.examples === 0).map(({ category }) => category);
  const table = plainTable(["weakest categories", "recall", "95 % interval", "texts", "right of accepted"]);
  for (const { category, recall, precision } of weak) {
    table.push([
      neutralLine(category),
      percent(recall.figureBp),
      interval(recall.lowBp, recall.highBp),
      counts(recall.hits, recall.examples),
      counts(precision.hits, precision.examples),
    ]);
  }
  const parts = [
    weak.length === 0 ? "" : textOf(table),
    silent.length === 0
      ? ""
      : `No labelled text: ${silent.slice(0, mostRows).map(neutralLine).join(", ")}${silent.length > mostRows ? ` and ${silent.length - mostRows} more categories` : ""}.`,
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function confused({ confusions }: EvalReport): string {
  if (confusions.length === 0) return "";
  const table = plainTable(["most confused: labelled", "suggested", "texts", "accepted"]);
  for (const { labelled, suggested, texts, accepted } of confusions.slice(0, mostRows)) {
    table.push([
      neutralLine(labelled ?? "(no category)"),
      neutralLine(suggested ?? "(nothing)"),
      String(texts),
      String(accepted),
    ]);
  }
  return textOf(table);
}

function verdict({ gates }: EvalReport): string {
  if (gates.length === 0)
    return "There are no gates: these figures don't stop a deployment. Define gates in evals/gates.yaml.";
  const failed = gates.filter(({ blocks }) => blocks);
  return failed.length === 0
    ? `Passed: ${gates.length} of ${gates.length} gates.`
    : `FAILED: ${failed.length} of ${gates.length} gates (${failed.map(({ id }) => neutralLine(id)).join(", ")}). Nothing is deployed or promoted until they pass.`;
}

const textOf = (table: InstanceType<typeof Table>): string =>
  table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");

/** Columns and nothing else: it survives a log, and a copy into a ticket. */
function plainTable(head: readonly string[]): InstanceType<typeof Table> {
  const sides = ["top", "bottom", "left", "right", "mid"] as const;
  const none = Object.fromEntries(
    sides.flatMap((side) => ["", "-mid", "-left", "-right"].map((part) => [`${side}${part}`, ""])),
  );
  return new Table({
    head: [...head],
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 0 },
    chars: { ...none, middle: "   " },
  });
}
