import { stageOfTask } from "../workspace/runJob.ts";
import type { JobRun, TaskRun } from "../workspace/workspace.ts";
import type { CommandContext } from "./command.ts";
import { oneLine } from "./terminal.ts";

/**
 * Shows how a run gets on: a line for every group of tasks that is done (a stage, or a task that belongs to none), and on a
 * terminal one more that names what runs now.
 */
export class TaskProgress {
  readonly #context: CommandContext;
  readonly #stages: readonly string[];
  readonly #tasks = new Map<string, TaskRun>();
  readonly #told = new Set<string>();
  readonly #live: boolean;

  constructor(context: CommandContext, stages: readonly string[]) {
    this.#context = context;
    this.#stages = stages;
    this.#live = context.stderr.isTTY === true && context.env["CI"] === undefined;
  }

  start(run: JobRun): void {
    for (const task of run.tasks) this.#tasks.set(task.key, task);
  }

  task(task: TaskRun): void {
    this.#tasks.set(task.key, task);
    if (task.attempt > 0 && task.state === "running")
      this.#line(`${task.key} runs again (attempt ${task.attempt + 1})`);
    this.#tell(this.#groupOf(task.key));
    this.#status();
  }

  end(): void {
    if (this.#live) this.#context.stderr.write(clear);
  }

  #groupOf(key: string): string {
    return stageOfTask(key, this.#stages) ?? key;
  }

  #tell(group: string): void {
    const tasks = [...this.#tasks.values()].filter(({ key }) => this.#groupOf(key) === group);
    if (this.#told.has(group) || tasks.some(({ finished }) => !finished)) return;
    this.#told.add(group);
    if (tasks.every(({ state }) => state === "excluded" || state === "upstream_failed")) return;
    const failed = tasks.find(({ state }) => bad.has(state));
    const times = tasks.flatMap(({ startedAt, endedAt }) =>
      startedAt === undefined || endedAt === undefined ? [] : [startedAt.getTime(), endedAt.getTime()],
    );
    const seconds =
      times.length === 0 ? "" : ` ${((Math.max(...times) - Math.min(...times)) / 1000).toFixed(1)} s`;
    this.#line(
      `${group.padEnd(16)} ${failed === undefined ? "done" : `${failed.state.replaceAll("_", " ")} in ${failed.key}`}${seconds}`,
    );
  }

  #line(text: string): void {
    this.#context.stderr.write(`${this.#live ? clear : ""}  ${text}\n`);
  }

  #status(): void {
    if (!this.#live) return;
    const all = [...this.#tasks.values()];
    const running = all.filter(({ state }) => state === "running").map(({ key }) => key);
    const done = all.filter(({ finished }) => finished).length;
    const text = `  ${done} of ${all.length} tasks${running.length === 0 ? "" : `, now ${running.join(", ")}`}`;
    this.#context.stderr.write(`${clear}${oneLine(text, (this.#context.stderr.columns ?? 100) - 1)}`);
  }
}

const bad: ReadonlySet<string> = new Set(["failed", "timed_out", "internal_error", "canceled"]);

/** Back to the start of the line, and empty it. */
const clear = "\r\u001b[2K";
