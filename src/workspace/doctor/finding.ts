/** What a check saw of one thing that it looked at. */
export interface Finding {
  /** `holds`; `doubtful`, where it may do harm; `lacks`, where it will; `unasked`, where no one could be asked. */
  readonly state: "holds" | "doubtful" | "lacks" | "unasked";
  /** One line: what was found, or why it could not be asked. It may name what the spec names; never a secret. */
  readonly found: string;
  /** What fixes it, in order; empty if there is nothing to fix. */
  readonly fix: readonly Fix[];
}

/** One thing that someone does. */
export interface Fix {
  /** A command for a POSIX shell, a statement for a SQL editor, a way through the workspace's pages, or words. */
  readonly kind: "command" | "sql" | "click" | "advice";
  readonly text: string;
}

export const holds = (found: string): Finding => ({ state: "holds", found, fix: [] });
export const doubtful = (found: string, ...fix: readonly Fix[]): Finding => ({
  state: "doubtful",
  found,
  fix,
});
export const lacks = (found: string, ...fix: readonly Fix[]): Finding => ({ state: "lacks", found, fix });
export const unasked = (found: string, ...fix: readonly Fix[]): Finding => ({
  state: "unasked",
  found,
  fix,
});

/** What a check needs is not there, so it asked nothing: its result is `unknown`. */
export class NotAsked extends Error {}
