import type { ColumnType } from "../sql/columnType.ts";

/** How a column of a query is read: both engines give text, and the same text for the same value. */
export interface Column<Value> {
  readonly type: "text" | "bigint" | "number" | "decimal" | "boolean" | "date" | "timestamp" | "list";
  readonly nullable: boolean;
  /** @throws TypeError that names the column where the text isn't a value of its type. */
  readonly parse: (value: string | null | undefined, name: string) => Value;
}

function column<Value>(
  type: Column<Value>["type"],
  pattern: RegExp,
  valueOf: (value: string) => Value,
): Column<Value> {
  return {
    type,
    nullable: false,
    parse: (value, name) => {
      if (value === null || value === undefined || !pattern.test(value))
        throw new TypeError(`reading: ${name} is ${JSON.stringify(value)}, which is not a ${type}`);
      return valueOf(value);
    },
  };
}

const decimalText = /^-?\d+(\.\d+)?$/;

export const text = column("text", /^/, (value) => value);
/** Counts, and everything that may exceed 2^53. */
export const bigint = column("bigint", /^-?\d+$/, BigInt);
/** What is drawn or printed rounded: integers below 2^53, decimals and doubles. */
export const number = column("number", /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/, Number);
/** Money: the digits as they are. */
export const decimal = column("decimal", decimalText, (value) => value);
export const boolean = column("boolean", /^(true|false)$/, (value) => value === "true");
/** `2026-03-31` */
export const date = column("date", /^-?\d{4,}-\d{2}-\d{2}$/, (value) => value);
/** `2026-03-31 12:00:00`, with a fraction where there is one: a warehouse writes `2026-03-31T12:00:00.000Z`. */
export const timestamp = column(
  "timestamp",
  /^-?\d{4,}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?Z?$/,
  (value) =>
    value
      .replace("T", " ")
      .replace(/(\.\d*?)0*Z?$/, (_, fraction: string) => (fraction === "." ? "" : fraction))
      .replace(/Z$/, ""),
);
/** An array of text, which both places write as JSON. */
export const list = column("list", /^\[/, (value) => JSON.parse(value) as readonly string[]);

export const optional = <Value>(of: Column<Value>): Column<Value | null> => ({
  ...of,
  nullable: true,
  parse: (value, name) => (value === null ? null : of.parse(value, name)),
});

const ofTypes: Readonly<Record<string, Column<unknown>>> = {
  string: text,
  boolean,
  int: number,
  bigint,
  double: number,
  date,
  timestamp,
  "array<string>": list,
};

/** How a column of the contract is read. */
export const columnOf = (type: ColumnType): Column<unknown> => ofTypes[type] ?? decimal;
