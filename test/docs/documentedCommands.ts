import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "vitest";
import { fixloop } from "../support/fixloop.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const continuousIntegration = readFileSync(path.join(root, ".ci", "run"), "utf8");

interface Documented {
  readonly line: number;
  readonly command: string;
}

/** Every line of every `sh` block of a page, without its comment. */
export function documentedCommands(page: string): readonly Documented[] {
  let inside = false;
  return readFileSync(path.join(root, page), "utf8")
    .split("\n")
    .flatMap((text, index): Documented[] => {
      if (text.startsWith("```")) {
        inside = text === "```sh";
        return [];
      }
      const command = text.replace(/\s+#.*$/, "").trim();
      return inside && command !== "" ? [{ line: index + 1, command }] : [];
    });
}

/** Runs the commands of a page one after the other, as a reader would, in a folder of its own. */
export async function doWhatThePageSays(page: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "fixloop-docs-"));
  try {
    for (const { line, command } of documentedCommands(page)) {
      const place = `${page}:${line}: ${command}`;
      if (command.startsWith("fixloop ")) {
        const { code, stderr } = await fixloop(folder, ...wordsOf(command.slice("fixloop ".length)));
        expect(code, `${place}\n${stderr}`).toBe(0);
      } else {
        // what needs the network or minutes is run by CI, word for word
        expect(continuousIntegration, place).toContain(command);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
}
