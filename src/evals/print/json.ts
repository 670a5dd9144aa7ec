import { jsonOutput } from "../../emit/jsonOutput.ts";
import type { EvalReport } from "../report.ts";

/** The report for programs; with `gatesOnly` without the parts that no gate looks at. */
export function formatJson(report: EvalReport, { gatesOnly }: { readonly gatesOnly: boolean }): string {
  const { categories, confusions, figures, languages, ...rest } = report;
  return jsonOutput(gatesOnly ? rest : { ...rest, figures, languages, categories, confusions });
}
