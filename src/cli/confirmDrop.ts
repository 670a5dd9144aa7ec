import { textOption, UserError, type CommandInput } from "./command.ts";

/** `--confirm-drop`: what an upgrade may lose is named, one by one. */
export const confirmDropOption = {
  flags: "--confirm-drop <names>",
  description:
    "Drop these columns or tables that are not in the contract, with their data: curated.issue.old_column; separate several with commas.",
} as const;

export function confirmedDrops(input: CommandInput): readonly string[] {
  const text = textOption(input, "confirmDrop");
  if (text === undefined) return [];
  const names = text.split(",").map((name) => name.trim());
  const wrong = names.find((name) => !/^(raw|curated)\.[^.]+(\.[^.]+)?$/.test(name));
  if (wrong !== undefined)
    throw new UserError(
      `--confirm-drop ${wrong} names no column or table.`,
      "Write SCHEMA.TABLE.COLUMN or SCHEMA.TABLE, as `fixloop plan` lists them; separate several with commas.",
    );
  return names;
}
