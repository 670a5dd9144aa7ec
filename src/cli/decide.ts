import { randomBytes } from "node:crypto";
import path from "node:path";
import { userInfo } from "node:os";
import {
  decisionId,
  decisionLine,
  mostReasonCharacters,
  mostReviewerCharacters,
  type DecisionRecord,
} from "../contract/decision.ts";
import {
  allDecisionVerbs,
  decisionVerbs,
  stances,
  type DecisionVerb,
  type Stance,
} from "../contract/vocabulary.ts";
import { jsonOutput } from "../emit/jsonOutput.ts";
import { shellCommand } from "../emit/shellCommand.ts";
import { databaseQueryRunner } from "../local/databaseQueryRunner.ts";
import { databasePath } from "../local/files.ts";
import { appendDecision, journalPath, readJournal } from "../local/journal.ts";
import {
  decisionsInForce,
  findDecidable,
  type Decidable,
  type DecisionInForce,
  type FoundDecidable,
} from "../reading/decidable.ts";
import type { QueryRunner } from "../reading/queryRunner.ts";
import { contradictionOf } from "../reading/decidedPairs.ts";
import { didYouMean } from "../spec/nearest.ts";
import type { Project } from "../spec/project.ts";
import { carriedOptions } from "./carriedOptions.ts";
import {
  textOption,
  UserError,
  type CommandContext,
  type CommandHandler,
  type CommandInput,
} from "./command.ts";
import { chosenDatabase } from "./localRun.ts";
import { openSnapshot } from "./localSnapshot.ts";
import { readTables } from "./olderTables.ts";
import { openProject } from "./projectFolder.ts";
import { requireDatabaseFile } from "./requireDatabaseFile.ts";
import { printable } from "./terminal.ts";

/**
 * `fixloop decide ID VERB`: records what a person decided about a suggestion or a pair of identities. The next run applies
 * it, and no run reverts it; a later decision about the same subject does.
 */
export const decide: CommandHandler = async (context, input) => {
  const loaded = openProject(context, input);
  if (loaded === undefined) return 1;
  const asked = askedFor(input, loaded.project);
  if (textOption(input, "target") !== undefined) {
    // what talks to a workspace is loaded for those who do
    const { decideOnTarget } = await import("./decideOnTarget.ts");
    return decideOnTarget(context, input, loaded, asked);
  }
  const databaseFile = databasePath(loaded.folder, loaded.project.name, chosenDatabase(context, input));
  requireDatabaseFile(context, databaseFile);
  const journal = journalPath(databaseFile);
  requireDatabaseFile(context, journal);
  const database = await openSnapshot(databaseFile);
  try {
    const { schemaPrefix } = loaded.project;
    const runner = databaseQueryRunner(database, schemaPrefix);
    const recorded = readJournal(journal);
    for (const line of recorded.brokenLines)
      context.stderr.write(
        `warning: line ${line} of ${path.relative(context.cwd, journal)} doesn't hold a complete decision; the next run sets it aside.\n`,
      );
    const decided = await readTables(database, schemaPrefix, async () => {
      const subject = subjectOf(
        await findDecidable(runner, asked.id, { seesIdentities: true }),
        asked,
        input,
        schemaPrefix,
      );
      const before = await decisionsBefore(runner, subject, recorded.records);
      refuseContradiction(subject, asked.verb, before.pairs);
      return { subject, before: before.ofSubject };
    });
    const reviewer = textOption(input, "as") ?? userInfo().username;
    const made = decisionOf(decided.subject, asked, { reviewer, now: context.now(), before: decided.before });
    if (made.outcome === "recorded" && !asked.isDryRun) appendDecision(journal, made.record);
    print(context, input, { ...made, ...decided, place: path.relative(context.cwd, journal), asked });
    return 0;
  } finally {
    database.close();
  }
};

/** What the command line asks for, as far as it can be checked without the tables. */
export interface Asked {
  readonly id: string;
  readonly verb: DecisionVerb;
  readonly category: string | undefined;
  readonly stance: Stance | undefined;
  readonly why: string | undefined;
  readonly isDryRun: boolean;
}

