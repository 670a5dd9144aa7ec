import { listed } from "./listed.ts";
import { feedbackKinds } from "../contract/vocabulary.ts";
/**
 * The one catalogue of diagnostics. The caller names a code and gives exactly the words its message needs: a
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
  parts: ["", ` isn't a valid ${what}: expected `, "."],
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
    help: "Fix the YAML syntax here. Text that contains `: ` or ` #`, or that starts with one of `{ [ & * ! | > ' \" % @` or a backquote needs quotes.",
  },
  "duplicate-key": {
    severity: "error",
    message: say`Key ${"key"} is written twice.`,
    help: "Keep one of the two. Only the first was read.",
  },
  "reserved-key": {
    severity: "error",
    message: say`Key ${"key"} can't be used.`,
    help: "Choose another name: programs that read this file treat this one as their own.",
  },
  "broken-unicode": {
    severity: "error",
    message: say`The text contains half of a character.`,
    help: "An escape such as \\ud83d is one half of an emoji. Write the emoji itself, or both halves.",
  },
  "not-utf8": {
    severity: "error",
    message: say`The file isn't UTF-8 here.`,
    help: 'The file was saved in another encoding, such as windows-1252 or UTF-16. Save it as UTF-8: until then `check --fix` leaves it alone. If you mean the replacement character itself, write "\\uFFFD".',
  },
  "missing-schema-line": {
    severity: "warning",
    message: say`The file doesn't name its schema.`,
    help: "With its schema in the first line, an editor completes keys and shows mistakes while you type. Reported where `schemas/` holds the schema, which `fixloop compile` writes.",
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
    help: "Put text that looks like a number, a date, true or false in quotes.",
  },
  "bad-choice": {
    severity: "error",
    message: say`${"value"} isn't a valid ${"what"}: expected ${"choices"}.`,
    help: "Use one of the listed words.",
  },
  "empty-text": {
    severity: "error",
    message: say`${"what"} is blank.`,
    help: "Write a value, or remove the key if it is optional.",
  },
  "empty-list": {
    severity: "error",
    message: say`${"what"} is empty.`,
    help: "Add at least one entry, or remove the key if it is optional.",
  },
  "out-of-range": {
    severity: "error",
    message: say`${"what"} is ${"value"}: expected ${"range"}.`,
    help: "Shares go from 0 to 1 (or 0% to 100%); evidence is an e-value, above 1.",
  },
  "too-many": {
    severity: "error",
    message: say`${"count"} ${"what"}: Databricks allows at most ${"limit"}.`,
    help: "Split the project, or combine entries: one source can read several files, and one group can hold several people.",
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
    help: "Ids become names of tables, jobs and groups on Databricks, so only these characters are allowed. The title can be any text.",
  },
  "bad-region": {
    severity: "error",
    message: form("region"),
    help: "Use the last part of a locale: BR of pt-BR, 419 of es-419.",
  },
  "bad-metric-name": {
    severity: "error",
    message: form("metric name"),
    help: "Write the name as your telemetry delivers it.",
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
  "bad-mailbox": {
    severity: "error",
    message: form("mailbox"),
    help: "Write support for every address that begins with support@, sales.* for sales.de@ too, or one address.",
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
    message: form("number for this field"),
    help: "Use digits, with a point before decimals.",
  },
  "bad-pattern": {
    severity: "error",
    message: form("file pattern"),
    help: "Write paths relative to the project folder, so that the project runs the same on every machine.",
  },
  "bad-email": {
    severity: "error",
    message: form("e-mail address"),
    help: "Databricks sends notifications to e-mail addresses. The address of a group works too.",
  },
  "bad-host": {
    severity: "error",
    message: form("workspace URL"),
    help: "Copy it from the browser's address bar, up to the end of the host name.",
  },
  "bad-warehouse": {
    severity: "error",
    message: form("SQL warehouse"),
    help: "Copy the id or the name from the warehouse's page, not its path or address. Put an id that has only digits in quotes.",
  },
  "bad-uuid": {
    severity: "error",
    message: form("UUID"),
    help: "Print one with `uuidgen | tr A-Z a-z`, or remove the line: fixloop then derives the UUID from the project name.",
  },
  "bad-public-key": {
    severity: "error",
    message: form("Ed25519 public key"),
    help: "Print it with `openssl pkey -in signing-key.pem -pubout`, and copy the line between the first and the last.",
  },
  "bad-databricks-name": {
    severity: "error",
    message: form("Databricks name"),
    help: "Unity Catalog names have at most 255 characters. Names with dots, slashes or spaces would need quotes everywhere.",
  },
  "bad-cron": {
    severity: "error",
    message: form("Quartz cron expression"),
    help: "Databricks uses Quartz syntax: seconds come first, and exactly one of the two day fields is a question mark.",
  },
  "bad-timezone": {
    severity: "error",
    message: form("time zone"),
    help: "Use the name of a place: offsets such as +02:00 don't follow daylight saving time.",
  },
  "bad-path": {
    severity: "error",
    message: form("workspace folder"),
    help: "fixloop adds the names of the project and the target to the path, so several projects can share one folder.",
  },
  "bad-destination": {
    severity: "error",
    message: form("notification destination"),
    help: "An administrator creates it under Settings › Notifications. Its id is in the URL of its page.",
  },
  "bad-tag": {
    severity: "error",
    message: form("tag"),
    help: "Cloud providers allow no other characters in compute tags.",
  },
  "bad-model-setting": {
    severity: "error",
    message: form("model setting"),
    help: "Copy it from the resource in the Azure portal.",
  },
  // Ids and references.
  "duplicate-id": {
    severity: "error",
    message: say`There is a second ${"kind"} ${"id"}.`,
    help: "Rename one: ids are unique across all files of a project.",
  },
  "colliding-id": {
    severity: "error",
    message: say`${"kind"} ${"id"} differs from ${"other"} only by case or by hyphen and underscore.`,
    help: "Rename one: SQL and most trackers treat them as the same name.",
  },
  "unknown-reference": {
    severity: "error",
    message: say`There is no ${"kind"} ${"id"} ${"where"}.`,
    help: "Correct the name, or declare what it refers to there.",
  },
  "escalation-cycle": {
    severity: "error",
    message: say`Owners escalate in a circle: ${"circle"}.`,
    help: "Remove escalate_to from one of these owners.",
  },
  "undeliverable-metric": {
    severity: "error",
    message: say`No telemetry source delivers the metric ${"metric"}.`,
    help: "Every telemetry source has a constant metric name, and none of them is this one. Correct the name, or add the source.",
  },
  "no-telemetry": {
    severity: "warning",
    message: say`Categories name signals, but there is no telemetry source.`,
    help: "Add a source of kind telemetry. Until then, issues are found and validated from feedback alone.",
  },
  // Sources.
  "no-feedback": {
    severity: "warning",
    message: say`No source delivers feedback.`,
    help: `Add a source of kind ${listed(feedbackKinds)}.`,
  },
  "unknown-field": {
    severity: "error",
    message: say`Sources of kind ${"kind"} have no field ${"field"}.`,
    help: "The field is on the left, the key of your records on the right. docs/reference/spec-reference.md lists the fields.",
  },
  "unmapped-field": {
    severity: "error",
    message: say`${"source"} doesn't map ${"field"}, which every source of kind ${"kind"} needs.`,
    help: "Add it to map: the field, then the key of your records that fills it, or { constant: … }.",
  },
  "bad-mapping": {
    severity: "error",
    message: say`${"field"} is filled in ${"count"} ways: expected one of ${"ways"}.`,
    help: "Write the key of your records, { from: key } or { path: way } with how its value is read, or { constant: value }.",
  },
  "misplaced-reading": {
    severity: "error",
    message: say`${"key"} can't be used for ${"field"}: it is for ${"suits"}.`,
    help: "Remove it, or move it to the field that it is about.",
  },
  "bad-record-path": {
    severity: "error",
    message: form("path into a record"),
    help: "Write it as comments[first:userComment].userComment.text. Inside of braces it needs quotes.",
  },
  "bad-rating-scale": {
    severity: "error",
    message: form("scale of ratings"),
    help: "Write its ends as the source has them: 1-5, 0-10. Ratings are spread evenly over 1 to 5.",
  },
  "bad-time-format": {
    severity: "error",
    message: form("form of times"),
    help: "Write it with the letters of Unicode, such as dd.MM.yyyy HH:mm or M/d/yy h:mm a, or use epoch, epoch-ms, excel, rfc-2822 or iso.",
  },
  "unknown-format": {
    severity: "error",
    message: say`The extension of ${"file"} doesn't show its format.`,
    help: "Add format: csv, json, jsonl or parquet.",
  },
  "unfitting-key": {
    severity: "error",
    message: say`${"key"} doesn't apply to files of the format ${"format"}.`,
    help: "Remove it, or correct format. encoding applies to csv, json and jsonl; delimiter and repeated_columns to csv; records to json.",
  },
  "personal-field": {
    severity: "error",
    message: say`${"key"} looks like personal data, but people can read the field ${"field"}.`,
    help: "Personal data belongs in author, email, user or name, which are masked. If the key holds no personal data, rename it in the export.",
  },
  // What the files of sources hold, where `fixloop check` can open them.
  "no-matching-file": {
    severity: "warning",
    message: say`No file matches ${"pattern"}.`,
    help: "Correct the pattern, which starts at the folder of pipeline.yaml, or put the files there. On a machine that lacks the data, this can be ignored.",
  },
  "unreadable-file": {
    severity: "error",
    message: say`${"file"} can't be read: ${"problem"}.`,
    help: "Correct the source, or deliver the file again. docs/reference/source-files.md lists what can be read.",
  },
  "empty-file": {
    severity: "warning",
    message: say`${"file"} holds no record.`,
    help: "Check the export: one that failed often leaves a file of 0 bytes, or one with its header alone.",
  },
  "missing-column": {
    severity: "error",
    message: say`There is no column ${"key"} in ${"files"}.`,
    help: "Write the column as the header does, capitals and blanks included.",
  },
  "unseen-key": {
    severity: "warning",
    message: say`None of the first records of ${"files"} has the key ${"key"} (${"records"} read).`,
    help: "Write the key as the records do, capitals included. Ignore this if only a few records have it.",
  },
  "refused-records": {
    severity: "error",
    message: say`${"source"}: ${"problem"}.`,
    help: "`fixloop source test` shows the records. Correct the mapping or the file: until then, they are set aside.",
  },
  "doubtful-records": {
    severity: "warning",
    message: say`${"source"}: ${"doubt"}.`,
    help: "`fixloop source test` shows the records.",
  },
  // Numbers that contradict each other.
  "impossible-thresholds": {
    severity: "error",
    message: say`${"lower"} (${"lowerValue"}) must be ${"relation"} ${"upper"} (${"upperValue"}).`,
    help: "Change one of the two: with these values, nothing can lie between them.",
  },
  "short-retention": {
    severity: "error",
    message: say`Curated data is kept ${"kept"} days, but detecting and watching a fix looks back ${"needed"} days.`,
    help: "Keep it longer, or shorten validate.watch. Detection compares with the six weeks before.",
  },
  "money-in-other-currency": {
    severity: "error",
    message: say`${"value"} is not in ${"currency"}, the currency of the project.`,
    help: "fixloop doesn't convert currencies: convert the amount, or change the currency of the project.",
  },
  // Jobs and the model.
  "ambiguous-trigger": {
    severity: "error",
    message: say`The loop has ${"found"}: expected exactly one of every, cron, files, tables.`,
    help: "Keep the one that should start the loop. Without jobs.loop, it runs at intervals of half of sla.triage.",
  },
  "idle-key": {
    severity: "warning",
    message: say`${"key"} does nothing without ${"needed"}.`,
    help: "Remove it, or add the key that it needs.",
  },
  "idle-exception": {
    severity: "warning",
    message: say`No built-in rule of identity says anything about ${"value"}.`,
    help: "Remove it. Exceptions only lift built-in placeholders and mailboxes: remove a rule of your own from its list.",
  },
  "slow-loop": {
    severity: "warning",
    message: say`The loop runs every ${"every"}, but triage is promised within ${"promised"}.`,
    help: "Run the loop more often, or raise sla.triage: nothing is detected between two runs.",
  },
  "loop-overtakes-itself": {
    severity: "warning",
    message: say`The loop starts every ${"every"}, but a run may take ${"run"}.`,
    help: "Runs of one job wait for each other. Start the loop less often, or lower sla.run.",
  },
  "ambiguous-model": {
    severity: "error",
    message: say`The model has ${"found"}: expected exactly one of endpoint, service, azure_openai.`,
    help: "Name an endpoint or a model service that exists, or describe a deployment of Azure OpenAI.",
  },
  "unused-model-key": {
    severity: "warning",
    message: say`${"key"} has no effect on a run: nothing asks a model yet.`,
    help: "The classifier of your taxonomy suggests every category. Remove the key, or keep it for later: the model is set up and `fixloop doctor` checks it, and a prompt is hashed into the manifest, but no step calls the model or sends the prompt.",
  },
  "plain-secret": {
    severity: "error",
    message: say`This looks like the secret itself.`,
    help: "Write the name of its key in the secret scope instead. Treat this secret as leaked: create a new one and store it with `databricks secrets put-secret`.",
  },
  // Owner rules.
  "bad-rule": {
    severity: "error",
    message: say`The owner rule can't be read: ${"problem"}.`,
    help: "Write one or more conditions type:pattern, joined by commas, then the owner: area:sync,severity:critical team-sync.",
  },
  "shadowed-rule": {
    severity: "error",
    message: say`The rule ${"rule"} has no effect: a later rule matches everything that it matches.`,
    help: "The last match wins: write general rules first and exceptions after them.",
  },
  "duplicate-rule": {
    severity: "warning",
    message: say`The rule ${"rule"} is repeated later.`,
    help: "Remove one.",
  },
  "idle-rule": {
    severity: "warning",
    message: say`The rule ${"rule"} matches no category.`,
    help: "Its conditions exclude each other, or the category it is meant for isn't defined yet.",
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
    message: say`The same text is an example of ${"category"} and of ${"other"}.`,
    help: "Keep it in the category where it belongs: in both, it teaches the classifier nothing.",
  },
  "unowned-category": {
    severity: "warning",
    message: say`No rule, category or area gives ${"category"} an owner.`,
    help: "Give its area an owner, or write a rule: an issue without an owner is not worked on.",
  },
  "unknown-placeholder": {
    severity: "error",
    message: say`${"where"} has no placeholder ${"placeholder"}: expected ${"allowed"}.`,
    help: "Correct it. Words in braces are replaced; anything else in braces is text.",
  },
  "missing-placeholder": {
    severity: "error",
    message: say`${"where"} lacks the placeholder ${"placeholder"}.`,
    help: "Add it: without it, the model doesn't see what it must judge.",
  },
  "missing-language": {
    severity: "warning",
    message: say`Macro ${"macro"} has no text in ${"language"}, the default language.`,
    help: "Add it: customers whose language has no text of its own get this one.",
  },
  // Gates.
  "idle-gate": {
    severity: "warning",
    message: say`The gate ${"gate"} can't fail: every share meets its threshold.`,
    help: "Set a threshold between 0% and 100%, or remove the gate: as written, it always passes.",
  },
  "idle-sentiment": {
    severity: "warning",
    message: say`Sentiment is not learnt yet: ${"found"} are labelled.`,
    help: "Label five texts each of at least two sentiments under evals/. Until then stars and the built-in words decide.",
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
    message: say`Role ${"role"} can't read ${"view"}, because ${"like"} doesn't.`,
    help: "only narrows what a role reads. Name a role in like that reads the view: `fixloop grants show` lists them.",
  },
  "role-reads-nothing": {
    severity: "warning",
    message: say`Role ${"role"} reads nothing at all.`,
    help: "A role that is limited to products or regions can't read tables and views without a product or locale. Widen products, regions or only, or name another role in like.",
  },
  "people-read-raw": {
    severity: "error",
    message: say`Group ${"group"} holds the people of ${"role"}, and the pipeline is in it.`,
    help: "Everyone in that group would read raw payloads, unmasked. Give the pipeline a group or principal of its own.",
  },
  "shared-catalog": {
    severity: "error",
    message: say`Target ${"target"} writes to the catalog of ${"other"}.`,
    help: "Give each target its own catalog: otherwise a change that you try in one shows up in the other.",
  },
  "personal-production": {
    severity: "error",
    message: say`Target ${"target"} is personal and for production.`,
    help: "A personal target is a copy for the user who deploys it. Use mode: development.",
  },
  "open-root-path": {
    severity: "error",
    message: say`Everyone in the workspace can write below ${"path"}.`,
    help: "A user who can change the deployed files decides what the pipeline runs. Use a folder of your platform team, or remove root_path.",
  },
  "reserved-tag": {
    severity: "error",
    message: say`The tag ${"tag"} is reserved.`,
    help: "fixloop sets the tags fixloop (the project) and dev (the user of a development copy). Choose another name.",
  },
  "no-default-target": {
    severity: "error",
    message: say`No target is the default.`,
    help: "Set default: true on one target, normally the personal one. With a shared default, two people deploy to the same schemas.",
  },
  "several-default-targets": {
    severity: "error",
    message: say`Targets ${"target"} and ${"other"} are both the default.`,
    help: "Keep default: true on one of them.",
  },
  "shared-signing-key": {
    severity: "error",
    message: say`Signers ${"signer"} and ${"other"} have the same key.`,
    help: "Give each signer a key of its own, or remove one: a record must say who signed it.",
  },
  "missing-run-as": {
    severity: "warning",
    message: say`Target ${"target"} is for production, but its jobs run as the user who deploys them.`,
    help: "Name a service principal in run_as: the jobs of a user stop when the user leaves.",
  },

  // Tests of the pipeline.
  "bad-moment": {
    severity: "error",
    message: form("time"),
    help: "Write it in UTC, with the Z. Put it in quotes if your editor treats it as a date.",
  },
  "repeated-test": {
    severity: "error",
    message: say`A test named ${"name"} is in this file already.`,
    help: "Give each test its own name: reports identify tests by file and name.",
  },
  "idle-test": {
    severity: "error",
    message: say`The test ${"name"} expects nothing, so it can't fail.`,
    help: "Add what it expects: expect, contains, lacks, count or failing_checks.",
  },
  "stage-order": {
    severity: "error",
    message: say`Stages of a test run in the order of the loop: ${"order"}.`,
    help: "List them in this order, without gaps.",
  },
  "idle-records": {
    severity: "error",
    message: say`Records are read by ingest, which is not among the stages of the test.`,
    help: "Start with ingest, or give rows of the tables that your first stage reads.",
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
    help: "Keep one, and write a separate check for each of the others. docs/how-to/write-checks.md says what each means.",
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
    help: "Severity quarantine removes rows before later steps read them, so the table needs one row per source record. Check a table that can, or use error or warn.",
  },
  "quarantine-kind": {
    severity: "error",
    message: say`${"kind"} checks a whole table: there is no row to set aside.`,
    help: "Severity quarantine needs a check of single rows: rule, not_null, accepted or references. For any other kind, use error or warn.",
  },
  "quarantine-reference": {
    severity: "error",
    message: say`Rows are set aside before ${"table"} is written, so they can't refer to it.`,
    help: "With severity quarantine, refer to a table that ingest writes and keeps, or that the spec fills. For any other table, use error or warn.",
  },
  "missing-key-column": {
    severity: "error",
    message: say`A row of ${"table"} needs a value for ${"column"}.`,
    help: "Give every column of the key: it identifies the row.",
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
