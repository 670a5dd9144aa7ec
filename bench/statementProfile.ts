import { existsSync, readFileSync, rmSync } from "node:fs";
import type { Database } from "../src/local/database.ts";

/** What one statement of a run cost, as DuckDB's own profile says. */
export interface StatementCost {
  readonly id: string;
  readonly milliseconds: number;
  /** Of all cores together: as much as the clock where a statement ran on one core alone and nothing else used it. */
  readonly processorMilliseconds: number;
  /** Rows read from tables; of a scan that a filter cut short only what was read. */
  readonly scanned: number;
  /** Rows that reached the target of the statement, before it decided which of them differ. */
  readonly rows: number;
}

interface Operator {
  readonly operator_name?: string;
  readonly operator_cardinality?: number;
  readonly children?: readonly Operator[];
}

interface Profile extends Operator {
  readonly cumulative_rows_scanned?: number;
}

/**
 * Times statements between the calls of `onStatement` and reads DuckDB's profile of each, which it writes to a file.
 * Of a step that runs several statements (the landing of files) the time is the sum, the profile that of the last one.
 */
export class StatementProfile {
  readonly costs: StatementCost[] = [];
  readonly #file: string;
  #open: { readonly id: string; readonly begun: number; readonly used: NodeJS.CpuUsage } | undefined;

  private constructor(file: string) {
    this.#file = file;
  }

  /** Profiles every statement of the database from here on into `file`. */
  static async start(database: Database, file: string): Promise<StatementProfile> {
    await database.run("PRAGMA enable_profiling = 'json'");
    await database.run(`SET profiling_output = '${file.replaceAll("'", "''")}'`);
    return new StatementProfile(file);
  }

  /** Closes the statement before and opens the next: what `RunOptions.onStatement` calls. */
  readonly begin = (id: string): void => {
    this.end();
    this.#open = { id, begun: performance.now(), used: process.cpuUsage() };
  };

  end(): void {
    if (this.#open === undefined) return;
    const { id, begun, used } = this.#open;
    const milliseconds = performance.now() - begun;
    const { user, system } = process.cpuUsage(used);
    this.#open = undefined;
    const profile = this.#read();
    this.costs.push({
      id,
      milliseconds,
      processorMilliseconds: (user + system) / 1000,
      scanned: profile?.cumulative_rows_scanned ?? 0,
      rows: profile === undefined ? 0 : written(profile),
    });
  }

  #read(): Profile | undefined {
    if (!existsSync(this.#file)) return undefined;
    const text = readFileSync(this.#file, "utf8");
    rmSync(this.#file);
    return JSON.parse(text) as Profile;
  }
}

/** Rows that the topmost writing operator was given. */
function written(profile: Operator): number {
  // before a MERGE stand the CTEs that several others read
  for (const child of profile.children ?? []) {
    const name = child.operator_name ?? "";
    const rows = /^(MERGE_INTO|INSERT|UPDATE|DELETE)/.test(name.trim())
      ? (child.children?.[0]?.operator_cardinality ?? 0)
      : written(child);
    if (rows > 0) return rows;
  }
  return 0;
}
