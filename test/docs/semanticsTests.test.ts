import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..", "..");

test("every test that docs/explanation/semantics.md names is there", () => {
  const sources = ["src", "test"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".test.ts") && !file.endsWith("semanticsTests.test.ts"))
      .map((file) => readFileSync(path.join(root, folder, file), "utf8").replaceAll("\\`", "`")),
  );
  const page = readFileSync(path.join(root, "docs", "explanation", "semantics.md"), "utf8");
  const named = [...page.matchAll(/^\*Tests\*: ((?:.+\n)+)/gm)].flatMap(([, list = ""]) =>
    [...list.replaceAll(/\s+/g, " ").matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name),
  );
  expect(named.length).toBeGreaterThan(15);
  const has = (name: string): boolean =>
    sources.some((text) => ['"', "'", "`"].some((quote) => text.includes(`${quote}${name}${quote}`)));
  expect(named.filter((name) => !has(name))).toEqual([]);
});
