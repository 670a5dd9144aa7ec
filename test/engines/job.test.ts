import { expect, test } from "vitest";
import { inOrder, statementsOf } from "./job.ts";
import { StandIns } from "./standIns.ts";

test("a SQL file splits where a line ends in a semicolon, and nowhere else", () => {
  expect(statementsOf("-- a; b\nSELECT ';' AS x;\n\nSELECT 2;\n")).toEqual([
    "-- a; b\nSELECT ';' AS x",
    "SELECT 2",
  ]);
});

test("tasks run when what they wait for has run; a circle is an error", () => {
  const task = (task_key: string, ...after: string[]) => ({
    task_key,
    depends_on: after.map((key) => ({ task_key: key })),
  });
  expect(inOrder([task("c", "b"), task("a"), task("b", "a")]).map(({ task_key }) => task_key)).toEqual([
    "a",
    "b",
    "c",
  ]);
  expect(() => inOrder([task("a", "b"), task("b", "a")])).toThrow("wait for each other");
});

test("stand-ins fill parameters as a job does, replace one line each and are counted", () => {
  const standIns = new StandIns({ folder: "/project", bundle: "/bundle" });
  const parameters = { catalog: "c" };
  expect(standIns.statement("-- why\nUSE CATALOG `{{catalog}}`", parameters)).toBe("-- why\nSET CATALOG `c`");
  expect(standIns.widget("/Volumes/{{job.parameters.catalog}}/x_raw/landing_files", parameters)).toBe(
    "/project",
  );
  expect(standIns.widget("${workspace.file_path}/bundle/seeds", parameters)).toBe("/bundle/bundle/seeds");
  expect(
    standIns.statement("RETURN is_account_group_member('a b') OR is_account_group_member('c')", {}),
  ).toBe("RETURN true OR true");
  expect(standIns.statement("RETURN ai_query('e', x)", {})).toBeUndefined();
  expect(
    ["00-ask-model", "01-functions", "02-masks", "03-grants", "04-assertions"].map((file) =>
      standIns.leavesOut(`bundle/governance/dev/${file}.sql`),
    ),
  ).toEqual([false, false, true, true, true]);
  expect(standIns.leavesOut("bundle/sql/01-ingest/02-masks.sql")).toBe(false);
  expect(standIns.lines()).toEqual([
    "stand-in, 1 times: USE CATALOG → SET CATALOG",
    "stand-in, 1 times: landing volume → folder of the project",
    "stand-in, 1 times: ${workspace.file_path} → emitted files",
    "stand-in, 2 times: is_account_group_member(…) → true",
    "stand-in, 1 times: a function with ai_query → left out",
    "stand-in, 1 times: masks of Unity Catalog → left out",
    "stand-in, 1 times: grants of Unity Catalog → left out",
    "stand-in, 1 times: assertions of Unity Catalog → left out",
  ]);
});
