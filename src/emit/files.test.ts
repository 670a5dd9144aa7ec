import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkFiles, EmitRefused, writeFiles, type Emission } from "./files.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fixloop-emit-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const emission = (
  files: Readonly<Record<string, string>>,
  owned: readonly string[] = ["out/", "one.txt"],
): Emission => ({
  folder,
  files: new Map(Object.entries(files)),
  owned,
});

test("writes what is missing or differs, deletes what is surplus, and leaves the rest untouched", async () => {
  await writeFiles(
    emission({ "out/a/same.txt": "same", "out/a/old.txt": "old", "out/b/gone.txt": "gone", "one.txt": "1" }),
  );
  const before = await stat(join(folder, "out/a/same.txt"));
  const difference = await writeFiles(
    emission({ "out/a/same.txt": "same", "out/a/old.txt": "new", "out/c.txt": "c" }),
  );
  expect(difference).toEqual({
    changed: ["out/a/old.txt"],
    missing: ["out/c.txt"],
    surplus: ["one.txt", "out/b/gone.txt"],
    same: ["out/a/same.txt"],
  });
  expect((await stat(join(folder, "out/a/same.txt"))).mtimeMs).toBe(before.mtimeMs);
  expect(await readFile(join(folder, "out/a/old.txt"), "utf8")).toBe("new");
  // the emptied folder is gone, and no draft stays behind
  expect((await readdir(folder, { recursive: true })).toSorted()).toEqual([
    "out",
    "out/a",
    "out/a/old.txt",
    "out/a/same.txt",
    "out/c.txt",
  ]);
});

test("files outside of what it owns are never touched, listed or written", async () => {
  await mkdir(join(folder, "out-of-reach"));
  await writeFile(join(folder, "out-of-reach/mine.txt"), "mine");
  await writeFile(join(folder, "two.txt"), "mine");
  expect(await writeFiles(emission({ "out/a.txt": "a" }))).toMatchObject({ surplus: [] });
  expect(await readFile(join(folder, "out-of-reach/mine.txt"), "utf8")).toBe("mine");
  await expect(writeFiles(emission({ "two.txt": "ours" }))).rejects.toThrow(EmitRefused);
});

test.each(["../out/a.txt", "/out/a.txt", "out/../../a.txt", "out//a.txt", "out\\a.txt", "out/./a.txt"])(
  "the path %s is refused before anything is written",
  async (path) => {
    await expect(writeFiles(emission({ "out/first.txt": "1", [path]: "x" }))).rejects.toThrow(EmitRefused);
    expect(await readdir(folder)).toEqual([]);
  },
);

test("a link that leads out of the folder is refused, one that stays inside is followed", async () => {
  const outside = await mkdtemp(join(tmpdir(), "fixloop-outside-"));
  try {
    await symlink(outside, join(folder, "out"));
    await expect(writeFiles(emission({ "out/a.txt": "a" }))).rejects.toThrow("symbolic link that leads out");
    await expect(checkFiles(emission({}))).rejects.toThrow("symbolic link that leads out");
    expect(await readdir(outside)).toEqual([]);
    await rm(join(folder, "out"));
    await mkdir(join(folder, "real"));
    await symlink("real", join(folder, "out"));
    await writeFiles(emission({ "out/a.txt": "a" }));
    expect(await readFile(join(folder, "real/a.txt"), "utf8")).toBe("a");
  } finally {
    await rm(outside, { recursive: true, force: true });
  }
});

test("a surplus link is removed itself; what it points to stays", async () => {
  await writeFile(join(folder, "mine.txt"), "mine");
  await mkdir(join(folder, "out"));
  await symlink("../mine.txt", join(folder, "out/link.txt"));
  await writeFiles(emission({}));
  expect((await readdir(folder)).toSorted()).toEqual(["mine.txt"]);
});

test("a folder where a file belongs is refused", async () => {
  await mkdir(join(folder, "out/a.txt"), { recursive: true });
  await expect(writeFiles(emission({ "out/a.txt": "a" }))).rejects.toThrow("is a folder");
});

test("bytes are written as they are, and names are listed by code unit", async () => {
  const files = new Map<string, string | Uint8Array>([
    ["out/ä.bin", new Uint8Array([0, 255, 10])],
    ["out/z.txt", "z"],
    ["out/Z.txt", "Z"],
  ]);
  expect((await writeFiles({ folder, files, owned: ["out/"] })).missing).toEqual([
    "out/Z.txt",
    "out/z.txt",
    "out/ä.bin",
  ]);
  expect([...(await readFile(join(folder, "out/ä.bin")))]).toEqual([0, 255, 10]);
});
