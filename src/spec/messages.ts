import { listed } from "./listed.ts";
import { feedbackKinds } from "../contract/vocabulary.ts";
/**
 * The one catalogue of diagnostics. Whoever reports names a code and gives exactly the words its message needs: a
 * wrong code or a missing word is a type error. Each has a page in docs/reference/diagnostics.md and an example that provokes it.
 */
export type DiagnosticSeverity = "error" | "warning";

interface Message<Word extends string> {
  readonly parts: readonly string[];
  readonly words: readonly Word[];
}

interface Entry {
  readonly severity: DiagnosticSeverity;
  readonly message: Message<string>;
  /** How to put it right, and why it matters where that is not plain. */
  readonly help: string;
}

const say = <const Word extends string>(
  parts: TemplateStringsArray,
  ...words: readonly Word[]
): Message<Word> => ({
  parts,
  words,
});

/** What every written form that doesn't parse says: the value, and the form that was expected. */
const form = (what: string): Message<"value" | "expected"> => ({
  parts: ["", ` is no ${what}: expected `, "."],
  words: ["value", "expected"],
});

const catalogue = {
  // The file itself.
  "no-pipeline": {
    severity: "error",
    message: say`The project has no pipeline.yaml.`,
    help: "Run `fixloop init` to start a project, or name its folder with --project.",
  },
  "yaml-syntax": {
    severity: "error",
    message: say`${"problem"}`,
    help: "Put right what the YAML parser stumbled over. Text that holds `: `, ` #`, or starts with one of `{ [ & * ! | > ' \" % @` or a backquote needs quotes.",
  },
  "duplicate-key": {
    severity: "error",
    message: say`Key ${"key"} is written twice.`,
    help: "Keep one of the two. Only the first was read.",
  },
  "reserved-key": {
    severity: "error",
    message: say`Key ${"key"} can't be used.`,
    help: "Choose another word: programs that read this file would mistake it for one of their own.",
  },
  "broken-unicode": {
    severity: "error",
    message: say`The text holds half of a character.`,
    help: "An escape such as \\ud83d is one half of an emoji. Write the emoji itself, or both halves.",
  },
  "missing-schema-line": {
    severity: "warning",
    message: say`The file doesn't name its schema.`,
    help: "With its schema in the first line, an editor completes keys and shows mistakes while you type.",
  },
  // Shape.
  "unknown-key": {
    severity: "error",
    message: say`Unknown key ${"key"} in ${"where"}.`,
    help: "Correct or remove it. docs/reference/spec-reference.md lists every key.",
  },
  "missing-key": {
    severity: "error",
    message: say`${"where"} lacks the key ${"key"}.`,
    help: "Add it. docs/reference/spec-reference.md says what it means.",
  },
  "wrong-type": {
    severity: "error",
    message: say`${"what"} is ${"found"}: expected ${"expected"}.`,
    help: "Text that looks like a number, a date or true and false needs quotes.",
  },
  "bad-choice": {
    severity: "error",
    message: say`${"value"} is no ${"what"}: expected ${"choices"}.`,
    help: "Use one of the listed words.",
  },
  "empty-text": {
    severity: "error",
    message: say`${"what"} is blank.`,
    help: "Write it, or remove the key where it is optional.",
  },
  "empty-list": {
    severity: "error",
    message: say`${"what"} is empty.`,
    help: "Give it at least one entry, or remove the key where it is optional.",
  },
  "out-of-range": {
    severity: "error",
    message: say`${"what"} is ${"value"}: expected ${"range"}.`,
    help: "Shares go from 0 to 1 (or 0% to 100%); evidence is an e-value, above 1.",
  },
  "too-many": {
    severity: "error",
    message: say`${"count"} ${"what"}: Databricks takes ${"limit"} at most.`,
    help: "Split the project, or join what can be read together: one source takes several files, one group several people.",
  },
  "duplicate-item": {
    severity: "warning",
    message: say`${"item"} is in the list twice.`,
    help: "Remove one.",
  },
  // Written forms.
  "bad-id": {
    severity: "error",
    message: form("id"),
    help: "Ids name tables, jobs and groups on Databricks and in the report, so they stay in one plain alphabet. The title may hold anything.",
  },
  "bad-region": {
    severity: "error",
    message: form("region"),
    help: "It is the end of a locale: BR of pt-BR, 419 of es-419.",
  },
  "bad-metric-name": {
    severity: "error",
    message: form("name of a metric"),
    help: "Name it as telemetry writes it.",
  },
  "bad-duration": {
    severity: "error",
    message: form("duration"),
    help: "Units: m minutes, h hours, d days, w weeks.",
  },
  "bad-share": { severity: "error", message: form("share"), help: "Write 5% or 0.05." },
  "bad-money": {
    severity: "error",
    message: form("amount of money"),
    help: "Write the amount, then the currency: 6.50 EUR.",
  },
  "bad-currency": {
    severity: "error",
    message: form("currency"),
    help: "Use its three letters: EUR, USD, INR.",
  },
  "bad-language": { severity: "error", message: form("language"), help: "Use its two letters: en, de, pt." },
  "bad-locale": {
    severity: "error",
    message: form("locale"),
    help: "Write language and region: en-GB, pt-BR.",
  },
  "bad-date": {
    severity: "error",
    message: form("point in time"),
    help: "Write 2026-03-31 or 2026-03-31T08:00:00Z.",
  },
  "bad-number": {
    severity: "error",
    message: form("number of this field"),
    help: "Digits, with a point before decimals.",
  },
  "bad-pattern": {
    severity: "error",
    message: form("pattern of files"),
    help: "Name files from the folder of the project, so that it runs the same on every machine.",
  },
  "bad-email": {
    severity: "error",
    message: form("e-mail address"),
    help: "Databricks notifies addresses; a group's address is fine.",
  },
  "bad-host": {
    severity: "error",
    message: form("workspace"),
    help: "Copy it from the browser, up to the end of the host.",
  },
  "bad-warehouse": {
    severity: "error",
    message: form("SQL warehouse"),
    help: "Copy the id or the name from the warehouse's page, not its path or address. An id of digits only needs quotes.",
  },
  "bad-uuid": {
    severity: "error",
    message: form("UUID"),
    help: "Print one with `uuidgen | tr A-Z a-z`, or leave the line out: then it follows from the name.",
  },
  "bad-public-key": {
    severity: "error",
    message: form("Ed25519 public key"),
    help: "Print it with `openssl pkey -in signing-key.pem -pubout`, and copy the line between the first and the last.",
  },
  "bad-databricks-name": {
    severity: "error",
    message: form("name that Databricks takes"),
    help: "Unity Catalog names have at most 255 characters; dots, slashes and blanks would have to be quoted everywhere.",
  },
  "bad-cron": {
    severity: "error",
    message: form("Quartz cron expression"),
    help: "Databricks reads Quartz: seconds come first, and exactly one of the two days is a question mark.",
  },
  "bad-timezone": {
    severity: "error",
    message: form("time zone"),
    help: "Name the place: offsets such as +02:00 know no summer time.",
  },
  "bad-path": {
    severity: "error",
    message: form("folder of the workspace"),
    help: "The name of the project and of the target are added to it, so several of them may share it.",
  },
  "bad-destination": {
    severity: "error",
    message: form("notification destination"),
    help: "An administrator makes it under Settings › Notifications; its id is in the address of its page.",
  },
  "bad-tag": {
    severity: "error",
    message: form("tag"),
    help: "Clouds take no other characters in tags of compute.",
  },
  "bad-model-setting": {
    severity: "error",
    message: form("setting of a model"),
    help: "Copy it from the resource in the Azure portal.",
  },
  // Ids and references.
  "duplicate-id": {
    severity: "error",
    message: say`There is a second ${"kind"} ${"id"}.`,
    help: "Rename one: an id names one thing in the whole project, whatever file it is in.",
  },
  "colliding-id": {
    severity: "error",
    message: say`${"kind"} ${"id"} differs from ${"other"} only by case or by hyphen and underscore.`,
    help: "Rename one: SQL and most trackers don't tell them apart.",
  },
  "unknown-reference": {
    severity: "error",
    message: say`There is no ${"kind"} ${"id"}.`,
    help: "Correct the name, or write down what it should refer to.",
  },
  "escalation-cycle": {
    severity: "error",
    message: say`Owners escalate in a circle: ${"circle"}.`,
    help: "Let the last one escalate to nobody, by removing its escalate_to.",
  },
  "undeliverable-metric": {
    severity: "error",
    message: say`No telemetry source delivers the metric ${"metric"}.`,
    help: "Every telemetry source names its metric as a constant, and none is this one. Correct the name or add the source.",
  },
  "no-telemetry": {
    severity: "warning",
    message: say`Categories name signals, but there is no telemetry source.`,
    help: "Add a source of kind telemetry. Until then issues are found and validated by feedback alone.",
  },
  // Sources.
  "no-feedback": {
    severity: "warning",
    message: say`No source brings feedback.`,
    help: `Add a source of kind ${listed(feedbackKinds)}.`,
  },
  "unknown-field": {
    severity: "error",
    message: say`Sources of kind ${"kind"} have no field ${"field"}.`,
    help: "On the left stands the field, on the right the key of your records. docs/reference/spec-reference.md lists the fields.",
  },
  "unmapped-field": {
    severity: "error",
    message: say`${"source"} doesn't map ${"field"}, which every source of kind ${"kind"} needs.`,
    help: "Add it to map: the field, then the key of your records that fills it, or { constant: … }.",
  },
  "unknown-format": {
    severity: "error",
    message: say`The format of ${"file"} can't be told by its ending.`,
    help: "Add format: csv, jsonl or parquet.",
  },
  "personal-field": {
    severity: "error",
    message: say`${"key"} looks like personal data, and ${"field"} is a field that people can read.`,
    help: "Personal data belongs in author, email, user or name, which are masked. Rename the key in the export if it holds none.",
  },
  // Numbers that contradict each other.
  "impossible-thresholds": {
    severity: "error",
    message: say`${"lower"} (${"lowerValue"}) must be ${"relation"} ${"upper"} (${"upperValue"}).`,
    help: "Change one of the two: as they stand, nothing can lie between them.",
  },
  "short-retention": {
    severity: "error",
    message: say`Curated data is kept ${"kept"} days, but detecting and watching a fix looks back ${"needed"} days.`,
    help: "Keep it longer, or shorten validate.watch. Detection compares with the six weeks before.",
  },
  "money-in-other-currency": {
    severity: "error",
    message: say`${"value"} is not in ${"currency"}, the currency of the project.`,
    help: "fixloop knows no exchange rates: convert it, or change the currency of the project.",
  },
  // Jobs and the model.
  "ambiguous-trigger": {
    severity: "error",
    message: say`The loop has ${"found"}: expected exactly one of every, cron, files, tables.`,
    help: "Keep the one that should start it. Without jobs.loop it runs every half of sla.triage.",
  },
  "idle-key": {
    severity: "warning",
    message: say`${"key"} does nothing without ${"needed"}.`,
    help: "Remove it, or write what it belongs to.",
  },
  "slow-loop": {
    severity: "warning",
    message: say`The loop runs every ${"every"}, but triage is promised within ${"promised"}.`,
    help: "Run it more often, or promise less in sla.triage: nothing is detected between two runs.",
  },
  "loop-overtakes-itself": {
    severity: "warning",
    message: say`The loop starts every ${"every"}, but a run may take ${"run"}.`,
    help: "Runs of one job wait for each other: start it less often, or lower sla.run.",
  },
  "ambiguous-model": {
    severity: "error",
    message: say`The model has ${"found"}: expected exactly one of endpoint, service, azure_openai.`,
    help: "Name an endpoint or a model service that is there, or describe a deployment of Azure OpenAI.",
  },
  "unused-model-key": {
    severity: "warning",
    message: say`${"key"} has no effect on a run: nothing asks a model yet.`,
    help: "The classifier of your taxonomy suggests every category. Remove the key, or keep it for later: a model that is named is set up and probed by `fixloop doctor`, and a prompt is hashed into the manifest, but no step calls or sends it.",
  },
  "plain-secret": {
    severity: "error",
    message: say`What stands here looks like the key itself.`,
    help: "Write the name that it has in the secret scope, and treat this key as known to others: make a new one. `databricks secrets put-secret` stores it.",
  },
  // Owner rules.
  "bad-rule": {
    severity: "error",
    message: say`The owner rule can't be read: ${"problem"}.`,
    help: "A rule is type:pattern, more of them joined by commas, then the owner: area:sync,severity:critical team-sync.",
  },
  "shadowed-rule": {
    severity: "error",
    message: say`The rule ${"rule"} can never decide: everything it matches is matched by a later one.`,
    help: "The last match wins: write the general rules first and the exceptions after them.",
  },
  "duplicate-rule": {
    severity: "warning",
    message: say`The rule ${"rule"} is repeated later.`,
    help: "Remove one.",
  },
  "idle-rule": {
    severity: "warning",
    message: say`The rule ${"rule"} matches no category.`,
    help: "Its conditions exclude each other, or the category it is meant for isn't written yet.",
  },
  // Taxonomy.
  "empty-area": {
    severity: "warning",
    message: say`Area ${"area"} has no categories.`,
    help: "Add categories: without one, no feedback can belong to the area.",
  },
  "no-examples": {
    severity: "warning",
    message: say`Category ${"category"} has no examples.`,
    help: "Add three to ten, as customers write them: they teach the classifier more than the definition does.",
  },
  "contradicting-example": {
    severity: "warning",
    message: say`The same text stands for ${"category"} and for ${"other"}.`,
    help: "Keep it where it belongs: it teaches the classifier nothing now.",
  },
  "unowned-category": {
    severity: "warning",
    message: say`No rule, category or area gives ${"category"} an owner.`,
    help: "Give its area an owner, or write a rule: an issue without an owner is not worked on.",
  },
  "unknown-placeholder": {
    severity: "error",
    message: say`${"where"} knows no placeholder ${"placeholder"}: it has ${"allowed"}.`,
    help: "Correct it. Words in braces are replaced; anything else in braces is text.",
  },
  "missing-placeholder": {
    severity: "error",
    message: say`${"where"} lacks the placeholder ${"placeholder"}.`,
    help: "Add it: without it the model isn't shown what it must judge.",
  },
  "missing-language": {
    severity: "warning",
    message: say`Macro ${"macro"} has no text in ${"language"}, the default language.`,
    help: "Add it: customers whose language has no text of its own get this one.",
  },
  // Gates.
  "idle-gate": {
    severity: "warning",
    message: say`Nothing can fail the gate ${"gate"}: every share keeps its threshold.`,
    help: "Write a threshold between 0% and 100%, or remove the gate: it would be reported as passed whatever the figure.",
  },
  "unmeasurable-gate": {
    severity: "warning",
    message: say`Gate ${"gate"} needs ${"needed"} ${"texts"}, and there are ${"found"}.`,
    help: "Label more under evals/, or lower its min_examples. Until then it counts as not measured, and fails unless it says not_measured: pass.",
  },
  // Roles and targets.
  "role-reads-raw": {
    severity: "error",
    message: say`Role ${"role"} reads raw data: only the pipeline may.`,
    help: "Raw payloads hold personal data as received. Use reads: curated, where it is masked.",
  },
  "role-sees-personal": {
    severity: "warning",
    message: say`Role ${"role"} sees personal data unmasked.`,
    help: "Remove personal: true, unless its people need to know who wrote.",
  },
  "fixed-role": {
    severity: "error",
    message: say`Role ${"role"} is built in: ${"key"} can't change it.`,
    help: "Write a role of your own, and name this one in its like. The pipeline always reads everything.",
  },
  "unreadable-view": {
    severity: "error",
    message: say`Role ${"role"} reads what ${"like"} reads, and that is not ${"view"}.`,
    help: "only narrows what a role reads. Name a role in like that reads the view: `fixloop grants show` lists them.",
  },
  "role-reads-nothing": {
    severity: "warning",
    message: say`Role ${"role"} reads nothing at all.`,
    help: "What has no product or locale in its rows can't be limited by them, and is then not read. Widen products, regions or only, or name another role in like.",
  },
  "people-read-raw": {
    severity: "error",
    message: say`Group ${"group"} holds the people of ${"role"}, and the pipeline is in it.`,
    help: "Everybody in that group would read raw payloads, unmasked. Give the pipeline a group or principal of its own.",
  },
  "shared-catalog": {
    severity: "error",
    message: say`Target ${"target"} writes to the catalog of ${"other"}.`,
    help: "Give each target a catalog of its own: what is tried in one would change what the other shows.",
  },
  "personal-production": {
    severity: "error",
    message: say`Target ${"target"} is personal and for production.`,
    help: "A personal target is a copy for whoever deploys it: use mode: development.",
  },
  "open-root-path": {
    severity: "error",
    message: say`Everyone in the workspace can write below ${"path"}.`,
    help: "Who can change the deployed files decides what the pipeline runs. Use a folder of your platform team, or leave root_path out.",
  },
  "reserved-tag": {
    severity: "error",
    message: say`The tag ${"tag"} is taken.`,
    help: "fixloop is the project and dev the person in a development copy. Choose another name.",
  },
  "no-default-target": {
    severity: "error",
    message: say`None of the targets is the default.`,
    help: "Write default: true in one, normally the personal one: with a shared default, two people deploy to the same schemas.",
  },
  "several-default-targets": {
    severity: "error",
    message: say`Target ${"target"} is a default beside ${"other"}.`,
    help: "Keep default: true in one of them.",
  },
  "shared-signing-key": {
    severity: "error",
    message: say`Signers ${"signer"} and ${"other"} have the same key.`,
    help: "Give each signer a key of its own, or remove one: a record must say who signed it.",
  },
  "missing-run-as": {
    severity: "warning",
    message: say`Target ${"target"} is for production, but its jobs run as whoever deploys them.`,
    help: "Name a service principal in run_as: jobs of a person stop when the person leaves.",
  },

  // Tests of the pipeline.
  "bad-moment": {
    severity: "error",
    message: form("moment"),
    help: "Write it in UTC, with the Z, and in quotes where your editor takes it for a date of its own.",
  },
  "repeated-test": {
    severity: "error",
    message: say`A test named ${"name"} is in this file already.`,
    help: "Name each after what it alone shows: reports tell tests apart by file and name.",
  },
  "idle-test": {
    severity: "error",
    message: say`The test ${"name"} expects nothing, so it can't fail.`,
    help: "Say what it expects: expect, contains, lacks, count or failing_checks.",
  },
  "stage-order": {
    severity: "error",
    message: say`Stages of a test run one after the other as in a run: ${"order"}.`,
    help: "Name them in this order, without leaving one out in between.",
  },
  "idle-records": {
    severity: "error",
    message: say`Records are read by ingest, which is not among the stages of the test.`,
    help: "Begin with ingest, or give rows of the tables that your first stage reads.",
  },
  "unknown-table": {
    severity: "error",
    message: say`There is no table ${"table"}.`,
    help: "Write schema and name, such as curated.feedback_event. docs/reference/lineage.md lists the tables.",
  },
  "filled-table": {
    severity: "error",
    message: say`A test can't give rows of ${"table"}: the project, or the run itself, fills it.`,
    help: "Change the taxonomy or pipeline.yaml instead; in a test you can only expect rows of it.",
  },
  "unknown-column": {
    severity: "error",
    message: say`${"table"} has no column ${"column"}.`,
    help: "Correct the name. docs/reference/lineage.md lists the columns of every table.",
  },
  "ambiguous-check": {
    severity: "error",
    message: say`The check promises ${"found"}: expected exactly one of ${"kinds"}.`,
    help: "Keep one, and write a check of its own for each other. docs/how-to/write-checks.md says what each means.",
  },
  "unchecked-table": {
    severity: "error",
    message: say`No stage of the loop writes ${"table"}, so no check can look at it.`,
    help: "Seeds come from the spec, which is checked already, and the run itself keeps its ledger. Check a table that a stage writes.",
  },
  "uncheckable-column": {
    severity: "error",
    message: say`${"column"} is ${"type"}: expected ${"expected"}.`,
    help: "Name a column of a type that this kind of check can look at.",
  },
  "bad-check-rule": {
    severity: "error",
    message: say`The rule of the check can't be read: ${"problem"}.`,
    help: "A rule compares columns of the table with numbers, 'text' and each other: rating is null or rating between 1 and 5. docs/how-to/write-checks.md has the whole grammar.",
  },
  "quarantine-table": {
    severity: "error",
    message: say`Rows of ${"table"} can't be set aside: only those of ${"tables"} can.`,
    help: "Severity quarantine takes rows out of a table that has one a source record, before later steps read it. Check that table, or choose error or warn.",
  },
  "quarantine-kind": {
    severity: "error",
    message: say`${"kind"} is a promise about a whole table: there is no row to set aside.`,
    help: "With severity quarantine a check is one of rows: rule, not_null, accepted or references. Choose error or warn for any other.",
  },
  "quarantine-reference": {
    severity: "error",
    message: say`Rows are set aside before ${"table"} is there to refer to.`,
    help: "With severity quarantine a check refers to a table that ingest writes and keeps, or that the spec fills. Choose error or warn for any other.",
  },
  "missing-key-column": {
    severity: "error",
    message: say`A row of ${"table"} needs its ${"column"}.`,
    help: "Give every column of the key: rows are told apart by it.",
  },
  "bad-test-value": {
    severity: "error",
    message: say`${"column"} can't be ${"value"}: expected ${"expected"}.`,
    help: "Write a value of the type of the column.",
  },
} as const satisfies Record<string, Entry>;

