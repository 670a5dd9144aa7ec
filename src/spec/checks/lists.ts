import type { SpecCheck } from "../authored.ts";
import { diagnostic, quoted, type Diagnostic } from "../diagnostics.ts";
import { removeItem } from "../edits.ts";
import { valuePlace, type Path, type YamlFile, type YamlNode } from "../yamlFile.ts";

/** Items that stand in one list twice. Owner rules have their own check, because their order matters. */
export const listCheck: SpecCheck = ({ pipeline, taxonomy, labelled }) =>
  [...(pipeline ? [pipeline] : []), ...taxonomy, ...labelled].flatMap(({ yaml }) => [
    ...repeated(yaml, yaml.root, []),
  ]);

function* repeated(yaml: YamlFile, node: YamlNode, path: Path): Generator<Diagnostic> {
  for (const [key, entry] of node.entries ?? []) yield* repeated(yaml, entry.node, [...path, key]);
  if (!node.items || path.join(".") === "route.rules") return;
  const first = new Map<string, number>();
  for (const [index, item] of node.items.entries()) {
    const text = JSON.stringify(item.value);
    const before = first.get(text);
    if (before === undefined) {
      first.set(text, index);
      yield* repeated(yaml, item, [...path, index]);
      continue;
    }
    const place = valuePlace(yaml, [...path, index]);
    const notes = [{ message: "first written here", place: valuePlace(yaml, [...path, before]) }];
    yield diagnostic(
      "duplicate-item",
      place,
      { item: quoted(item.value) },
      { notes, fix: removeItem(yaml, path, index) },
    );
  }
}
