import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * How long a person waits for `check` and `compile --check` of the reference project, in a process of its own each time,
 * beside `node -e 0`; and for `check` of a file with many mistakes. Commands take turns, so that a slow minute of the
 * machine hits all of them. Prints medians and the ratio to bare Node.
 *
 *   node bench/cold.ts [ROUNDS]
 */
const root = path.resolve(import.meta.dirname, "..");
const rounds = Number(process.argv[2] ?? 7);
const fixloop = path.join(root, "bin", "fixloop.cjs");
const broken = mkdtempSync(path.join(tmpdir(), "fixloop-cold-"));
mkdirSync(path.join(broken, "taxonomy"));
writeFileSync(path.join(broken, "pipeline.yaml"), "name: broken\nsources: {}\n");
writeFileSync(
  path.join(broken, "taxonomy", "many.yaml"),
  `area: many\ntitle: Many mistakes\ncategories:\n${Array.from({ length: 200 }, (_, index) => `  c-${index}: { title: T, kind: defekt, severity: hihg, definitoin: D, owner: nobody-${index} }`).join("\n")}\n`,
);

const commands: readonly { readonly name: string; readonly words: readonly string[] }[] = [
  { name: "node -e 0", words: ["-e", "0"] },
  { name: "fixloop --version", words: [fixloop, "--version"] },
  { name: "fixloop check", words: [fixloop, "check", "--project", root] },
  { name: "fixloop compile --check", words: [fixloop, "compile", "--check", "--project", root] },
  { name: "fixloop check, 800 mistakes", words: [fixloop, "check", "--project", broken, "--format", "json"] },
];
const times = new Map<string, number[]>(commands.map(({ name }) => [name, []]));
for (let round = 0; round <= rounds; round++) {
  for (const { name, words } of commands) {
    const started = performance.now();
    spawnSync(process.execPath, words, { cwd: root, stdio: "ignore" });
    // the first round warms the disk
    if (round > 0) times.get(name)?.push(performance.now() - started);
  }
}
const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
const bare = median(times.get("node -e 0") ?? []);
for (const [name, values] of times) {
  process.stdout.write(
    `${name.padEnd(30)} ${Math.round(median(values)).toString().padStart(6)} ms   ${(median(values) / bare).toFixed(1).padStart(5)} times bare Node\n`,
  );
}
rmSync(broken, { recursive: true, force: true });
