import type { RecordPath } from "../spec/reading/recordPath.ts";
import type { FieldProfile, SourceProfile } from "./fieldProfile.ts";

/** A field of a source that a column seems to hold. */
export interface ProposedField {
  readonly field: string;
  readonly path: string;
  /** The same as steps. */
  readonly steps: RecordPath;
  /** `format:` that the mapping has to declare; undefined where the values are ISO 8601, or no times. */
  readonly format: string | undefined;
  /** `scale:` of a rating, such as `1-5`; undefined where it is stars from 1 to 5 as numbers, or no rating. */
  readonly scale: string | undefined;
  /** Why a person should look at it; undefined where it is clear. */
  readonly doubt: string | undefined;
}

export interface ProposedMapping {
  readonly fields: readonly ProposedField[];
  /** Required fields of feedback that no column seems to hold. */
  readonly missing: readonly string[];
}

interface Role {
  readonly field: string;
  /** Names that mean it, the surest first, matched against the last part of the path without case, blanks and marks. */
  readonly names: readonly RegExp[];
  /** Names that speak of something else with the same word, such as the mean of all ratings. */
  readonly but?: RegExp;
  /** Whether the values may be it; a number from 0 to 1, 0 where they can't. */
  readonly fits: (profile: FieldProfile, records: number) => number;
}

const share = ({ filled }: FieldProfile, records: number): number => (records === 0 ? 0 : filled / records);
const any = (profile: FieldProfile, records: number): number =>
  profile.filled > 0 ? 0.5 + share(profile, records) / 2 : 0;

/** In the order in which they choose: what is surest to tell comes first, and a column is one field. */
const roles: readonly Role[] = [
  {
    field: "id",
    names: [
      /^(?:id|reviewid|ticketid|responseid|recordid|key|issuekey|bugid|uuid|guid)$/,
      /id$|number$|^no$/,
    ],
    fits: (profile, records) =>
      profile.filled === records &&
      profile.distinct >= records * 0.98 &&
      profile.words <= 1 &&
      profile.time === undefined
        ? 1
        : 0,
  },
  {
    field: "at",
    names: [
      /^(?:at|created|createdat|createdon|creationtime|submitted|submittedat|submitdate|date|reviewdate|datetime|timestamp|posted|postedat|opened)$/,
      /created|submitted|posted|written|opened/,
      /date|time|at$/,
    ],
    fits: (profile, records) =>
      profile.time === undefined ? 0 : profile.time.share * share(profile, records),
  },
  {
    field: "received",
    names: [/^(?:received|receivedat|delivered|deliveredat|fetched|fetchedat|exportedat)$/],
    fits: (profile, records) =>
      profile.time === undefined ? 0 : profile.time.share * share(profile, records),
  },
  {
    field: "text",
    names: [
      /^(?:text|body|review|reviewtext|reviewbody|content|comment|comments|message|description|feedback|answer)$/,
      /text|body|review|content|comment|message|description|feedback/,
    ],
    fits: (profile, records) =>
      profile.words >= 3 && profile.time === undefined
        ? Math.min(1, profile.words / 8) * share(profile, records)
        : 0,
  },
  {
    field: "subject",
    names: [/^(?:subject|title|reviewtitle|summary|headline)$/],
    fits: (profile, records) => (profile.words >= 1 ? any(profile, records) : 0),
  },
  {
    field: "rating",
    names: [/^(?:rating|stars|starrating|score|reviewrating|nps|csat|grade)$/, /rating|stars|score/],
    but: /overall|average|avg|mean|total|count|number|product|store/,
    fits: (profile, records) =>
      profile.rating === undefined || profile.time !== undefined
        ? 0
        : profile.rating.share * Math.max(0.5, share(profile, records)),
  },
  {
    field: "version",
    names: [/^(?:version|appversion|appversionname|productversion|release|build)$/, /version/],
    fits: (profile) => profile.versions,
  },
  { field: "platform", names: [/^(?:platform|os|operatingsystem|device|opsys)$/], fits: any },
  { field: "email", names: [/mail/], fits: (profile) => profile.emails },
  {
    field: "author",
    names: [
      /^(?:author|authorname|username|user|reviewer|nickname|customer|customername|name|consumer|requester|requestername|reporter)$/,
    ],
    fits: any,
  },
  {
    field: "user",
    names: [/^(?:userid|customerid|memberid|accountid|uid)$/],
    fits: (profile, records) => (profile.words <= 1 ? any(profile, records) : 0),
  },
  {
    field: "parent",
    names: [/^(?:parent|parentid|inreplyto|replyto)$/],
    fits: (profile, records) => (profile.words <= 1 ? any(profile, records) : 0),
  },
  { field: "locale", names: [/^(?:locale|reviewerlanguage)$/], fits: (profile) => profile.locales },
  { field: "language", names: [/^(?:language|lang)$/], fits: (profile) => profile.locales },
  { field: "status", names: [/^(?:status|state)$/], fits: any },
  { field: "priority", names: [/^(?:priority|severity|urgency)$/], fits: any },
];

