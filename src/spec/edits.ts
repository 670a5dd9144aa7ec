import type { Fix } from "./diagnostics.ts";
import { nodeAt, placeIn, type Path, type YamlFile } from "./yamlFile.ts";

/**
 * Removes an item of a list, with the line or the comma that belongs to it; undefined where that would take a comment
 * along.
 */
export function removeItem(yaml: YamlFile, list: Path, index: number): Fix | undefined {
  const items = nodeAt(yaml, list)?.items;
  const item = items?.[index];
  if (!items || !item || items.length < 2) return undefined;
  const removed = yaml.text[nodeAt(yaml, list)?.start ?? 0] === "[" ? inFlow() : inBlock();
  return removed && { title: "Remove it", edits: [{ place: placeIn(yaml, ...removed), text: "" }] };

  function inFlow(): readonly [number, number] | undefined {
    const before = items?.[index - 1];
    const after = items?.[index + 1];
    const range =
      before && item
        ? ([before.end, item.end] as const)
        : item && after
          ? ([item.start, after.start] as const)
          : undefined;
    if (!range || !item) return undefined;
    const between = yaml.text.slice(range[0], range[1]).replace(yaml.text.slice(item.start, item.end), "");
    return /^\s*,\s*$/.test(between) ? range : undefined;
  }

  function inBlock(): readonly [number, number] | undefined {
    if (!item) return undefined;
    const start = yaml.text.lastIndexOf("\n", item.start - 1) + 1;
    const newline = yaml.text.indexOf("\n", item.end - 1);
    const end = newline < 0 ? yaml.text.length : newline + 1;
    const alone =
      /^\s*-\s+$/.test(yaml.text.slice(start, item.start)) && yaml.text.slice(item.end, end).trim() === "";
    return alone ? [start, end] : undefined;
  }
}
