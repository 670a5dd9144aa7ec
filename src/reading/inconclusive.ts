import type { FeedbackFigures } from "./categoryReading.ts";
import type { Evidence } from "./evidence.ts";

/** A question that the data of a product can't answer. */
export interface Inconclusive {
  readonly question: string;
  readonly because: string;
}

/** Days of feedback below which weeks are not compared, as `measure` does. */
const leastDays = 21;
/** Votes on each side below which they are not. */
const leastVotes = 20;

/** What can't be concluded, and why: the questions first that readers of a report ask first. */
export function inconclusive(
  evidence: Evidence,
  feedback: FeedbackFigures | undefined,
): readonly Inconclusive[] {
  const { usageDays, releases, ticketChanges, versioned, rated, customers } = evidence;
  if (evidence.feedback === 0) return [];
  const all = evidence.feedback;
  const uncategorised = all - evidence.categorised;
  const found: (Inconclusive | false)[] = [
    feedback !== undefined &&
      feedback.since === null && {
        question: "Whether anything is growing",
        because: `the feedback covers fewer than ${leastDays} days, which is too short to compare weeks.`,
      },
    feedback !== undefined &&
      feedback.since !== null &&
      Math.min(feedback.later, feedback.before) < leastVotes && {
        question: "Whether anything is growing",
        because: `since ${feedback.since} there are ${feedback.later} texts and before ${feedback.before}; a comparison needs ${leastVotes} on each side.`,
      },
    usageDays === 0 && {
      question: "Whether more users have a problem, or there are more users",
      because:
        "the number of active users isn't known. Shares of texts can be compared; a rise in texts may be a rise in users.",
    },
    versioned === 0 && {
      question: "Which version brought a problem",
      because: "no text names a version.",
    },
    versioned > 0 &&
      2 * versioned < all && {
        question: "Which version brought a problem",
        because: `only ${versioned} of ${all} texts name one.`,
      },
    (releases === 0 || ticketChanges === 0) && {
      question: "Whether a fix helped",
      because:
        releases === 0 && ticketChanges === 0
          ? "neither releases nor tickets are known, so no fix has a date."
          : releases === 0
            ? "no release is known, so no fix has a date."
            : "no ticket is known, so nothing says which release fixes what.",
    },
    rated === 0 && {
      question: "How satisfied customers are",
      because: "no text has a rating.",
    },
    rated > 0 &&
      2 * rated < all && {
        question: "How satisfied customers are",
        because: `only ${rated} of ${all} texts have a rating, and those who rate may not be like the others.`,
      },
    customers === all &&
      all > 1 && {
        question: "Whether a few people write most of it",
        because: "no two texts are known to be of one person, so each counts as a person of its own.",
      },
    5 * uncategorised > all && {
      question: "How large a topic really is",
      because: `${uncategorised} of ${all} texts have no category, and some of them may belong to it: shares are at least what is shown.`,
    },
  ];
  return found.filter((each) => each !== false);
}
