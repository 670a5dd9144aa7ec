import type { DoctorCheck } from "../check.ts";
import { doubtful, holds, unasked } from "../finding.ts";
import { advice } from "../fix.ts";

/** Seconds. OAuth refuses tokens whose times are minutes off, and ages are measured by this clock. */
const tolerated = 120;

export const clock: DoctorCheck = {
  id: "clock",
  title: "This computer's clock agrees with the workspace's",
  asks: "The date of an answer.",
  severity: "warning",
  after: ["sign-in"],
  run: async (subject) => {
    const there = await (await subject.surroundings()).clock(subject.call);
    if (there === undefined) return [unasked("the workspace's answers carry no date")];
    const seconds = Math.round((subject.now().getTime() - there.getTime()) / 1000);
    if (Math.abs(seconds) <= tolerated) return [holds(`within ${tolerated} seconds`)];
    return [
      doubtful(
        `this clock is ${Math.abs(seconds)} seconds ${seconds > 0 ? "ahead" : "behind"}`,
        advice("Synchronize the clock of this computer (NTP): OAuth sign-in fails if it is wrong."),
      ),
    ];
  },
};
