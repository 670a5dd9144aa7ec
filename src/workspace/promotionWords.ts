import type { DeploymentRecord, RecordedGate } from "./deployment.ts";
import type { PromotionEvidence } from "./promotionRecord.ts";

/** What a person reads of a promotion: who, what, on which grounds. Lines, each with its line feed. */
export function promotionText(record: DeploymentRecord): string {
  const { files, signed_by, commit, cli_version, fixloop_version, proved } = JSON.parse(
    record.evidence ?? "null",
  ) as PromotionEvidence;
  const gates = JSON.parse(record.gates) as readonly RecordedGate[];
  return [
    `  what       manifest ${record.manifest_hash} (${files} files)`,
    `             code ${record.code_version}, taxonomy ${record.taxonomy_version}${commit === null ? "" : `, commit ${commit}`}`,
    `  by         ${record.deployed_by} at ${record.deployed_at}, signed by ${signed_by}`,
    `             fixloop ${fixloop_version}, Databricks CLI ${cli_version}`,
    `  proved in  ${record.from_target ?? ""}: deployed ${proved.deployed_at} by ${proved.deployed_by}, run ${proved.run_id} finished ${proved.run_finished_at}`,
    `             ${proved.checks_held} checks held, ${proved.checks_warned} warned, ${proved.stages_finished} stages finished`,
    ...(gates.length === 0 ? ["  gates      none are written"] : gates.map(gateLine)),
    "",
  ].join("\n");
}

function gateLine(gate: RecordedGate, index: number): string {
  const { id, status, figureBp, direction, thresholdBp, examples, lowBp, highBp } = gate;
  const figure =
    figureBp === null
      ? "not measured"
      : `${percent(figureBp)}${lowBp === null || highBp === null ? "" : ` (${percent(lowBp)} to ${percent(highBp)})`}`;
  return `  ${index === 0 ? "gates" : "     "}      ${id}: ${figure}, ${direction.replace("_", " ")} ${percent(thresholdBp)}, ${examples} texts, ${status.replace("_", " ")}`;
}

/** Basis points as they are written: 7312 is 73.12 %. */
export function percent(basisPoints: number): string {
  return `${Math.trunc(basisPoints / 100)}.${String(basisPoints % 100).padStart(2, "0")} %`;
}