const required = ["id", "at", "text"];
/** Below this the name and the values together say too little. */
const leastScore = 0.25;

/**
 * Which column holds which field of feedback, by name and by values. A column whose name says nothing is taken for the
 * text, the time or the id where its values leave no other reading; all else needs a name.
 */
export function proposedMapping({ records, fields }: SourceProfile): ProposedMapping {
  const taken = new Set<string>();
  const found: ProposedField[] = [];
  for (const role of roles) {
    const ranked = fields
      .filter(({ path }) => !taken.has(path))
      .map((profile) => ({
        profile,
        named: namedScore(profile.path, role),
        fitting: role.fits(profile, records),
      }))
      .map((each) => ({ ...each, score: each.fitting === 0 ? 0 : each.fitting * (0.35 + 0.65 * each.named) }))
      .filter(({ score, named }) => score >= leastScore && (named > 0 || required.includes(role.field)))
      .toSorted((one, other) => other.score - one.score);
    const [best, next] = ranked;
    if (best === undefined) continue;
    taken.add(best.profile.path);
    found.push({
      field: role.field,
      path: best.profile.path,
      steps: best.profile.steps,
      format: formatOf(role, best.profile),
      scale: scaleOf(role, best.profile),
      doubt: doubtOf(best, next?.score === best.score ? next.profile.path : undefined, role, records),
    });
  }
  return {
    fields: found,
    missing: required.filter((field) => !found.some((each) => each.field === field)),
  };
}

const letters = (path: string): string => path.toLowerCase().replaceAll(/[^a-z]/g, "");

/** By the last part of the path, and less by the one before it: `lastModified.seconds` is a time. */
function namedScore(path: string, { names, but }: Role): number {
  const parts = path.split(".").toReversed().map(letters);
  const scores = parts.slice(0, 2).map((part, depth) => {
    const place = names.findIndex((name) => name.test(part));
    if (but?.test(part)) return 0;
    return place < 0 ? 0 : (1 - place / names.length / 2) / (depth + 1);
  });
  return Math.max(...scores);
}

function formatOf({ field }: Role, { time }: FieldProfile): string | undefined {
  return (field === "at" || field === "received") && time !== undefined && time.format !== "iso"
    ? time.format
    : undefined;
}

function scaleOf({ field }: Role, { rating }: FieldProfile): string | undefined {
  if (field !== "rating" || rating === undefined) return undefined;
  return rating.form === "number" && rating.high === 5 ? undefined : `${rating.low}-${rating.high}`;
}

interface Ranked {
  readonly profile: FieldProfile;
  readonly named: number;
  readonly score: number;
}

function doubtOf(
  { profile, named }: Ranked,
  other: string | undefined,
  { field }: Role,
  records: number,
): string | undefined {
  if (other !== undefined) return `the column ${JSON.stringify(other)} fits as well`;
  if (field === "at" && profile.time?.orElse !== undefined)
    return `day and month can be told apart in no value: the form may be ${profile.time.orElse}`;
  if (field === "at" && profile.time?.hasZone === false)
    return "the times name no zone: they are read as UTC";
  if (named === 0) return "its values look like it, its name does not";
  const empty = records - profile.filled;
  if (required.includes(field) && empty > 0) return `it is empty in ${empty} of ${records} records`;
  return undefined;
}
