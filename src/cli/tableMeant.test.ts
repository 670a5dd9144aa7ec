import { expect, test } from "vitest";
import { tableMeant } from "./tableMeant.ts";

const known = ["fixloop_curated.issue", "fixloop_curated.fix", "fixloop_serving.issue_overview"];

test.each([
  [
    'Catalog Error: Table with name "curated.issue" does not exist because schema "curated" does not exist.',
    'Did you mean "fixloop_curated.issue"? ',
  ],
  [
    "[TABLE_OR_VIEW_NOT_FOUND] The table or view `fixloop_curated`.`isue` cannot be found. Verify the spelling",
    'Did you mean "fixloop_curated.issue"? ',
  ],
  [
    "[TABLE_OR_VIEW_NOT_FOUND] The table or view `issue_overview` cannot be found. Verify the spelling",
    'Did you mean "fixloop_serving.issue_overview"? ',
  ],
  ['Catalog Error: Table with name isue does not exist!\nDid you mean "issue"?', ""],
  [
    'Catalog Error: Table with name "serving.isue_overview" does not exist because schema "serving" does not exist.',
    'Did you mean "fixloop_serving.issue_overview"? ',
  ],
  ["Catalog Error: Table with name payments does not exist!", ""],
  ['Parser Error: syntax error at or near "SELEC"', ""],
])("%s", (message, meant) => {
  expect(tableMeant(message, known)).toBe(meant);
});
