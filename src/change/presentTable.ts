/** A table as an engine describes it. Names are in lower case, as both engines compare them. */
export interface PresentTable {
  /** Undefined where the engine tells of none. */
  readonly comment: string | undefined;
  /** Columns it is clustered by; undefined where that is not known: then it is not compared. */
  readonly clusterBy: readonly string[] | undefined;
  /** Columns of its informational key, empty where it has none; undefined where that is not known: then it is not compared. */
  readonly key: readonly string[] | undefined;
  readonly columns: ReadonlyMap<string, PresentColumn>;
}

export interface PresentColumn {
  /** As the engine writes it. */
  readonly type: string;
  /** Undefined where it is not known: then it is not compared. */
  readonly nullable: boolean | undefined;
  readonly comment: string | undefined;
}

/** Tables of the raw and the curated schema by `schema.table`, such as `curated.issue`. */
export type PresentTables = ReadonlyMap<string, PresentTable>;
