import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixloop } from "../support/fixloop.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const continuousIntegration = readFileSync(path.join(root, ".ci", "run"), "utf8");

interface Documented {
  readonly file: string;
  readonly line: number;
  readonly command: string;
}

/** Every line of every `sh` block, without its comment. */
function documentedCommands(file: string): readonly Documented[] {
  let inside = false;
  return readFileSync(path.join(root, file), "utf8")
    .split("\n")
    .flatMap((text, index): Documented[] => {
      if (text.startsWith("```")) {
        inside = text === "```sh";
        return [];
      }
      const command = text.replace(/\s+#.*$/, "").trim();
      return inside && command !== "" ? [{ file, line: index + 1, command }] : [];
    });
}

const pages = [
  "README.md",
  ...readdirSync(path.join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

describe.each(pages)("the commands of %s", (page) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "fixloop-docs-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("do what the page says", async () => {
    for (const { file, line, command } of documentedCommands(page)) {
      const place = `${file}:${line}: ${command}`;
      if (command.startsWith("fixloop ")) {
        const { code, stderr } = await fixloop(folder, ...wordsOf(command.slice("fixloop ".length)));
        expect(code, `${place}\n${stderr}`).toBe(0);
      } else {
        // what needs the network or minutes is run by CI, word for word
        expect(continuousIntegration, place).toContain(command);
      }
    }
  }, 300_000);
});

function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
}
