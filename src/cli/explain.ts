import { jsonOutput } from "../emit/jsonOutput.ts";
import { viewLineage } from "../lineage/planLineage.ts";
import { databaseQueryRunner } from "../local/databaseQueryRunner.ts";
import { explain as explainId } from "../reading/explain/explain.ts";
import { explainNumber } from "../reading/explain/explainNumber.ts";
import type { Explanation } from "../reading/explain/explanation.ts";
import { explanationText } from "../reading/explain/explanationText.ts";
import type { QueryRunner } from "../reading/queryRunner.ts";
import { catalogue } from "../stages/catalogue.ts";
import { didYouMean } from "../spec/nearest.ts";
import { textOption, UserError, type CommandHandler } from "./command.ts";
import { findLocalRun, schemaPrefixOf } from "./localRun.ts";
import { readTables } from "./olderTables.ts";
import { openSnapshot } from "./localSnapshot.ts";
import { snapshotMoment } from "./query.ts";
import { printable } from "./terminal.ts";

/** `fixloop explain ID`: from any id back to the source records, with the versions that made each row. */
export const explain: CommandHandler = async (context, input) => {
  const found = findLocalRun(context, input);
  const database = await openSnapshot(found.databaseFile);
  try {
    const [id = "", row = ""] = input.arguments;
    const schemaPrefix = await schemaPrefixOf(found, database);
    const runner = databaseQueryRunner(database, schemaPrefix);
    const explanation = await readTables(database, schemaPrefix, () =>
      id.startsWith("serving.")
        ? numberOf(runner, schemaPrefix, id, row)
        : explainId(runner, schemaPrefix, id),
    );
    if (explanation.outcome !== "found") {
      throw new UserError(
        explanationText(explanation),
        "`fixloop query` and the report show ids. If several ids begin alike, give more characters.",
      );
    }
    context.stderr.write(await snapshotMoment(database));
    context.stdout.write(
      textOption(input, "format") === "json"
        ? jsonOutput(explanation)
        : `${explanationText(explanation, { sql: input.options["sql"] === true })
            .split("\n")
            .map(printable)
            .join("\n")}\n`,
    );
    return 0;
  } finally {
    database.close();
  }
};

/** A number by view, column and row; what it names is checked before anything of it becomes SQL. */
async function numberOf(
  runner: QueryRunner,
  schemaPrefix: string,
  id: string,
  rowText: string,
): Promise<Explanation> {
  const [, view = "", column = ""] = /^(serving\.[a-z_0-9]+)\.([a-z_0-9]+)$/.exec(id) ?? [];
  const { views } = catalogue;
  const contract = views[view as `serving.${string}`];
  const known = contract === undefined ? Object.keys(views) : Object.keys(contract.columns);
  const lineage = viewLineage(catalogue, view);
  if (contract === undefined || lineage === undefined || !Object.hasOwn(contract.columns, column))
    throw new UserError(
      `${printable(id)} isn't a number in a view.${didYouMean(contract === undefined ? id.replace(/\.[^.]*$/, "") : column, known)}`,
      "Write it as serving.VIEW.COLUMN; `fixloop show` lists the views and their columns.",
    );
  const row = Object.fromEntries(
    rowText
      .split(",")
      .filter((condition) => condition !== "")
      .map((condition) => {
        const at = condition.indexOf("=");
        const name = condition.slice(0, Math.max(at, 0));
        if (!Object.hasOwn(contract.columns, name))
          throw new UserError(
            `${printable(condition)} names no column of ${view}.${didYouMean(name, known)}`,
            "Write the row as COLUMN=VALUE, with columns of the view.",
          );
        return [name, condition.slice(at + 1)];
      }),
  );
  return explainNumber(runner, schemaPrefix, lineage, { view: view as `serving.${string}`, column, row });
}
