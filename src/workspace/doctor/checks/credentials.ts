import type { DoctorCheck } from "../check.ts";
import { doubtful, holds, unasked } from "../finding.ts";
import { advice, command } from "../fix.ts";

const soon = 14;
const dayOfMilliseconds = 86_400_000;

export const credentials: DoctorCheck = {
  id: "credentials",
  title: "The sign-in lasts",
  asks: "When the personal access tokens of the signed-in user expire; no token is read.",
  severity: "warning",
  after: ["sign-in"],
  run: async (subject) => {
    const { DATABRICKS_TOKEN: token } = subject.env;
    if (token === undefined || token === "") {
      return [holds("no token in DATABRICKS_TOKEN: the credentials renew themselves or come from a profile")];
    }
    const expiries = await (await subject.surroundings()).tokenExpiries(subject.call);
    const [next] = expiries
      .flatMap((expiry) => expiry ?? [])
      .filter((expiry) => expiry > subject.now())
      .toSorted((left, right) => left.getTime() - right.getTime());
    if (next === undefined) {
      return [unasked("the workspace lists no token that expires: the lifetime of this one is unknown")];
    }
    const days = Math.floor((next.getTime() - subject.now().getTime()) / dayOfMilliseconds);
    const when = `the next of ${expiries.length} token(s) of ${subject.who()} expires on ${next.toISOString().slice(0, 10)}`;
    if (days >= soon) return [holds(when)];
    return [
      doubtful(
        `${when}; the workspace doesn't say which of them signs in here`,
        command`databricks tokens create --lifetime-seconds 7776000 --comment fixloop`,
        advice(
          "In CI, use a service principal with OAuth or a federated identity instead: neither has a token that expires.",
        ),
      ),
    ];
  },
};
