import { createRequire } from "node:module";
import type { BabelCodeFrameOptions } from "@babel/code-frame";
import type { Diagnostic, Place, Position } from "../diagnostics.ts";
import { neutral, neutralLine } from "./neutral.ts";

type CodeFrame = typeof import("@babel/code-frame");

/** Loaded with the first frame: a project without problems needs none. */
const codeFrame = (): CodeFrame =>
  (frames ??= createRequire(import.meta.url)("@babel/code-frame") as CodeFrame);
let frames: CodeFrame | undefined;

const linesAround = 2;
/** A line is cut to so many characters around the place: an exported record may be a megabyte long. */
const widest = 160;

/**
 * What a person reads: where, what, the lines themselves, and how to put it right. Nothing authored acts on the
 * terminal.
 */
export function formatHuman(
  diagnostics: readonly Diagnostic[],
  files: ReadonlyMap<string, string>,
  { color }: { readonly color: boolean },
): string {
  if (diagnostics.length === 0) return "";
  const paint = (code: string, text: string): string => (color ? `\u001B[${code}m${text}\u001B[0m` : text);
  const linesOf = new Map<string, readonly string[]>();
  const lines = (file: string): readonly string[] => {
    const known = linesOf.get(file);
    if (known) return known;
    const split = (files.get(file) ?? "").split("\n").map((line) => line.replace(/\r$/, ""));
    linesOf.set(file, split);
    return split;
  };
  const blocks = diagnostics.map((one) => {
    const severity = paint(one.severity === "error" ? "1;31" : "1;33", one.severity);
    const head = `${paint("1", where(one))}: ${severity} ${paint("2", one.code)}: ${neutralLine(one.message)}`;
    const frame = frameOf(one, lines(one.file), color);
    const notes = one.notes.map(
      ({ message, place }) =>
        `  ${paint("36", "note")}: ${place ? `${where(place)}: ` : ""}${neutralLine(message)}`,
    );
    const help = `  ${paint("36", "help")}: ${one.help}`;
    const fix = one.fix
      ? [`  ${paint("32", "fix")}: ${neutralLine(one.fix.title)} (fixloop check --fix)`]
      : [];
    return [head, ...frame, ...notes, help, ...fix].join("\n");
  });
  return `${blocks.join("\n\n")}\n\n${summary(diagnostics)}\n`;
}

const where = ({ file, span }: Place): string => `${neutralLine(file)}:${span.start.line}:${span.start.col}`;

function frameOf({ span }: Place, lines: readonly string[], color: boolean): readonly string[] {
  const { start, end } = span;
  const first = Math.max(1, start.line - linesAround);
  // Of a value over many lines, its beginning is enough.
  const last = Math.min(lines.length, Math.min(end.line, start.line + linesAround) + linesAround);
  const shown = lines.slice(first - 1, last);
  if (shown.every((line) => line === "")) return [];
  const cut = Math.max(0, start.col - 1 - widest / 2);
  const clip = (line: string): string => {
    const piece = line.slice(cut, cut + widest);
    return neutral(
      `${cut > 0 && line.length > cut ? "…" : ""}${piece}${line.length > cut + widest ? "…" : ""}`,
    );
  };
  const column = ({ col }: Position): number =>
    Math.max(1, Math.min(col - cut + (cut > 0 ? 1 : 0), widest + 2));
  const sameLine = end.line === start.line;
  const location = {
    start: { line: start.line, column: column(start) },
    end: sameLine
      ? { line: end.line, column: Math.max(column(start) + 1, column(end)) }
      : { line: start.line, column: clip(lines[start.line - 1] ?? "").length + 1 },
  };
  // The published types lack startLine, which spares splitting a large file once for each of its diagnostics.
  const options: BabelCodeFrameOptions & { readonly startLine: number } = {
    startLine: first,
    linesAbove: linesAround,
    linesBelow: linesAround,
    highlightCode: false,
    forceColor: color,
  };
  return codeFrame()
    .codeFrameColumns(shown.map(clip).join("\n"), location, options)
    .split("\n")
    .map((line) => `  ${line}`.trimEnd());
}

/** `2 errors, 1 warning` */
export function summary(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic["severity"]): string => {
    const found = diagnostics.filter((one) => one.severity === severity).length;
    return `${found} ${severity}${found === 1 ? "" : "s"}`;
  };
  return `${count("error")}, ${count("warning")}`;
}
