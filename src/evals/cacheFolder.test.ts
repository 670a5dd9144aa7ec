import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { smallProject } from "../../test/support/project.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fixloop-evals-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
// Each test is a process of its own: nothing is remembered.
beforeEach(() => vi.resetModules());

const project = (text: string) =>
  smallProject({ labelled: [{ text, category: "sync-stops", language: undefined }] });
const names = (): readonly string[] => readdirSync(folder).filter((name) => name.startsWith("evals-"));

test("what one process measured another one reads, and no text is in it", async () => {
  const first = await import("./predictions.ts");
  first.heldOutPredictions(project("my secret diary sync-stops"));
  await (await import("./cacheFolder.ts")).saveEvalCache(folder);
  const [name = ""] = names();
  const written = readFileSync(join(folder, name), "utf8");
  expect(written).not.toContain("diary");

  // Something that only a reader of the file can know shows that it was read.
  const marked = written.replace(/"confidenceBp":\d+/, '"confidenceBp":4321');
  expect(marked).not.toBe(written);
  writeFileSync(join(folder, name), marked);
  vi.resetModules();
  await (await import("./cacheFolder.ts")).primeEvalCache(folder);
  const second = await import("./predictions.ts");
  expect(second.heldOutPredictions(project("my secret diary sync-stops")).predictions[0]?.confidenceBp).toBe(
    4321,
  );
});

test("a torn file only means measuring again", async () => {
  const [name = ""] = names();
  writeFileSync(join(folder, name), readFileSync(join(folder, name), "utf8").slice(0, 20));
  await (await import("./cacheFolder.ts")).primeEvalCache(folder);
  const { heldOutPredictions, rememberedPredictions } = await import("./predictions.ts");
  expect(rememberedPredictions().size).toBe(0);
  expect(heldOutPredictions(project("my secret diary sync-stops")).predictions).toHaveLength(1);
});

test("a folder that isn't there is empty", async () => {
  await expect(
    (await import("./cacheFolder.ts")).primeEvalCache(join(folder, "nowhere")),
  ).resolves.toBeUndefined();
});

test("the few that were used last are kept, and other files stay", async () => {
  writeFileSync(join(folder, "classifier-of-somebody.json"), "{}");
  const { heldOutPredictions } = await import("./predictions.ts");
  for (const word of ["one", "two", "three", "four", "five", "six"]) heldOutPredictions(project(word));
  await (await import("./cacheFolder.ts")).saveEvalCache(folder);
  expect(names()).toHaveLength(4);
  expect(readdirSync(folder)).toContain("classifier-of-somebody.json");
  expect(readdirSync(folder).some((name) => name.endsWith(`.${process.pid}`))).toBe(false);
});
