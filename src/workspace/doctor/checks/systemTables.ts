import { StatementError } from "../../errors.ts";
import type { DoctorCheck } from "../check.ts";
import { doubtful, holds } from "../finding.ts";
import { advice, granted } from "../mend.ts";

export const systemTables: DoctorCheck = {
  id: "system-tables",
  title: "The alert on cost can read the bills",
  asks: "One row of system.billing.usage and of system.billing.list_prices, where the spec sets a budget.",
  severity: "warning",
  after: ["statement"],
  run: async (subject) => {
    if (subject.project.budgets.databricksDollarsPerMonth === undefined) {
      return [holds("the spec sets no budget, so no bill is read")];
    }
    const reader = subject.target.runAs ?? subject.who();
    try {
      for (const name of ["usage", "list_prices"])
        await subject.ask(`SELECT 1 AS one FROM system.billing.${name} LIMIT 1`);
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
      return [
        doubtful(
          `${subject.who()} can't read the bills: ${error.message}`,
          granted("USE CATALOG", "CATALOG", "system", reader),
          granted("USE SCHEMA, SELECT", "SCHEMA", "system.billing", reader),
          advice(
            "An administrator of the account grants these; without them the alert on cost stays silent.",
          ),
        ),
      ];
    }
    return [
      holds(
        reader === subject.who()
          ? `${reader} reads the bills`
          : `${subject.who()} reads the bills; the alert runs as ${reader}, which can't be asked from here`,
      ),
    ];
  },
};
