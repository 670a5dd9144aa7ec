import type { RunOptions } from "./run.ts";

/** Reads the files of every source into raw.landing. */
export async function landFiles(_options: RunOptions): Promise<void> {}
