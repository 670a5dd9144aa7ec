import { onTestFinished } from "vitest";
import { connectWorkspace } from "../../src/workspace/connect.ts";
import { WorkspaceError } from "../../src/workspace/errors.ts";
import type { Workspace } from "../../src/workspace/workspace.ts";
import { Loopback, type LoopbackOptions } from "../support/loopback/loopback.ts";

export interface Connected {
  readonly loopback: Loopback;
  readonly workspace: Workspace;
  /** Milliseconds that were waited between attempts and looks: nobody really waits, a clock is moved on. */
  readonly waits: readonly number[];
}

/** A workspace on a loopback of its own, with a clock that only waiting moves. `random` 1 makes every jitter its bound. */
export async function connected(
  options: LoopbackOptions & { readonly random?: number } = {},
): Promise<Connected> {
  const loopback = await Loopback.start(options);
  onTestFinished(() => loopback.close());
  return { loopback, ...(await connectedTo(loopback.env, options)) };
}

export async function connectedTo(
  env: Readonly<Record<string, string>>,
  options: { readonly random?: number; readonly onWait?: () => Promise<void> } = {},
): Promise<Omit<Connected, "loopback">> {
  const waits: number[] = [];
  let time = Date.UTC(2026, 0, 1);
  const workspace = await connectWorkspace({
    env,
    now: () => new Date(time),
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
      time += milliseconds;
      await options.onWait?.();
    },
    random: () => options.random ?? 1,
  });
  return { workspace, waits };
}

/** The error of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<WorkspaceError> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof WorkspaceError) return outcome;
  throw new Error(`expected a WorkspaceError, got ${String(outcome)}`);
}
