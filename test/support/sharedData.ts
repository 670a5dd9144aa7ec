import path from "node:path";
import { describe } from "vitest";

/** Path of a file or folder of the data beside the repository, which is no part of it. */
export const sharedData = (...parts: readonly string[]): string =>
  path.resolve(import.meta.dirname, "..", "..", "..", "shared", ...parts);

/**
 * Tests that need data from outside the repository. Where it is absent they count as skipped, and one line says what is
 * missing. This is the only place that may skip a test.
 */
export function describeWithData(
  name: string,
  { data, present, timeout }: { readonly data: string; readonly present: boolean; readonly timeout?: number },
  tests: () => void,
): void {
  if (!present) process.stdout.write(`skipped: ${name}: ${data} is not there\n`);
  const where = present ? describe : describe.skip;
  where(name, timeout === undefined ? {} : { timeout }, tests);
}
