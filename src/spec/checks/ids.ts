import type { Declaration, DeclaredKind, SpecCheck } from "../authored.ts";
import { diagnostic, quoted, type Diagnostic } from "../diagnostics.ts";
import { keyPlace } from "../yamlFile.ts";

/** Ids that are there twice, and ids that SQL or a tracker would not tell apart. */
export const idCheck: SpecCheck = ({ names, pipeline }) => {
  const states = Object.keys(pipeline?.intact.track?.states ?? {});
  const statuses: readonly Declaration[] =
    pipeline?.yaml.root.entries?.get("track") === undefined
      ? []
      : states.map((id) => ({ id, place: keyPlace(pipeline.yaml, ["track", "states", id]) }));
  const kinds = Object.keys(names) as readonly DeclaredKind[];
  return [...kinds.flatMap((kind) => same(kind, names[kind].declarations)), ...same("status", statuses)];
};

function same(kind: string, declarations: readonly Declaration[]): readonly Diagnostic[] {
  const first = new Map<string, Declaration>();
  return declarations.flatMap((declaration) => {
    const folded = declaration.id.toLowerCase().replaceAll("-", "_");
    const before = first.get(folded);
    if (!before) {
      first.set(folded, declaration);
      return [];
    }
    const notes = [{ message: "first written here", place: before.place }];
    return before.id === declaration.id
      ? diagnostic("duplicate-id", declaration.place, { kind, id: quoted(declaration.id) }, { notes })
      : diagnostic(
          "colliding-id",
          declaration.place,
          {
            kind: `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
            id: quoted(declaration.id),
            other: quoted(before.id),
          },
          { notes },
        );
  });
}
