import { explain as explainId, explanationText } from "../local/explain.ts";
import { textOption, UserError, type Command } from "./command.ts";
import { databaseFileOf, databaseOption, openProject, projectOption } from "./projectFolder.ts";
import { openSnapshot } from "./query.ts";
import { printable } from "./terminal.ts";

/** `fixloop explain ID`: from any id back to the source records, with the versions that made each row. */
export const explain: Command = {
  name: "explain",
  summary: "Walk from an issue, event, draft, ticket or any other id back to its source records.",
  arguments: [{ syntax: "<id>", description: "The id, or its first eight characters or more." }],
  options: [
    projectOption,
    databaseOption,
    {
      flags: "--format <format>",
      description: "How to print it.",
      choices: ["human", "json"],
      default: "human",
    },
  ],
  run: async (context, input) => {
    const loaded = openProject(context, input);
    if (loaded === undefined) return 1;
    const database = await openSnapshot(await databaseFileOf(context, input));
    try {
      const explanation = await explainId(database, loaded.project.schemaPrefix, input.arguments[0] ?? "");
      if (explanation.outcome !== "found") {
        throw new UserError(
          explanationText(explanation),
          "`fixloop query` and the report show ids; a longer beginning tells several apart.",
        );
      }
      context.stdout.write(
        textOption(input, "format") === "json"
          ? `${JSON.stringify(explanation, (_key, value: unknown) => (typeof value === "bigint" ? Number(value) : value), 2)}\n`
          : `${explanationText(explanation).split("\n").map(printable).join("\n")}\n`,
      );
      return 0;
    } finally {
      database.close();
    }
  },
};
