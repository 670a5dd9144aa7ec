/**
 * A way into a record, as steps that SQL takes one after the other: `.key` of an object, `[0` or `[-1` of a list, and of a
 * list of objects the first or last that has a key, `?key` or `!key`.
 */
export type RecordPath = readonly string[];

/** Steps that a path may have; deeper exports aren't known. */
const mostSteps = 12;
const token = /^(?:[.]?((?:\\.|[^.[\]\\])+)|\[(\d{1,4}|last|(?:first|last):(?:\\.|[^[\]\\])+)\])/u;
const unescaped = (key: string): string => key.replaceAll(/\\(.)/gsu, "$1");

/** Reads `comments[first:userComment].userComment.text`, or says what was expected. A backslash escapes `. [ ] \`. */
export function parseRecordPath(written: string): RecordPath | { readonly problem: string } {
  const steps: string[] = [];
  let rest = written;
  while (rest !== "") {
    const [whole = "", key, place] = token.exec(rest) ?? [];
    if (whole === "" || (steps.length === 0 && (key === undefined || whole.startsWith("."))))
      return { problem: "keys joined by points, with [0], [last], [first:key] or [last:key] after a list" };
    if (steps.length > 0 && key !== undefined && !whole.startsWith("."))
      return { problem: "a point before a key" };
    steps.push(key === undefined ? placeStep(place ?? "") : `.${unescaped(key)}`);
    rest = rest.slice(whole.length);
  }
  return steps.length > mostSteps ? { problem: `${mostSteps} steps at most` } : steps;
}

function placeStep(place: string): string {
  if (place === "last") return "[-1";
  const [, end, key] = /^(first|last):(.*)$/su.exec(place) ?? [];
  if (key === undefined) return `[${Number(place)}`;
  return `${end === "first" ? "?" : "!"}${unescaped(key)}`;
}

/** The key at which a path enters the record, and the one at which it ends, if it ends at one. */
export const firstKey = ([step = ""]: RecordPath): string => step.slice(1);
export const lastKey = (path: RecordPath): string =>
  path.findLast((step) => step.startsWith("."))?.slice(1) ?? "";

/** A path as the seeds hold it. */
export const pathText = (path: RecordPath): string => JSON.stringify(path);
