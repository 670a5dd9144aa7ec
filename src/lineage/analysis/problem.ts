/** What a statement names and the contract doesn't know, or what is ambiguous. */
export interface NameProblem {
  readonly code:
    | "unparsable"
    | "unknown_table"
    | "unknown_column"
    | "ambiguous_column"
    | "unknown_relation"
    | "column_count"
    | "unsupported";
  /** Id of the statement: `route.assignment`, `setup.serving.roi`. */
  readonly statement: string;
  /** The name as written there. */
  readonly name: string;
  readonly message: string;
}

/** A problem in a line. */
export function problemText({ statement, message }: NameProblem): string {
  return `${statement}: ${message}`;
}
