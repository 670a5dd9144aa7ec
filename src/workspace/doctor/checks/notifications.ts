import type { DoctorCheck } from "../check.ts";
import { holds, lacks } from "../finding.ts";
import { advice, click } from "../fix.ts";

export const notifications: DoctorCheck = {
  id: "notifications",
  title: "The notification destinations exist",
  asks: "The list of notification destinations, where the target names some.",
  severity: "error",
  after: ["sign-in"],
  run: async (subject) => {
    const { webhooks, id: target } = subject.target;
    if (webhooks.length === 0) return [holds("the target names no destination")];
    const known = new Set(await (await subject.surroundings()).destinations(subject.call));
    return webhooks.map((id) =>
      known.has(id)
        ? holds(`${id}: there`)
        : lacks(
            `there is no notification destination ${id}`,
            click("Settings > Notifications > Notification destinations: Manage"),
            advice(
              `Write the id of one of them under \`webhooks:\` of the target ${target} in pipeline.yaml.`,
            ),
          ),
    );
  },
};
