import type { Diagnostic, Edit } from "./diagnostics.ts";

export interface Fixed {
  /** Files that changed: path → new text. */
  readonly changed: ReadonlyMap<string, string>;
  /** The diagnostics whose fix was applied. */
  readonly applied: readonly Diagnostic[];
}

/** Applies every fix that doesn't touch what another one touched. Pure: texts in, texts out; everything else in them stays. */
export function applyFixes(files: ReadonlyMap<string, string>, diagnostics: readonly Diagnostic[]): Fixed {
  const taken: Edit[] = [];
  const applied = diagnostics.filter(({ fix }) => {
    if (!fix || fix.edits.some((edit) => taken.some((other) => overlap(edit, other)))) return false;
    taken.push(...fix.edits);
    return true;
  });
  const changed = new Map<string, string>();
  for (const [file, text] of files) {
    const edits = taken.filter(({ place }) => place.file === file);
    if (edits.length > 0) changed.set(file, edited(text, edits));
  }
  return { changed, applied };
}

const overlap = (a: Edit, b: Edit): boolean =>
  a.place.file === b.place.file &&
  a.place.span.start.offset < b.place.span.end.offset &&
  b.place.span.start.offset < a.place.span.end.offset;

/** From the end, so that what comes before keeps its place. */
function edited(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.place.span.start.offset - a.place.span.start.offset)
    .reduce(
      (whole, { place: { span }, text: replacement }) =>
        whole.slice(0, span.start.offset) + replacement + whole.slice(span.end.offset),
      text,
    );
}
