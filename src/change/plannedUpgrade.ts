import type { QueryRunner } from "../reading/queryRunner.ts";
import type { UpgradeStep } from "./upgrade.ts";

/** A statement of an upgrade as a plan shows it. */
export interface PlannedUpgrade {
  readonly subject: string;
  readonly title: string;
  readonly kind: UpgradeStep["kind"];
  readonly effect: UpgradeStep["effect"];
  /** Of a statement that fills: rows it changes; null where they could not be counted. */
  readonly rows?: bigint | null;
}

/** Steps with the rows that they fill, in their order. Without a reader nothing is counted. Throws what the reader throws. */
export async function plannedUpgrade(
  steps: readonly UpgradeStep[],
  reader: QueryRunner | undefined,
): Promise<readonly PlannedUpgrade[]> {
  const planned: PlannedUpgrade[] = [];
  for (const { subject, title, kind, effect, counted } of steps) {
    if (counted === undefined) planned.push({ subject, title, kind, effect });
    else {
      const [row] = reader === undefined ? [] : await reader.rows(counted);
      const filled = row?.["filled"] ?? null;
      planned.push({ subject, title, kind, effect, rows: filled === null ? null : BigInt(filled) });
    }
  }
  return planned;
}
