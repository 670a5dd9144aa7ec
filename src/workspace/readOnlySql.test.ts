import { describe, expect, test } from "vitest";
import { writesIn } from "./readOnlySql.ts";

describe("a statement that only reads", () => {
  test.each([
    "SELECT 1",
    "  -- a comment\n  select * from a",
    "/* DELETE FROM a */ SELECT 1;",
    "(SELECT 1) UNION ALL (SELECT 2)",
    "WITH recent AS (SELECT * FROM a) SELECT * FROM recent",
    "WITH a AS (SELECT 'INSERT; DELETE' AS word) SELECT word FROM a",
    "SELECT `delete` FROM a",
    "SHOW TABLES IN fixloop_curated",
    "DESCRIBE TABLE EXTENDED fixloop_curated.issue",
    "DESC a",
    "SELECT updated_at FROM a WHERE note = 'it''s; fine'",
  ])("%s", (statement) => expect(writesIn(statement)).toBeUndefined());
});

describe("a statement that may write", () => {
  test.each([
    ["", "it begins with nothing that reads, not with SELECT, WITH, SHOW or DESCRIBE"],
    ["DELETE FROM a", "it begins with DELETE, not with SELECT, WITH, SHOW or DESCRIBE"],
    ["insert into a values (1)", "it begins with INSERT, not with SELECT, WITH, SHOW or DESCRIBE"],
    ["-- SELECT\nDROP TABLE a", "it begins with DROP, not with SELECT, WITH, SHOW or DESCRIBE"],
    ["FROM a INSERT INTO b SELECT *", "it begins with FROM, not with SELECT, WITH, SHOW or DESCRIBE"],
    ["BEGIN DELETE FROM a; END", "it holds more than one statement"],
    ["EXECUTE IMMEDIATE 'DELETE FROM a'", "it begins with EXECUTE, not with SELECT, WITH, SHOW or DESCRIBE"],
    ["SELECT 1; DROP TABLE a", "it holds more than one statement"],
    ["WITH x AS (SELECT 1) INSERT INTO a SELECT * FROM x", "what follows WITH is INSERT"],
    [
      "WITH x AS (SELECT 1) MERGE INTO a USING x ON true WHEN MATCHED THEN DELETE",
      "what follows WITH is MERGE",
    ],
    ["SELECT http_request(conn => 'tracker', method => 'POST')", "http_request sends"],
    ["SELECT 'open", "a literal, a quoted name or a comment is not closed"],
    ["SELECT 1 /* open", "a literal, a quoted name or a comment is not closed"],
  ])("%s", (statement, why) => expect(writesIn(statement)).toBe(why));
});
