import { WorkspaceError } from "../errors.ts";
import type { Call, Workspace } from "../workspace.ts";

/** One thing that was made, or may have been: an answer that got lost leaves no one knowing. */
export interface Made {
  /** For a person: `schema insights.fixloop_smoke_x_raw`. */
  readonly name: string;
  readonly undo: (call: Call) => Promise<void>;
}

export interface Undone {
  readonly left: readonly { readonly name: string; readonly error: WorkspaceError }[];
}

/**
 * Takes away what was made, the last first, each whatever became of the others, and once more what could not be taken away
 * the first time: a schema whose tables are still being written to refuses.
 */
export async function undoAll(made: readonly Made[], call: Call): Promise<Undone> {
  const first = await undoEach(made.toReversed(), call);
  if (first.left.length === 0) return first;
  return undoEach(
    made.toReversed().filter(({ name }) => first.left.some((left) => left.name === name)),
    call,
  );
}

async function undoEach(made: readonly Made[], call: Call): Promise<Undone> {
  const left: { name: string; error: WorkspaceError }[] = [];
  for (const { name, undo } of made) {
    try {
      await undo(call);
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error;
      left.push({ name, error });
    }
  }
  return { left };
}

/** A job can be deleted while it runs, and would go on writing. */
export const canceledRun = (workspace: Pick<Workspace, "jobs">, runId: string): Made => ({
  name: `run ${runId}`,
  undo: async (call) => {
    const run = await workspace.jobs.run(runId, call);
    if (!run.finished) await workspace.jobs.cancel(runId, call);
  },
});
