import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Tally } from "./tally.ts";

const folder = join(import.meta.dirname, "..", "..", "runtime");

/** ruff's rules and layout, and the tests of the Python package that the notebooks call, on the pinned versions. */
export function checkRuntime(python: string, tally: Tally): void {
  const own = tally.of("runtime");
  for (const [what, words] of [
    ["ruff check", ["ruff", "check", "--no-cache", "."]],
    ["ruff format", ["ruff", "format", "--no-cache", "--check", "."]],
    ["pytest", ["pytest", "--quiet"]],
  ] as const) {
    const { status, stdout, stderr } = spawnSync(python, ["-m", ...words], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", PYTHONUTF8: "1" },
    });
    const lines = `${stdout}${stderr}`.trim().split("\n");
    if (status === 0) own.pass();
    else own.fail(what, lines);
    own.note(`${what}: ${lines.at(-1) ?? ""}`);
  }
}
