import { DuckDBConnection, type DuckDBPreparedStatement } from "@duckdb/node-api";

/**
 * Before each file of tests: a database plans a statement once that it runs again and again. Databases are shared, and the
 * statements of a stage are the same for every test of it: planning them anew took half the processor time of a run. The
 * first time a text is run as everywhere else, so that one that runs once costs nothing more.
 *
 * A kept plan must not depend on what the tables held when it was made: `oneThread.ts` leaves out the one optimizer that
 * takes the least and largest value of a column for given. Processes that tests start, and the engine suite, plan as users do.
 */
type Run = (
  this: DuckDBConnection,
  ...given: Parameters<DuckDBConnection["run"]>
) => ReturnType<DuckDBConnection["run"]>;
const original: Run = Reflect.get(DuckDBConnection.prototype, "run");
const close: (this: DuckDBConnection) => void = Reflect.get(DuckDBConnection.prototype, "closeSync");

/** Shorter statements take no time to plan. */
const shortest = 500;
/** Of a connection; a loop has some 280 statements. The one that was used longest ago goes. */
const most = 400;
/** By connection and text: undefined where it was run once. */
const plans = new WeakMap<DuckDBConnection, Map<string, DuckDBPreparedStatement | undefined>>();

async function keptRun(this: DuckDBConnection, ...[text, values, types]: Parameters<Run>) {
  const hasValues = values !== undefined && Object.keys(values).length > 0;
  if (text.length < shortest || hasValues) return original.call(this, text, values, types);
  const ofConnection = plans.get(this) ?? new Map<string, DuckDBPreparedStatement | undefined>();
  plans.set(this, ofConnection);
  if (!ofConnection.has(text)) {
    ofConnection.set(text, undefined);
    return original.call(this, text, values, types);
  }
  const plan = ofConnection.get(text) ?? (await this.prepare(text));
  ofConnection.delete(text);
  ofConnection.set(text, plan);
  for (const [oldest, unused] of ofConnection) {
    if (ofConnection.size <= most) break;
    ofConnection.delete(oldest);
    unused?.destroySync();
  }
  return plan.run();
}

/** A plan holds memory that no collector of JavaScript knows of. */
function closeSync(this: DuckDBConnection): void {
  for (const plan of plans.get(this)?.values() ?? []) plan?.destroySync();
  plans.delete(this);
  close.call(this);
}

// files that share a process share the class as well
if (original.name !== keptRun.name) {
  DuckDBConnection.prototype.run = keptRun;
  DuckDBConnection.prototype.closeSync = closeSync;
}
