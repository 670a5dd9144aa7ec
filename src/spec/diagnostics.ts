import { helpOf, messageOf, severityOf, type Code, type DiagnosticSeverity, type Words } from "./messages.ts";

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units, as editors and SARIF count. */
  readonly col: number;
  /** From 0, in UTF-16 units of the file's text. */
  readonly offset: number;
}

export interface Span {
  readonly start: Position;
  readonly end: Position;
}

/** A place in a file of the project. */
export interface Place {
  /** Path relative to the project, with forward slashes. */
  readonly file: string;
  readonly span: Span;
}

/** Something else worth looking at, with its place where it has one. */
export interface Note {
  readonly message: string;
  readonly place: Place | undefined;
}

export interface Edit {
  readonly place: Place;
  /** What takes the place of the text there. */
  readonly text: string;
}

/** A change that is safe to make unasked: it keeps comments, and there is only one thing that can have been meant. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
}

export interface Diagnostic extends Place {
  readonly code: Code;
  readonly severity: DiagnosticSeverity;
  readonly message: string;
  readonly help: string;
  readonly notes: readonly Note[];
  readonly fix: Fix | undefined;
}

interface Extras {
  /** Appended to the message: what was probably meant. */
  readonly meant?: string | undefined;
  readonly notes?: readonly Note[];
  readonly fix?: Fix | undefined;
}

export function diagnostic<C extends Code>(
  code: C,
  place: Place,
  words: Words<NoInfer<C>>,
  { meant, notes = [], fix }: Extras = {},
): Diagnostic {
  const message = messageOf(code, words);
  return {
    code,
    severity: severityOf(code),
    message: meant === undefined ? message : `${message} Did you mean ${quoted(meant)}?`,
    help: helpOf(code),
    file: place.file,
    span: place.span,
    notes,
    fix,
  };
}

/** Authored text inside a message: quoted, and cut where it would drown the message. */
export function quoted(text: unknown): string {
  const written = typeof text === "string" ? text : (JSON.stringify(text) ?? "");
  return `"${written.length > 80 ? `${written.slice(0, 79)}…` : written}"`;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By file, place and code, so that the order in which files were read or checks ran is never seen; each once. */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = diagnostics.toSorted(
    (a, b) =>
      byText(a.file, b.file) ||
      a.span.start.offset - b.span.start.offset ||
      byText(a.code, b.code) ||
      byText(a.message, b.message),
  );
  return sorted.filter((one, index) => {
    const before = sorted[index - 1];
    return !(
      before &&
      before.file === one.file &&
      before.span.start.offset === one.span.start.offset &&
      before.code === one.code &&
      before.message === one.message
    );
  });
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some(({ severity }) => severity === "error");

export { formatHuman } from "./print/human.ts";
export { formatJson } from "./print/json.ts";
export { formatSarif } from "./print/sarif.ts";
