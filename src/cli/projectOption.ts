import type { CommandOption } from "./command.ts";

export const projectOption: CommandOption = {
  flags: "--project <dir>",
  description: "Folder that holds pipeline.yaml.",
  default: ".",
};

export const databaseOption: CommandOption = {
  flags: "--db <file>",
  description: "The DuckDB file (default: .fixloop/<name>.duckdb in the project).",
};
