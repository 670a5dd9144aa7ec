/** The column types both engines share. Timestamps are UTC without a zone in the value. */
export type ColumnType =
  | "string"
  | "boolean"
  | "int"
  | "bigint"
  | "double"
  | "date"
  | "timestamp"
  | "array<string>"
  | `decimal(${number},${number})`;
