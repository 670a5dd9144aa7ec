import type { Role } from "./project.ts";
import type { ReaderRole } from "../contract/readerRole.ts";
import type { RiskClass } from "../contract/vocabulary.ts";
import { asianRiskWords } from "./riskWords/asian.ts";
import { easternRiskWords } from "./riskWords/eastern.ts";
import { northernRiskWords } from "./riskWords/northern.ts";
import { phrasesOf } from "./riskWords/phrases.ts";
import { westernRiskWords } from "./riskWords/western.ts";

const unlimited = { only: undefined, products: undefined, regions: undefined } as const;
const reader = (id: ReaderRole, title: string, reads: "serving" | "curated"): Role => ({
  id,
  title,
  reads,
  seesPersonal: false,
  like: id,
  ...unlimited,
});

/** Roles that every project has. A project changes one by naming it. */
export const defaultRoles: readonly Role[] = [
  reader("analyst", "Analyst", "curated"),
  reader("reviewer", "Reviewer", "curated"),
  reader("support", "Support", "serving"),
  reader("product", "Product", "serving"),
  reader("executive", "Executive", "serving"),
  reader("platform", "Platform engineer", "curated"),
  reader("steward", "Taxonomy steward", "curated"),
  { id: "pipeline", title: "Pipeline", reads: "raw", seesPersonal: true, like: undefined, ...unlimited },
];

/**
 * The warehouse of a target that names none. The smallest does the work of a loop; what costs is the time that it is awake,
 * and of that the minutes in which it waits before it sleeps. One is the least that the API takes.
 */
export const defaultWarehouse = { size: "2X-Small", autoStopMinutes: 1 } as const;

/** What people of the spec's own roles read where `like` says nothing. */
export const defaultLike: Readonly<Record<Role["reads"], ReaderRole>> = {
  serving: "product",
  curated: "analyst",
  raw: "analyst",
};

export const defaultRoleIds: readonly string[] = defaultRoles.map(({ id }) => id);

/** The role of the jobs themselves: the only one that may read raw data. */
export const pipelineRole = "pipeline";

/**
 * Words that send a text to a person where the project names none of its own. Rather too many than too few: a word too
 * many costs a look, a word too few sends a reply that a lawyer reads. Getters, since most commands need none of them.
 */
export const defaultRiskWords: Readonly<Record<Exclude<RiskClass, "none">, readonly string[]>> = {
  get legal() {
    return builtIn("legal");
  },
  get account_closure() {
    return builtIn("account_closure");
  },
  get refund() {
    return builtIn("refund");
  },
  get safety() {
    return builtIn("safety");
  },
  get public_reply() {
    return builtIn("public_reply");
  },
};

const expanded = new Map<RiskClass, readonly string[]>();

function builtIn(riskClass: Exclude<RiskClass, "none">): readonly string[] {
  const known = expanded.get(riskClass);
  if (known !== undefined) return known;
  const languages = { ...westernRiskWords, ...northernRiskWords, ...easternRiskWords, ...asianRiskWords };
  const phrases = Object.entries(languages).flatMap(([language, words]) =>
    phrasesOf(words[riskClass], language),
  );
  expanded.set(riskClass, phrases);
  return phrases;
}
