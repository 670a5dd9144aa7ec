import { StatementError } from "../../errors.ts";
import type { DoctorCheck } from "../check.ts";
import { doubtful, holds } from "../finding.ts";
import { advice, granted } from "../fix.ts";

export const systemTables: DoctorCheck = {
  id: "system-tables",
  title: "The cost alert can read the bills",
  asks: "One row of system.billing.usage and system.billing.list_prices, where the spec sets a budget; for a shared warehouse of system.query.history too.",
  severity: "warning",
  after: ["statement"],
  run: async (subject) => {
    if (subject.project.budgets.databricksDollarsPerMonth === undefined) {
      return [holds("the spec sets no budget, so no bill is read")];
    }
    const reader = subject.target.runAs ?? subject.who();
    const tables = [
      "billing.usage",
      "billing.list_prices",
      // whose statements ran on a warehouse that others use too
      ...(subject.target.warehouse === undefined ? [] : ["query.history"]),
    ];
    let asked = "";
    try {
      for (asked of tables) await subject.ask(`SELECT 1 AS one FROM system.${asked} LIMIT 1`);
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
      return [
        doubtful(
          `${subject.who()} can't read system.${asked}: ${error.message}`,
          granted("USE CATALOG", "CATALOG", "system", reader),
          granted("USE SCHEMA, SELECT", "SCHEMA", `system.${asked.split(".")[0] ?? ""}`, reader),
          advice("An account administrator grants these; without them, the cost alert can't fire."),
        ),
      ];
    }
    return [
      holds(
        reader === subject.who()
          ? `${reader} reads the bills`
          : `${subject.who()} reads the bills; the alert runs as ${reader}, whose access can't be checked from here`,
      ),
    ];
  },
};
