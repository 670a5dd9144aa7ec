import type { FailedCheck } from "./runQueries.ts";

/** A check that did not hold: of an authored one its title, of one that looks at a whole table what it found. */
export interface FailedCheckRow {
  readonly check: string;
  readonly severity: string;
  readonly rows: bigint;
  readonly title: string | null;
  readonly observed: string | null;
}

export const failedCheckRow = ({
  check_id,
  severity,
  failing_rows,
  title,
  observed,
}: FailedCheck): FailedCheckRow => ({ check: check_id, severity, rows: failing_rows, title, observed });

/** What a check that did not hold found, in words: what it observed of a whole table, else how many rows. */
export const foundBy = ({ severity, rows, observed }: FailedCheckRow): string =>
  observed ?? (severity === "quarantine" ? `${rows} rows set aside` : `${rows} rows`);
