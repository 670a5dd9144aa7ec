import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { pages, pageText, writtenPages } from "./pages.ts";

const root = path.resolve(import.meta.dirname, "..", "..");

/** The anchors that GitHub makes of the headings of a page. */
const anchorsOf = (page: string): ReadonlySet<string> =>
  new Set(
    [...pageText(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );

/** Links of a page that lead nowhere in the repository. */
const deadLinks = (page: string): readonly string[] =>
  [...pageText(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = ""]) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [file = "", anchor] = link.split("#");
      const target = file === "" ? page : path.join(path.dirname(page), file);
      if (!existsSync(path.join(root, target))) return true;
      return anchor !== undefined && !anchorsOf(target).has(anchor);
    });

test.each(pages)("every link of %s leads to a file, and to a heading of it", (page) => {
  expect(deadLinks(page)).toEqual([]);
});

test.each(writtenPages)("every source file and test that %s names is there", (page) => {
  const named = [...pageText(page).matchAll(/`((?:src|test|bench|runtime|bin|\.ci)\/[\w./-]+)`/g)]
    .map(([, file = ""]) => file)
    // a name that starts several, and files of the reader's own
    .filter((file) => !file.endsWith("-"));
  expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});

/** Where code, messages, generated files and workflows name a page. */
const naming = ["src", "test", "bench", "runtime", "bundle", ".ci", "bin", "samples"]
  .flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8", withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:ts|py|sql|json|md|cjs)$|^run$/.test(entry.name))
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name))),
  )
  // contracts of released versions, as they were
  .filter((file) => !file.startsWith("test/upgrade/contract-"));

/** The compiler owns these former places, so that it deletes what an earlier version wrote there. */
const formerPlaces: ReadonlySet<string> = new Set([
  "docs/spec-reference.md",
  "docs/diagnostics.md",
  "docs/lineage.md",
]);

test("every page that code, a message or a generated file names is there", () => {
  const named = naming.flatMap((file) =>
    [...readFileSync(path.join(root, file), "utf8").matchAll(/(?<![\w/])docs\/[\w/-]+\.md/g)].map(
      ([page]) => ({ file, page }),
    ),
  );
  expect(named.length).toBeGreaterThan(30);
  expect(
    named
      .filter(({ page }) => !formerPlaces.has(page) && !existsSync(path.join(root, page)))
      .map(({ file, page }) => `${file}: ${page}`),
  ).toEqual([]);
});
