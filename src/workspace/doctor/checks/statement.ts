import { StatementError } from "../../errors.ts";
import type { DoctorCheck } from "../check.ts";
import { holds, lacks } from "../finding.ts";
import { click } from "../fix.ts";

export const statement: DoctorCheck = {
  id: "statement",
  title: "The warehouse runs a statement",
  asks: "The SQL version, on the warehouse; starts the warehouse.",
  severity: "error",
  after: ["warehouse"],
  run: async (subject) => {
    try {
      const { rows } = await subject.ask(
        "SELECT coalesce(current_version().dbsql_version, current_version().dbr_version) AS version",
      );
      return [holds(`Databricks SQL ${rows[0]?.[0] ?? "of an unknown version"}`)];
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
      return [
        lacks(
          `the warehouse refuses a statement: ${error.message}`,
          click(`SQL Warehouses > the warehouse > Permissions: CAN USE for ${subject.who()}`),
        ),
      ];
    }
  },
};
