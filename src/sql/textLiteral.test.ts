import { expect, test } from "vitest";
import { Database } from "../local/database.ts";
import { render } from "./sql.ts";
import { textLiteral } from "./textLiteral.ts";

test("what an engine could take for more than text is written by its code", () => {
  expect(render(textLiteral("KITE-7"), "")).toBe("'KITE-7'");
  expect(render(textLiteral(""), "")).toBe("''");
  expect(render(textLiteral("it's ${x}"), "")).toBe(
    "concat('it', chr(39), 's ', chr(36), chr(123), 'x', chr(125))",
  );
});

test("every text comes back as it was", async () => {
  const database = await Database.open(":memory:");
  try {
    for (const value of ["'; DROP TABLE a; --", "\\'", "{{job.id}}", "$asked", "\u0001\n", "naïve 🙂"])
      expect(await database.rows(`SELECT ${render(textLiteral(value), "")} AS value`)).toEqual([{ value }]);
  } finally {
    database.close();
  }
});
