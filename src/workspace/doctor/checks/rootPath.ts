import type { DoctorCheck } from "../check.ts";
import { doubtful, holds, lacks } from "../finding.ts";
import { advice, command } from "../fix.ts";

export const rootPath: DoctorCheck = {
  id: "root-path",
  title: "What is deployed lies where not everybody can change it",
  asks: "The home folder that the root path lies in.",
  severity: "error",
  after: ["bundle"],
  run: async (subject) => {
    const { rootPath: path } = await subject.configuration();
    const { id: target } = subject.target;
    if (/^\/Workspace\/Shared(?:\/|$)/i.test(path)) {
      return [
        lacks(
          `${path} lies below /Workspace/Shared, where everybody can write: whoever changes a file there, runs it as the jobs' principal`,
          advice(
            `Take \`root_path:\` of the target ${target} out of pipeline.yaml, or name a folder of the platform team.`,
          ),
          command`fixloop compile`,
        ),
      ];
    }
    const [home, owner = ""] = /^\/Workspace\/Users\/([^/]+)/.exec(path) ?? [];
    // whoever has not signed in to the pages yet has no home; the CLI makes it
    if (home === undefined || owner === subject.who()) return [holds(path)];
    if ((await (await subject.workspace()).files.stat(home, subject.call)) !== undefined)
      return [holds(path)];
    return [
      doubtful(
        `${path}: ${subject.who()} does not see the home of ${owner}`,
        advice(
          `Deploy as ${owner}, or name a folder that both may use with \`root_path:\` of the target ${target} in pipeline.yaml.`,
        ),
      ),
    ];
  },
};
