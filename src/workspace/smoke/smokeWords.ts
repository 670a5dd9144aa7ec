import type { SmokeEntry, SmokeFailure, SmokeKind, SmokeReport } from "./report.ts";
import type { SmokeOutcome } from "./smokeOptions.ts";

/**
 * The outcome as the user who ran it reads it, messages of errors included; those may quote names and made-up rows,
 * which the report file leaves out.
 */
export function smokeText({ report, left }: Pick<SmokeOutcome, "report" | "left">): string {
  const { entries, environment, coverage } = report;
  const kinds = [...new Set(entries.map(({ kind }) => kind))];
  const width = Math.max(0, ...kinds.map((kind) => kind.length));
  const warehouse = environment.warehouse;
  return [
    `Databricks SQL ${environment.databricksSql ?? "of unknown version"} on ${environment.cloud}, warehouse ${
      warehouse === undefined
        ? "unknown"
        : `${warehouse.serverless ? "serverless" : warehouse.type}, ${warehouse.size}`
    }`,
    ...(environment.envelope === undefined
      ? []
      : [
          `The model answers in ${environment.envelope.answer?.field ?? "no field that is read"} of ${environment.envelope.type}`,
        ]),
    "",
    ...kinds.map((kind) =>
      kindLine(
        kind,
        entries.filter((entry) => entry.kind === kind),
        width,
      ),
    ),
    "",
    ...failureLines(entries),
    `${coverage.features - coverage.notShown.length} of ${coverage.features} features of the generated SQL worked${
      coverage.notShown.length === 0 ? "" : `; not ${coverage.notShown.join(", ")}`
    }.`,
    endings[report.ended],
    ...(report.cleanup.leftoversRemoved > 0
      ? [`${report.cleanup.leftoversRemoved} thing(s) that an earlier test left behind were deleted.`]
      : []),
    ...(left.length === 0
      ? ["Everything that it created is deleted."]
      : ["Still in the workspace:", ...left.map(({ name, why }) => `  ${name}: ${why}`)]),
    "",
  ].join("\n");
}

function kindLine(kind: SmokeKind, entries: readonly SmokeEntry[], width: number): string {
  const count = (status: SmokeEntry["status"]): number =>
    entries.filter((entry) => entry.status === status).length;
  const seconds = (entries.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000).toFixed(1);
  const parts = (["ok", "raised", "failed", "skipped"] as const)
    .filter((status) => count(status) > 0)
    .map((status) => `${count(status)} ${status}`);
  const worst = count("failed") > 0 ? "fail" : count("skipped") > 0 ? "skip" : "ok";
  return `${worst.padEnd(4)}  ${kind.padEnd(width)}  ${parts.join(", ")}  (${seconds} s)`;
}

function failureLines(entries: readonly SmokeEntry[]): readonly string[] {
  const failed = entries.flatMap(({ id, status, failure }) =>
    status === "failed" && failure !== undefined ? [`  ${id}: ${failureText(failure)}`] : [],
  );
  return failed.length === 0 ? [] : ["Failed:", ...failed, ""];
}

const failureText = ({ code, condition, message }: SmokeFailure): string =>
  `${condition ?? code}: ${message.replaceAll(/\s+/g, " ").slice(0, 400)}`;

const endings: Readonly<Record<SmokeReport["ended"], string>> = {
  finished: "It completed.",
  deadline: "It was stopped at the deadline (--deadline).",
  interrupted: "It was interrupted.",
  unreachable: "The workspace could no longer be reached.",
  no_schemas: "Nothing more ran: schemas can't be created in this catalog.",
};
