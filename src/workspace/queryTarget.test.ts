import { expect, test } from "vitest";
import { plainRows } from "./queryTarget.ts";

test("values become what a local query gives: whole numbers exact, decimals and times as text", () => {
  const columns = [
    ["id", "BIGINT"],
    ["share", "DOUBLE"],
    ["money", "DECIMAL(18,2)"],
    ["open", "BOOLEAN"],
    ["at", "TIMESTAMP"],
    ["late", "TIMESTAMP"],
    ["words", "ARRAY<STRING>"],
    ["name", "STRING"],
    ["nothing", "INT"],
  ].map(([name = "", type = ""]) => ({ name, type }));
  const row = [
    "9007199254740993",
    "0.5",
    "12.30",
    "true",
    "2026-03-31T12:00:00.000Z",
    "2026-03-31T12:00:00.250Z",
    '["a"]',
    "x",
    null,
  ];
  expect(plainRows({ statementId: "s", columns, rows: [row], truncated: false })).toEqual([
    {
      id: 9007199254740993n,
      share: 0.5,
      money: "12.30",
      open: true,
      at: "2026-03-31 12:00:00",
      late: "2026-03-31 12:00:00.25",
      words: ["a"],
      name: "x",
      nothing: null,
    },
  ]);
});

test("two columns of one name hide nothing", () => {
  const columns = [
    { name: "id", type: "STRING" },
    { name: "id", type: "STRING" },
  ];
  expect(plainRows({ statementId: "s", columns, rows: [["a", "b"]], truncated: false })).toEqual([
    { id: "a", "id:1": "b" },
  ]);
});
