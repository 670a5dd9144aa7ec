import type { DoctorCheck } from "../check.ts";
import { doubtful, holds, lacks } from "../finding.ts";
import { advice, command } from "../fix.ts";

export const rootPath: DoctorCheck = {
  id: "root-path",
  title: "The deployed files are in a folder that only their owners can change",
  asks: "The home folder that the root path lies in.",
  severity: "error",
  after: ["bundle"],
  run: async (subject) => {
    const { rootPath: path } = await subject.configuration();
    const { id: target } = subject.target;
    if (/^\/Workspace\/Shared(?:\/|$)/i.test(path)) {
      return [
        lacks(
          `${path} is below /Workspace/Shared, where every user can write: a user who changes a file there runs it as the jobs' principal`,
          advice(
            `Remove \`root_path:\` of the target ${target} from pipeline.yaml, or name a folder of the platform team.`,
          ),
          command`fixloop compile`,
        ),
      ];
    }
    const [home, owner = ""] = /^\/Workspace\/Users\/([^/]+)/.exec(path) ?? [];
    // a user who has not signed in to the pages yet has no home; the CLI makes it
    if (home === undefined || owner === subject.who()) return [holds(path)];
    if ((await (await subject.workspace()).files.stat(home, subject.call)) !== undefined)
      return [holds(path)];
    return [
      doubtful(
        `${path}: ${subject.who()} can't see the home folder of ${owner}`,
        advice(
          `Deploy as ${owner}, or name a folder that both may use with \`root_path:\` of the target ${target} in pipeline.yaml.`,
        ),
      ),
    ];
  },
};
