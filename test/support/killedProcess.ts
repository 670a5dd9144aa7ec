import { once } from "node:events";
import fs from "node:fs";
import { enableCompileCache, syncBuiltinESMExports } from "node:module";
import { z } from "zod";

/**
 * `fixloop …` in a process that SIGKILL ends, without a goodbye, at one place of it: a statement that goes to DuckDB, be
 * it the set-up's, a stage's, the landing's or the checkpoint, or a write to the file system (the snapshot, the report).
 * The place is named as a run that was left alone has listed it. The process itself knows nothing of this: the calls
 * are wrapped from outside.
 *
 * With `wait` it stops there instead, says `waiting`, and goes on when its stdin ends.
 *
 * Argument: the order as JSON. Prints the places it has met, a JSON line each, when it ends by itself.
 */
const order = z
  .strictObject({
    words: z.array(z.string()),
    /** The name of the place; undefined for none. */
    place: z.string().optional(),
    manner: z.enum(["before", "inside", "end", "wait"]).default("before"),
    /** Milliseconds after the statement has begun, for `inside`. */
    delay: z.number().default(0),
  })
  .parse(JSON.parse(process.argv[2] ?? "{}"));

enableCompileCache();
const { Database } = await import("../../src/local/database.ts");
const { main } = await import("../../src/cli/main.ts");

const met: { readonly name: string; milliseconds: number }[] = [];
const times = new Map<string, number>();

function arrive(text: string): { readonly name: string; readonly isTarget: boolean } {
  const words = text.split("\n", 1)[0]?.slice(0, 90) ?? "";
  const time = (times.get(words) ?? 0) + 1;
  times.set(words, time);
  const name = `${words} #${time}`;
  met.push({ name, milliseconds: 0 });
  return { name, isTarget: name === order.place };
}

function die(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("still alive");
}

/** A statement runs in a thread of its own, so that a timer can strike in the middle of it. */
async function statement<Answer>(text: string, work: () => Promise<Answer>): Promise<Answer> {
  const { isTarget } = arrive(text);
  const entry = met.at(-1);
  if (isTarget && order.manner === "before") die();
  if (isTarget && order.manner === "inside") setTimeout(die, order.delay);
  if (isTarget && order.manner === "wait") {
    process.stdout.write("waiting\n");
    process.stdin.resume();
    await once(process.stdin, "end");
  }
  const started = performance.now();
  const answer = await work();
  if (entry !== undefined) entry.milliseconds = performance.now() - started;
  // a statement that was quicker than the timer ends here, before anybody has heard of its end
  if (isTarget && order.manner !== "wait") die();
  return answer;
}

type Method = (this: unknown, text: string, ...rest: readonly unknown[]) => Promise<unknown>;
for (const name of ["run", "change", "rows"] as const) {
  const own = Reflect.get(Database.prototype, name) as Method;
  Reflect.set(Database.prototype, name, function (this: unknown, text: string, ...rest: readonly unknown[]) {
    return statement(text, () => own.call(this, text, ...rest));
  });
}

/** Writes of files are synchronous: what a kill in the middle of them leaves is half of the bytes. */
const { copyFileSync, writeFileSync, renameSync } = fs;
Object.assign(fs, {
  copyFileSync(...given: Parameters<typeof copyFileSync>) {
    fileWrite(
      "copy a file",
      () => copyFileSync(...given),
      given[1].toString(),
      () => fs.readFileSync(given[0]),
    );
  },
  writeFileSync(...given: Parameters<typeof writeFileSync>) {
    const [file, content] = given;
    fileWrite(
      "write a file",
      () => writeFileSync(...given),
      String(file),
      () => Buffer.from(typeof content === "string" ? content : ""),
    );
  },
  renameSync(...given: Parameters<typeof renameSync>) {
    fileWrite("rename a file", () => renameSync(...given));
  },
});
syncBuiltinESMExports();

function fileWrite(name: string, work: () => void, file?: string, content?: () => Buffer): void {
  const { isTarget } = arrive(name);
  if (!isTarget) return work();
  if (order.manner === "inside" && file !== undefined && content !== undefined) {
    const whole = content();
    writeFileSync(file, whole.subarray(0, Math.floor(whole.length / 2)));
  } else if (order.manner === "end") work();
  return die();
}

let errors = "";
const code = await main(order.words, {
  cwd: process.cwd(),
  stdout: { write: () => undefined, columns: 110 },
  stderr: { write: (text) => (errors += text) },
  env: {},
  now: () => new Date("2026-01-01T00:00:00Z"),
});
process.exitCode = code;
if (code === 0) process.stdout.write(`${JSON.stringify(met)}\n`);
else process.stderr.write(errors);
