import { cpSync, existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { UserError, type Command } from "./command.ts";

/** What a new project starts from: the reference project with its samples, as the package ships it. */
const parts = ["pipeline.yaml", "taxonomy", "evals", "samples", "schemas"] as const;

/** `fixloop init DIR`: a complete small project that runs at once. */
export const init: Command = {
  name: "init",
  summary: "Make a project in a new folder: a spec, a taxonomy, labelled texts and sample feedback.",
  arguments: [{ syntax: "<dir>", description: "The folder; it must be new or empty." }],
  options: [],
  run: async (context, input) => {
    const name = input.arguments[0] ?? ".";
    const folder = path.resolve(context.cwd, name);
    if (existsSync(folder) && readdirSync(folder).length > 0) {
      throw new UserError(`${name} is not empty.`, "Name a new folder; nothing was written.");
    }
    const packageFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
    for (const part of parts)
      cpSync(path.join(packageFolder, part), path.join(folder, part), { recursive: true });
    context.stdout.write(
      `Made ${name}: pipeline.yaml, taxonomy/, evals/, samples/.\n\nNext:\n  fixloop check --project ${name}\n  fixloop run --project ${name} --report ${path.join(name, "report.html")}\n`,
    );
    return 0;
  },
};
