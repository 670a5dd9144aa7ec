import type { Diagnostic } from "../diagnostics.ts";
import { jsonOutput } from "../../emit/jsonOutput.ts";

/** The same diagnostics for programs: `{ errors, warnings, diagnostics: [...] }`, spans in lines and columns from 1, offsets from 0. */
export function formatJson(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic["severity"]): number =>
    diagnostics.filter((one) => one.severity === severity).length;
  return jsonOutput({ errors: count("error"), warnings: count("warning"), diagnostics });
}
