import { DuckDBInstance } from "@duckdb/node-api";

/** Takes what a column holds when a statement is planned for given; plans are kept here (`keptPlans.ts`). */
const disabled_optimizers = "statistics_propagation";

/**
 * Before each file of tests: databases of this process work in one thread, where nobody asks for another number. Their
 * tables are small, and two workers share the machine: handing a few rows from thread to thread took a quarter of the
 * processor time of a run. Processes that tests start, and the engine suite, have as many as DuckDB takes by itself.
 */
const original = DuckDBInstance.create.bind(DuckDBInstance);

async function inOneThread(...[path, options]: Parameters<typeof original>): Promise<DuckDBInstance> {
  return original(path, { threads: "1", disabled_optimizers, ...options });
}

// files that share a process share the class as well
if (DuckDBInstance.create.name !== inOneThread.name) DuckDBInstance.create = inOneThread;
