import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * How long a person waits for `--help`, for `check` and `compile --check` of the reference project, for both of a project that was just
 * made, in a process of its own each time, beside `node -e 0`; and for `check` of a file with many mistakes. Commands
 * take turns, so that a slow minute of the machine hits all of them. Prints medians and the ratio to bare Node; with
 * another checkout also that one's, and its ratio to this one.
 *
 *   node bench/cold.ts [ROUNDS] [OTHER CHECKOUT]
 */
const root = path.resolve(import.meta.dirname, "..");
const rounds = Number(process.argv[2] ?? 7);
const checkouts = [root, ...(process.argv[3] === undefined ? [] : [path.resolve(process.argv[3])])];
const folder = mkdtempSync(path.join(tmpdir(), "fixloop-cold-"));
const broken = path.join(folder, "broken");
mkdirSync(path.join(broken, "taxonomy"), { recursive: true });
writeFileSync(path.join(broken, "pipeline.yaml"), "name: broken\nsources: {}\n");
writeFileSync(
  path.join(broken, "taxonomy", "many.yaml"),
  `area: many\ntitle: Many mistakes\ncategories:\n${Array.from({ length: 200 }, (_, index) => `  c-${index}: { title: T, kind: defekt, severity: hihg, definitoin: D, owner: nobody-${index} }`).join("\n")}\n`,
);
const made = path.join(folder, "made");
const fresh = path.join(folder, "fresh");

const entry = (checkout: string): string => path.join(checkout, "bin", "fixloop.cjs");
const run = (words: readonly string[]): number => {
  const started = performance.now();
  spawnSync(process.execPath, words, { cwd: folder, stdio: "ignore" });
  return performance.now() - started;
};
run([entry(root), "init", made]);

const commands: Readonly<Record<string, (checkout: string) => readonly string[]>> = {
  "node -e 0": () => ["-e", "0"],
  "fixloop --version": (checkout) => [entry(checkout), "--version"],
  "fixloop --help": (checkout) => [entry(checkout), "--help"],
  "fixloop check": (checkout) => [entry(checkout), "check", "--project", checkout],
  "fixloop compile --check": (checkout) => [entry(checkout), "compile", "--check", "--project", checkout],
  "fixloop check, new project": (checkout) => [entry(checkout), "check", "--project", fresh],
  "fixloop compile, new project": (checkout) => [entry(checkout), "compile", "--project", fresh],
  "fixloop check, 800 mistakes": (checkout) => [
    entry(checkout),
    "check",
    "--project",
    broken,
    "--format",
    "json",
  ],
};
const times = new Map<string, number[]>();
for (let round = 0; round <= rounds; round++)
  for (const [name, words] of Object.entries(commands))
    for (const checkout of checkouts) {
      rmSync(fresh, { recursive: true, force: true });
      cpSync(made, fresh, { recursive: true });
      const time = run(words(checkout));
      // the first round warms the disk
      if (round > 0) times.set(`${name} ${checkout}`, [...(times.get(`${name} ${checkout}`) ?? []), time]);
    }
const median = (name: string, checkout: string): number => {
  const values = (times.get(`${name} ${checkout}`) ?? []).toSorted((one, other) => one - other);
  return values[Math.floor(values.length / 2)] ?? 0;
};
const bare = median("node -e 0", root);
for (const name of Object.keys(commands)) {
  const [here = 0, there] = checkouts.map((checkout) => median(name, checkout));
  const other =
    there === undefined
      ? ""
      : `   other ${Math.round(there).toString().padStart(6)} ms, ${(there / here).toFixed(2)} times`;
  process.stdout.write(
    `${name.padEnd(30)} ${Math.round(here).toString().padStart(6)} ms   ${(here / bare).toFixed(1).padStart(5)} times bare Node${other}\n`,
  );
}
rmSync(folder, { recursive: true, force: true });