function askedFor(input: CommandInput, project: Project): Asked {
  const [id = "", word = ""] = input.arguments;
  const verb = allDecisionVerbs.find((one) => one === word);
  if (verb === undefined)
    throw new UserError(`${printable(word)} isn't a decision: approve, reject, refine, same or distinct.`);
  const category = textOption(input, "category");
  const isOfEvent = decisionVerbs.event.some((one) => one === verb);
  if (verb === "refine" && category === undefined)
    throw new UserError(
      "refine names another category, and none is given.",
      "Name it with --category; `fixloop show curated.category` and the files of taxonomy/ list them.",
    );
  if (verb !== "refine" && category !== undefined)
    throw new UserError(
      `--category belongs to refine, not to ${verb}.`,
      isOfEvent
        ? `To name another category: ${shellCommand`fixloop decide ${id} refine --category ${category}`}`
        : undefined,
    );
  const categories = project.taxonomy.categories.map((one) => one.id);
  if (category !== undefined && !categories.includes(category))
    throw new UserError(
      `The taxonomy has no category ${printable(category)}.${didYouMean(category, categories)}`,
      "Use a category of taxonomy/, or add it there first.",
    );
  const stance = stances.find((one) => one === textOption(input, "stance"));
  if (stance !== undefined && verb !== "approve" && verb !== "refine")
    throw new UserError(`--stance belongs to approve and refine, not to ${verb}.`);
  const why = textOption(input, "why");
  return {
    id,
    verb,
    category,
    stance,
    why: why === undefined ? undefined : plainText(why, "--why", mostReasonCharacters),
    isDryRun: input.options["dryRun"] === true,
  };
}

/** Text of a person without what no one types: control characters become blanks, halves of characters are replaced. */
function plainText(given: string, option: string, most: number): string {
  const text = given
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim();
  if (text === "") throw new UserError(`${option} is empty.`, "Leave it out, or write what it is for.");
  if ([...text].length > most) throw new UserError(`${option} has more than ${most} characters.`);
  return text;
}

/**
 * The subject of a decision, with a verb that fits it.
 * @throws UserError that says what else the id could mean, or which verbs there are for it
 */
export function subjectOf(
  found: FoundDecidable,
  { id, verb, category }: Asked,
  input: CommandInput,
  schemaPrefix: string,
): Decidable {
  const on = textOption(input, "target");
  const queue = `\`fixloop query${on === undefined ? "" : shellCommand` -t ${on}`}${carriedOptions(input)} "SELECT review_item_id, reason, title, quote FROM ${schemaPrefix}_serving.review_queue"\` lists what waits.`;
  if (found.outcome === "unknown")
    throw new UserError(
      `Nothing has the id ${printable(id)}.${found.near.length === 0 ? "" : ` Nearly the same: ${found.near.map(printable).join(", ")}.`}`,
      queue,
    );
  if (found.outcome === "ambiguous")
    throw new UserError(
      `${printable(id)} is the beginning of several ids: ${found.ids.slice(0, mostNamed).map(printable).join(", ")}.`,
      "Give more characters.",
    );
  if (found.outcome === "undecidable")
    throw new UserError(
      `${printable(id)} is ${undecidable[found.kind] ?? `of the kind ${found.kind}`}, which can't be decided yet: suggestions for an event and pairs of identities can be decided.`,
      found.eventId === null
        ? queue
        : `Its feedback can be: ${shellCommand`fixloop decide ${found.eventId} ${verb}`}`,
    );
  const { subject } = found;
  const verbs: readonly string[] = decisionVerbs[subject.kind];
  if (!verbs.includes(verb))
    throw new UserError(
      subject.kind === "event"
        ? `${printable(id)} is an event: ${verb} is a decision about two identities.`
        : `${printable(id)} is a pair of identities: ${verb} is a decision about a category.`,
      `Use ${verbs.join(", ")}.`,
    );
  if (subject.kind === "event" && subject.category === null && category === undefined)
    throw new UserError(
      `Nothing was suggested for the event, so there is nothing to ${verb}.`,
      `Name its category: ${shellCommand`fixloop decide ${id} refine --category`} ID`,
    );
  return subject;
}

const mostNamed = 5;
const undecidable: Readonly<Record<string, string>> = {
  outbox: "an outgoing message",
  issue: "an issue",
  detection: "a detection",
  issue_event: "a step of an issue",
  ticket: "a ticket",
  quarantine: "a record that was set aside",
};

/** The newest decision about a subject, applied or waiting in the journal, and those about all pairs. */
async function decisionsBefore(
  runner: QueryRunner,
  subject: Decidable,
  recorded: readonly DecisionRecord[],
): Promise<{ readonly ofSubject: DecisionInForce | undefined; readonly pairs: readonly DecisionInForce[] }> {
  const applied = await decisionsInForce(
    runner,
    subject.kind === "event" ? { kind: "event", id: subject.id } : { kind: "customer_link" },
  );
  const newest = new Map<string, DecisionInForce>();
  const waiting = recorded.filter(({ subject_kind }) => subject_kind === subject.kind).map(inForceOf);
  for (const one of [...applied, ...waiting]) {
    const known = newest.get(one.id);
    if (known === undefined || known.decidedAt <= one.decidedAt) newest.set(one.id, one);
  }
  return { ofSubject: newest.get(subject.id), pairs: subject.kind === "event" ? [] : [...newest.values()] };
}

