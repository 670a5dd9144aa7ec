import type { Calendar } from "./calendar.ts";
import { csvLine } from "./csv.ts";
import type { People, Person } from "./people.ts";
import { fullName } from "./people.ts";
import { Random } from "./random.ts";

const columns = [
  "account_id",
  "user_id",
  "name",
  "email",
  "locale",
  "plan",
  "mrr_cents",
  "created_at",
] as const;

/** Cents a month that a plan brings in; teams and enterprises differ by their number of seats. */
const monthlyCents = { free: 0, pro: 599, team: 900, enterprise: 1200 } as const;

/** Lines of the account export, a header first; written in pieces, since a large world has a million. */
export function* accountLines(people: People, seed: number, calendar: Calendar): Generator<string> {
  yield csvLine(columns);
  for (let index = 0; index < people.count; index++) {
    const person = people.at(index);
    if (person.hasAccount) yield accountLine(person, Random.of(seed, "account", index), calendar);
  }
}

function accountLine(person: Person, random: Random, calendar: Calendar): string {
  const seats =
    person.plan === "team"
      ? random.integer(3, 25)
      : person.plan === "enterprise"
        ? random.integer(60, 600)
        : 1;
  return csvLine([
    `A${500_000 + person.index}`,
    person.userId,
    fullName(person),
    // Half of those who moved have told the billing system.
    person.laterEmail !== undefined && random.chance(0.5) ? person.laterEmail : person.email,
    person.locale.id,
    person.plan,
    monthlyCents[person.plan] * seats,
    calendar.date(-random.integer(1, 900)),
  ]);
}
