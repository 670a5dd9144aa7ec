import { wrapLine } from "../emit/wrapLine.ts";
import { defaultWarehouse } from "../spec/defaults.ts";
import type { Target } from "../spec/project.ts";
import { assumptions, type AssumptionName } from "./assumptions.ts";
import type { CostLine, CostSheet, DayCost } from "./costSheet.ts";

/** A sheet as people read it: figures first, then how they came about, then what they rest on. */
export function costText(
  sheet: CostSheet,
  { performance, warehouse }: Pick<Target, "performance" | "warehouse">,
  warning: string | undefined,
  columns: number,
): string {
  const { prices, notes, idle, busy } = sheet;
  const lines = [...idle.lines, ...busy.lines];
  const named = [...new Set(lines.flatMap(({ restsOn }) => restsOn))];
  return [
    `What ${sheet.target} costs by list prices of ${prices.date} (${prices.region})`,
    ...(warning === undefined ? [] : [`  warning: ${warning}`]),
    ...notes.map((note) => `  ${note}`),
    "",
    ...dayText("Idle (no new events)", idle),
    ...dayText(`${busy.eventsADay} events a day`, busy),
    "Prices",
    ...Object.values(prices.of).map(({ dollars, unit, source }) => `  ${dollars} ${unit} (${source})`),
    "",
    "Settings chosen for cost",
    `  ${performanceText(performance)}`,
    ...(warehouse === undefined
      ? [
          `  The warehouse is ${defaultWarehouse.size} and stops after ${defaultWarehouse.autoStopMinutes} min: each idle minute costs ${dollars(
            (prices.warehouseDbuPerHour[defaultWarehouse.size] / 60) * prices.of.sql_dbu.dollars,
          )}, after each start.`,
        ]
      : []),
    "",
    "Assumptions, where no figures are published",
    ...named.map((name) => `  ${assumptionText(name)}`),
    "",
    "Not counted: dashboards and queries of people, the review app, model calls, network, taxes, discounts.",
    "",
  ]
    .flatMap((line) => wrapped(line, Math.max(60, columns)))
    .join("\n");
}

/** What follows is indented as the beginning of the line is, and two more. */
function wrapped(line: string, columns: number): readonly string[] {
  const [start = ""] = /^ */.exec(line) ?? [];
  return wrapLine(line, { start, hanging: `${start}  `, columns });
}

function dayText(title: string, { lines, dollarsADay, dollarsAMonth }: DayCost): readonly string[] {
  return [
    `${title}: ${dollars(dollarsADay)} a day, ${dollars(dollarsAMonth)} a month`,
    ...lines.flatMap(lineText),
    "",
  ];
}

function lineText({ what, quantity, unit, price, dollarsADay, arithmetic }: CostLine): readonly string[] {
  return [
    `  ${dollars(dollarsADay).padStart(9)}  ${what}`,
    `             ${arithmetic} = ${quantity.toFixed(3)} ${unit} × ${Number(price.toFixed(6))} USD`,
  ];
}

const performanceText = (performance: Target["performance"]): string =>
  performance === "standard"
    ? `Notebooks run in standard mode: they start after 4 to 6 minutes, which is soon enough for triage, and use ${assumptions.notebookDbu.value} instead of ${assumptions.optimizedDbu.value} DBU/h.`
    : `Notebooks run in performance-optimized mode, as the target sets: they start within a minute and use ${assumptions.optimizedDbu.value} instead of ${assumptions.notebookDbu.value} DBU/h.`;

function assumptionText(name: AssumptionName): string {
  const { value, unit, says } = assumptions[name];
  return `${value} ${unit}: ${says}.`;
}

const dollars = (amount: number): string => `${amount.toFixed(amount < 0.1 ? 3 : 2)} USD`;
