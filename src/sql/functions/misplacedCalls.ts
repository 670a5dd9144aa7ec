import type { RoutineName, Sql } from "../sql.ts";
import { tokensOf } from "../tokens.ts";

/** A call of a shared function at a place where Spark 4.2 refuses SQL functions. */
export interface MisplacedCall {
  readonly routine: RoutineName;
  readonly place: string;
}

/** What a bracket holds: the word before it, the clause that is being read, and whether it is past the arrow of a lambda. */
interface Frame {
  readonly opener: string;
  readonly isCase: boolean;
  clause: string;
  hasSelect: boolean;
  inLambda: boolean;
  /** The shared function whose arguments the bracket holds. */
  readonly called?: RoutineName | undefined;
}

const call = "@";
const rowMakers = new Set(["explode", "unnest", "posexplode"]);
const clauses = new Set([
  "SELECT",
  "FROM",
  "WHERE",
  "GROUP",
  "HAVING",
  "ORDER",
  "QUALIFY",
  "WINDOW",
  "UNION",
  "USING",
  "WHEN",
  "SET",
  "VALUES",
  "INSERT",
]);
const verbs = new Set(["MERGE", "UPDATE", "DELETE"]);

/**
 * Calls that Spark 4.2 refuses: in a lambda, with a lambda in an argument, in explode and LATERAL VIEW, in the ORDER BY of
 * a query (not of a window), in what MERGE does after its source, anywhere in UPDATE and DELETE. DuckDB has no such limits.
 */
export function misplacedCalls({ chunks }: Sql): readonly MisplacedCall[] {
  const routines = chunks.flatMap((chunk) => (chunk.kind === "routine" ? [chunk.routine] : []));
  if (routines.length === 0) return [];
  const text = chunks
    .map((chunk) => (chunk.kind === "text" ? chunk.text : chunk.kind === "routine" ? call : "_"))
    .join("");
  const found: MisplacedCall[] = [];
  const frames: Frame[] = [frameOf("", false)];
  let verb = "";
  let before = "";
  let seen = 0;
  let called: RoutineName | undefined;
  for (const token of tokensOf(text)) {
    if (token.kind === "space" || token.kind === "comment") continue;
    const frame = frames.at(-1);
    if (frame === undefined) break;
    if (token.text === call) {
      const routine = routines[seen++];
      called = routine;
      const place = placeOf(frames, verb);
      if (routine !== undefined && place !== undefined) found.push({ routine, place });
    } else if (token.text === "(" || token.text === "CASE")
      frames.push(frameOf(before, token.text === "CASE", before === call ? called : undefined));
    else if (token.text === ")" || token.text === "END") frames.pop();
    else if (token.text === "->" || token.text === "lambda") {
      frame.inLambda = true;
      const routine = frames.findLast((each) => each.called !== undefined)?.called;
      if (routine !== undefined) found.push({ routine, place: "a call around a lambda" });
    } else if (token.text === ",") frame.inLambda = false;
    else if (token.text === "LATERAL") frame.clause = "LATERAL VIEW";
    else if (!frame.isCase && clauses.has(token.text)) {
      frame.clause = token.text;
      if (token.text === "SELECT") frame.hasSelect = true;
    } else if (token.text === "ON" && verb === "MERGE" && frames.length === 1) frame.clause = "ON";
    if (frames.length === 1 && verbs.has(token.text) && verb === "") verb = token.text;
    before = token.text;
  }
  return found;
}

/** Fails the build of a statement that Spark would refuse. */
export function refuseMisplacedCalls(statement: Sql, id: string): void {
  const [first] = misplacedCalls(statement);
  if (first !== undefined)
    throw new TypeError(
      `${id} calls ${first.routine} in ${first.place}, where Spark refuses SQL functions. Call it in the SELECT list of a CTE and use its column.`,
    );
}

const frameOf = (opener: string, isCase: boolean, called?: RoutineName): Frame => ({
  opener,
  called,
  isCase,
  clause: "",
  hasSelect: false,
  inLambda: false,
});

function placeOf(frames: readonly Frame[], verb: string): string | undefined {
  if (verb === "UPDATE" || verb === "DELETE") return verb;
  const clauseOfMerge = frames[0]?.clause ?? "";
  if (verb === "MERGE" && ["ON", "WHEN", "SET", "VALUES", "INSERT"].includes(clauseOfMerge))
    return `${clauseOfMerge} of a MERGE`;
  if (frames.some(({ inLambda }) => inLambda)) return "a lambda";
  for (const { opener, clause, hasSelect } of frames.toReversed()) {
    if (rowMakers.has(opener)) return opener;
    if (opener === "OVER") return undefined;
    if (clause === "ORDER") return "ORDER BY";
    if (clause === "LATERAL VIEW") return clause;
    if (hasSelect) return undefined;
  }
  return undefined;
}
