import { StatementError } from "../../errors.ts";
import type { DoctorCheck } from "../check.ts";
import { doubtful, holds, lacks, type Finding } from "../finding.ts";
import { advice, click } from "../fix.ts";
import type { Subject } from "../subject.ts";

export const session: DoctorCheck = {
  id: "session",
  title: "Statements run as the SQL expects: in UTC, and in ANSI mode",
  asks: "Two statements without tables, on the warehouse.",
  severity: "error",
  after: ["statement"],
  run: async (subject) => {
    const { rows } = await subject.ask("SELECT current_timezone() AS zone");
    return [zoneFinding(rows[0]?.[0] ?? ""), await ansiFinding(subject)];
  },
};

/** Dates are made from times with the zone of the session. */
function zoneFinding(zone: string): Finding {
  return /^(?:(?:Etc\/)?(?:UTC|Universal|Zulu)|(?:Etc\/)?GMT|Z|\+00:00)$/.test(zone)
    ? holds(`time zone ${zone}`)
    : lacks(
        `the session's time zone is ${zone}: days would begin and end at other hours than in a local run`,
        click("Settings > Compute > SQL warehouses: Manage > SQL configuration parameters: TIMEZONE UTC"),
      );
}

async function ansiFinding(subject: Subject): Promise<Finding> {
  try {
    await subject.ask("SELECT CAST('no number' AS INT) AS refused");
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    if (error.condition === "CAST_INVALID_INPUT" || error.sqlState === "22018") return holds("ANSI mode");
    return doubtful(`can't tell whether the session is in ANSI mode: ${error.message}`);
  }
  return lacks(
    "the session is not in ANSI mode: a value that can't be cast becomes null instead of an error",
    click("Settings > Compute > SQL warehouses: Manage > SQL configuration parameters: ANSI_MODE TRUE"),
    advice("The setting holds for every warehouse of the workspace."),
  );
}