const inForceOf = (record: DecisionRecord): DecisionInForce => ({
  kind: record.subject_kind,
  id: record.subject_id,
  pair:
    record.left_record_id === null || record.right_record_id === null
      ? undefined
      : [record.left_record_id, record.right_record_id],
  verb: record.verb,
  category: record.category,
  stance: record.stance,
  decidedAt: record.decided_at,
});

function refuseContradiction(
  subject: Decidable,
  verb: DecisionVerb,
  others: readonly DecisionInForce[],
): void {
  if (subject.kind !== "customer_link" || subject.pair === undefined) return;
  const against = contradictionOf(subject.pair, verb, others);
  if (against.length === 0) return;
  throw new UserError(
    `Other decisions say that the two are ${verb === "same" ? "distinct" : "the same"}:\n${against
      .map((one) => `  ${(one.pair ?? []).map((identity) => identity.slice(0, 12)).join(",")} ${one.verb}`)
      .join("\n")}`,
    "Decide one of these otherwise first.",
  );
}

export type Made =
  | { readonly outcome: "recorded"; readonly record: DecisionRecord }
  /** The decision in force says the same. */
  | { readonly outcome: "already_decided" };

/** The record of a decision, unless the one in force says the same. It is later than that one, whatever the clock says. */
export function decisionOf(
  subject: Decidable,
  asked: Asked,
  {
    reviewer,
    now,
    before,
  }: { readonly reviewer: string; readonly now: Date; readonly before: DecisionInForce | undefined },
): Made {
  const category = subject.kind === "event" ? (asked.category ?? subject.category) : null;
  const stance = asked.stance ?? null;
  if (before?.verb === asked.verb && before.category === category && before.stance === stance)
    return { outcome: "already_decided" };
  const earliest = before === undefined ? 0 : Date.parse(before.decidedAt) + 1;
  const [left, right] = subject.kind === "customer_link" ? (subject.pair ?? []) : [];
  return {
    outcome: "recorded",
    record: {
      subject_kind: subject.kind,
      subject_id: subject.id,
      left_record_id: left ?? null,
      right_record_id: right ?? null,
      verb: asked.verb,
      category,
      stance,
      decided_at: new Date(Math.max(now.getTime(), earliest)).toISOString(),
      reviewer: plainText(reviewer, "--as", mostReviewerCharacters),
      why: asked.why ?? null,
      nonce: randomBytes(16).toString("hex"),
    },
  };
}

export type Shown = Made & {
  readonly subject: Decidable;
  readonly before: DecisionInForce | undefined;
  readonly asked: Asked;
  /** Where the record waits: a journal, or a file of the landing volume. */
  readonly place: string;
};

export function print(context: CommandContext, input: CommandInput, shown: Shown): void {
  const { subject, before, asked } = shown;
  const outcome = shown.outcome === "recorded" && asked.isDryRun ? "dry_run" : shown.outcome;
  const record = shown.outcome === "recorded" ? shown.record : undefined;
  if (textOption(input, "format") === "json") {
    context.stdout.write(
      jsonOutput({
        outcome,
        decisionId: record === undefined ? null : decisionId(record),
        subjectKind: subject.kind,
        subjectId: subject.id,
        verb: asked.verb,
        category: record?.category ?? before?.category ?? null,
        stance: record?.stance ?? before?.stance ?? null,
        decidedAt: record?.decided_at ?? before?.decidedAt ?? null,
        reviewer: record?.reviewer ?? null,
        overrides:
          before === undefined || record === undefined
            ? null
            : { verb: before.verb, category: before.category, decidedAt: before.decidedAt },
        place: outcome === "recorded" ? shown.place : null,
      }),
    );
    return;
  }
  const what = subject.kind === "event" ? `Event ${subject.id}` : `Pair ${subject.id}`;
  const category = record?.category ?? before?.category ?? "";
  const says: Readonly<Record<DecisionVerb, string>> = {
    approve: `is ${category}`,
    reject: `isn't ${category}`,
    refine: `is ${category}`,
    same: "is one person",
    distinct: "is two people",
  };
  context.stdout.write(`${printable(what)} ${printable(says[asked.verb])} (${asked.verb}).\n`);
  if (record === undefined) {
    context.stderr.write(`Already decided so at ${before?.decidedAt ?? ""}; nothing was recorded.\n`);
    return;
  }
  if (before !== undefined)
    context.stdout.write(
      `This overrides ${printable([before.verb, ...(before.category === null ? [] : [before.category])].join(" "))} of ${before.decidedAt}.\n`,
    );
  context.stderr.write(
    asked.isDryRun
      ? "Dry run: nothing was recorded.\n"
      : `Recorded as ${decisionId(record).slice(0, 12)} in ${printable(shown.place)}; the next run applies it.\n`,
  );
}

/** The bytes of a record, as a file of the landing volume. */
export const recordBytes = (record: DecisionRecord): Uint8Array => Buffer.from(decisionLine(record));
