import { WorkspaceError } from "../../errors.ts";
import type { DoctorCheck } from "../check.ts";
import { holds, lacks } from "../finding.ts";
import { advice, command } from "../fix.ts";

/** The base of everything else: where it fails, the workspace can't be reached, and the command ends with 2. */
export const signIn: DoctorCheck = {
  id: "sign-in",
  title: "The workspace answers and accepts the sign-in",
  asks: "Who is signed in (SCIM, Me).",
  severity: "error",
  after: [],
  run: async (subject) => {
    try {
      const { name, kind, displayName, groups } = await subject.identity();
      const called = displayName === name || displayName === "" ? "" : ` (${displayName})`;
      const many = groups.length === 1 ? "1 group" : `${groups.length} groups`;
      return [holds(`${kind === "user" ? "user" : "service principal"} ${name}${called}, in ${many}`)];
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error;
      const { host } = subject.target;
      return [
        lacks(
          error.message,
          host === undefined ? command`databricks auth login` : command`databricks auth login --host ${host}`,
          advice(
            "Or a profile (--profile), or DATABRICKS_HOST with DATABRICKS_TOKEN or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET in the environment.",
          ),
        ),
      ];
    }
  },
};