export type Code = keyof typeof catalogue;
type WordsOf<C extends Code> = (typeof catalogue)[C]["message"]["words"][number];
/** What a message of this code must be given. */
export type Words<C extends Code> = { readonly [Word in WordsOf<C>]: string | number };
/** Codes of values that don't have the form they should. */
export type FormCode = {
  [C in Code]: [WordsOf<C>] extends ["value" | "expected"]
    ? ["value" | "expected"] extends [WordsOf<C>]
      ? C
      : never
    : never;
}[Code];

export const codes = Object.keys(catalogue) as readonly Code[];

export const severityOf = (code: Code): DiagnosticSeverity => catalogue[code].severity;
export const helpOf = (code: Code): string => catalogue[code].help;

/** The message with its words filled in. */
export function messageOf<C extends Code>(code: C, words: Words<C>): string {
  const { parts, words: names }: Message<string> = catalogue[code].message;
  const given: Readonly<Record<string, string | number>> = words;
  return parts
    .map((part, index) => part + (index < names.length ? String(given[names[index] ?? ""]) : ""))
    .join("");
}

/** The message as a pattern, with the names of its words: for the page of the code. */
export function patternOf(code: Code): string {
  const { parts, words }: Message<string> = catalogue[code].message;
  return parts.map((part, index) => part + (index < words.length ? `‹${words[index] ?? ""}›` : "")).join("");
}
