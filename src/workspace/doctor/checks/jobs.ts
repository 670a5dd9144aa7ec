import type { DoctorCheck } from "../check.ts";
import { holds, lacks, type Finding } from "../finding.ts";
import { advice, command } from "../fix.ts";

export const jobs: DoctorCheck = {
  id: "jobs",
  title: "The deployed jobs are visible and run as the spec says",
  asks: "Each job of the bundle, by its id.",
  severity: "error",
  after: ["bundle"],
  run: async (subject) => {
    const { jobs: deployed } = await subject.configuration();
    const { jobs: api } = await subject.workspace();
    const { runAs, id: target } = subject.target;
    const there = [...deployed].flatMap(([key, { id }]) => (id === undefined ? [] : [{ key, id }]));
    if (there.length === 0) return [holds("nothing is deployed yet")];
    return Promise.all(
      there.map(async ({ key, id }): Promise<Finding> => {
        const job = await api.get(id, subject.call);
        const deploy = command`fixloop deploy -t ${target}`;
        if (job === undefined)
          return lacks(`the job ${key} (${id}) is gone, or ${subject.who()} may not see it`, deploy);
        if (
          runAs !== undefined &&
          job.runAs !== undefined &&
          job.runAs.toLowerCase() !== runAs.toLowerCase()
        ) {
          return lacks(
            `the job ${key} runs as ${job.runAs}, not as ${runAs}`,
            deploy,
            advice("The job was changed in the workspace, or the spec has changed since the deployment."),
          );
        }
        return holds(`${key}: runs as ${job.runAs ?? "the user who deployed it"}`);
      }),
    );
  },
};
