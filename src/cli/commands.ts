import { allDecisionVerbs, jobNames, stageNames, stances } from "../contract/vocabulary.ts";
import type { Command } from "./command.ts";
import { confirmDropOption } from "./confirmDrop.ts";
import { formatOption } from "./formatOption.ts";
import { databaseOption, projectOption } from "./projectOption.ts";
import { profileOption, requiredTargetOption, targetOption } from "./targetOption.ts";

/**
 * Every command as data, in the order of the help. What a command does is loaded when it is called, so that help and
 * usage errors wait for no database, parser or schema.
 */
export const commands: readonly Command[] = [
  {
    name: "init",
    summary:
      "Create a project in a new folder: a spec, a taxonomy, labelled texts, tests, sample feedback and a CI workflow.",
    arguments: [
      {
        syntax: "[dir]",
        description: "The folder; it must be new or empty. With --from by default the current one.",
      },
    ],
    options: [
      {
        flags: "--from <files...>",
        description:
          "Files of feedback to make the project from: proposes mapping, contract and taxonomy, then compiles, runs and writes the report.",
      },
      {
        flags: "--preset <id>",
        description: "With --from: what system exported the files, such as jira-csv; it maps their fields.",
      },
    ],
    load: async () => (await import("./init.ts")).init,
  },
  {
    name: "check",
    summary:
      "Check pipeline.yaml, taxonomy/ and evals/: report every problem with its location and how to fix it.",
    arguments: [],
    options: [
      projectOption,
      formatOption("the problems", "sarif"),
      { flags: "--fix", description: "Apply every fix that is safe; comments are kept." },
      {
        flags: "--data",
        description: "Also read the files of every source, and report what would be set aside and why.",
      },
    ],
    load: async () => (await import("./check.ts")).check,
  },
  {
    name: "source",
    summary:
      "Try the files of a source without writing anything: mapped rows, a profile of each field, what would be set aside and why. Exits with 1 if something would be.",
    arguments: [
      { syntax: "<what>", description: "test: read the files as the loop would.", choices: ["test"] },
      { syntax: "[name]", description: "The source; by default all of them." },
    ],
    options: [projectOption, formatOption("it")],
    load: async () => (await import("./source.ts")).source,
  },
  {
    name: "test",
    summary: "Run the project's own tests of its pipeline: rows in, stages that run, rows expected out.",
    arguments: [
      {
        syntax: "[words]",
        description: "Run only tests whose file or name contains these words, in any case.",
      },
    ],
    options: [projectOption, formatOption("what became of them", "junit")],
    load: async () => (await import("./test.ts")).test,
  },
  {
    name: "eval",
    summary:
      "Measure the classifier on labelled texts that it was not trained on, and compare the result with the gates.",
    arguments: [],
    options: [
      projectOption,
      formatOption("the report", "junit"),
      { flags: "--gates-only", description: "Print only the gates, without categories and confusions." },
    ],
    load: async () => (await import("./eval.ts")).evaluate,
  },
  {
    name: "compile",
    summary:
      "Write the Databricks bundle (databricks.yml, bundle/, notebooks-gen/), the editor schemas and the reference pages.",
    arguments: [],
    options: [
      projectOption,
      { flags: "--check", description: "Write nothing; fail and name the files that are stale." },
    ],
    load: async () => (await import("./compile.ts")).compile,
  },
  {
    name: "run",
    summary:
      "Run the loop on DuckDB, or with -t in the workspace: ingest, decide, normalize, enrich, cluster, route, track, validate, measure.",
    arguments: [],
    options: [
      projectOption,
      targetOption,
      profileOption,
      databaseOption,
      {
        flags: "--as-of <time>",
        description: "Reference time of the run (ISO 8601, UTC); later records stay in their files.",
      },
      {
        flags: "--job <name>",
        description:
          "What to run: the loop, the monthly audit of drift and the long tail, or retention and erasure; with -t also the set-up.",
        choices: [...jobNames, "setup"],
        default: "loop",
      },
      {
        flags: "--stage <name>",
        description: "Stop after this stage of the loop; the next run resumes there.",
        choices: stageNames,
      },
      {
        flags: "--verify-files",
        description: "Compare known files by their content, not by their size and modification time.",
      },
      confirmDropOption,
      { flags: "--report <file>", description: "Write the HTML report of the loop to this .html file." },
      formatOption("the summary"),
    ],
    load: async () => (await import("./run.ts")).run,
  },
  {
    name: "promote",
    summary:
      "Deploy to one target exactly the files that have run on another, and sign a record of it; or verify a record.",
    arguments: [],
    options: [
      projectOption,
      { flags: "--from <target>", description: "The target where the files are deployed and have run." },
      { flags: "--to <target>", description: "The target to deploy them to." },
      {
        flags: "--record <file>",
        description:
          "The .json file for the signed record (default: one in .fixloop/promotions/ of the project).",
      },
      { flags: "--dry-run", description: "Check everything and print what would change; change nothing." },
      {
        flags: "--confirm <name>",
        description: "Confirm what the plan deletes or renames: BUNDLE/TARGET, as the plan prints it.",
      },
      {
        flags: "--from-profile <name>",
        description: "Sign in to --from with this profile of ~/.databrickscfg.",
      },
      { flags: "--to-profile <name>", description: "Sign in to --to with this profile of ~/.databrickscfg." },
      {
        flags: "--force-lock",
        description:
          "Take over the lock that a killed deployment left behind. Never use it while another user deploys.",
      },
      {
        flags: "--verify <file>",
        description: "Verify a signed record instead of promoting; with -t, also compare it with its target.",
      },
      { ...targetOption, description: "With --verify: compare the record with the ledger of this target." },
      { ...profileOption, description: "With --verify -t: sign in with this profile of ~/.databrickscfg." },
      formatOption("what was done"),
    ],
    load: async () => (await import("./promote.ts")).promote,
  },
  {
    name: "doctor",
    summary:
      "Check everything that a target needs in its workspace and say how to fix what is missing; with --smoke, run one statement of every kind there.",
    arguments: [],
    options: [
      projectOption,
      requiredTargetOption,
      profileOption,
      {
        flags: "--smoke",
        description:
          "Run one statement and one task of every kind in scratch schemas, delete the schemas, write fixloop-smoke-TARGET.json.",
      },
      { flags: "--keep", description: "With --smoke: leave what it created in the workspace." },
      {
        flags: "--deadline <minutes>",
        description: "With --smoke: stop and clean up after this many minutes.",
        default: "30",
      },
      formatOption("it"),
    ],
    load: async () => (await import("./doctor.ts")).doctor,
  },
  {
    name: "plan",
    summary:
      "Show what the next run, or with -t a deployment, would change: taxonomy, rows, cost, tables, resources.",
    arguments: [],
    options: [
      projectOption,
      targetOption,
      profileOption,
      databaseOption,
      confirmDropOption,
      {
        flags: "--cost",
        description:
          "Show the daily cost of a target at list prices, idle and at a volume. Needs no workspace.",
      },
      {
        flags: "--events-per-day <number>",
        description: "The volume that --cost assumes.",
        default: "10000",
      },
      formatOption("it"),
    ],
    load: async () => (await import("./plan.ts")).plan,
  },
  {
    name: "deploy",
    summary:
      "Deploy to a target: check the generated files, the gates, the workspace and the plan; then deploy, set up, test and record it.",
    arguments: [],
    options: [
      projectOption,
      requiredTargetOption,
      profileOption,
      {
        flags: "--confirm <name>",
        description: "Confirm what the plan deletes, drops or renames: BUNDLE/TARGET, as the plan prints it.",
      },
      confirmDropOption,
      {
        flags: "--force-lock",
        description:
          "Take over the lock that a killed deployment left behind. Never use it while another user deploys.",
      },
      formatOption("what was done"),
    ],
    load: async () => (await import("./deploy.ts")).deploy,
  },
  {
    name: "status",
    summary:
      "Show the last run, or with -t the deployment, runs, failures, stale sources and alerts. Exits with 1 if something needs attention.",
    arguments: [],
    options: [
      {
        flags: "--steps",
        description: "Also show the steps of the newest loop and their times, slowest first.",
      },
      projectOption,
      targetOption,
      profileOption,
      databaseOption,
      formatOption("it"),
    ],
    load: async () => (await import("./status.ts")).status,
  },
  {
    name: "show",
    summary: "Show the plan: the stages, or one stage, step, table, view or preset of a source.",
    arguments: [
      {
        syntax: "[name]",
        description:
          "A stage (cluster), a step (cluster.issue), a table (curated.issue), a view, or a preset (jira-csv).",
      },
    ],
    options: [
      {
        ...projectOption,
        description:
          "Folder that holds pipeline.yaml; outside of a project, the pipeline is shown as it is in every project.",
      },
      formatOption("it"),
      {
        flags: "--dialect <engine>",
        description: "Engine whose SQL to print for a step.",
        choices: ["databricks", "duckdb"],
        default: "databricks",
      },
    ],
    load: async () => (await import("./show.ts")).show,
  },
  {
    name: "query",
    summary: "Query the tables of the last finished run, or with -t of a target; read-only.",
    arguments: [
      {
        syntax: "<sql>",
        description:
          "A query in DuckDB's SQL (with -t in Databricks'), such as: SELECT * FROM fixloop_serving.issue_overview",
      },
    ],
    options: [
      projectOption,
      targetOption,
      profileOption,
      databaseOption,
      formatOption("the rows", "csv"),
      {
        flags: "--unfinished",
        description: "Query what an unfinished run has written so far, instead of the last finished run.",
      },
    ],
    load: async () => (await import("./query.ts")).query,
  },
  {
    name: "explain",
    summary: "Trace an issue, event, draft, ticket or any other id back to its source records.",
    arguments: [
      {
        syntax: "<id>",
        description:
          "The id, or at least its first eight characters; or a number in a view: serving.roi.deflected_tickets.",
      },
      {
        syntax: "[row]",
        description: "For a number: its row, by columns of the view: product=kite-notes,window_days=30.",
      },
    ],
    options: [
      projectOption,
      databaseOption,
      formatOption("it"),
      { flags: "--sql", description: "Print the query of every hop, which returns its rows." },
    ],
    load: async () => (await import("./explain.ts")).explain,
  },
  {
    name: "decide",
    summary:
      "Decide about a suggestion or a pair of identities: the next run applies it, and no run reverts it.",
    arguments: [
      {
        syntax: "<id>",
        description:
          "A review item, an event, or two identities with a comma between them; of each at least the first eight characters.",
      },
      {
        syntax: "<decision>",
        description:
          "approve: the suggested category is right. reject: it is wrong. refine: it is another one. same, distinct: the two identities are one person, or two.",
        choices: allDecisionVerbs,
      },
    ],
    options: [
      projectOption,
      targetOption,
      profileOption,
      databaseOption,
      { flags: "--category <id>", description: "With refine: the category of the taxonomy that it is." },
      {
        flags: "--stance <stance>",
        description: "With approve and refine: how the customer speaks of it.",
        choices: stances,
      },
      {
        flags: "--why <text>",
        description: "The reason, for those who ask later. Erased with the customer.",
      },
      {
        flags: "--as <name>",
        description: "Who decides (default: the user of the machine; with -t always who is signed in).",
      },
      { flags: "--dry-run", description: "Check everything and print what would be recorded." },
      formatOption("it"),
    ],
    load: async () => (await import("./decide.ts")).decide,
  },
  {
    name: "grants",
    summary: "Show who can read what: the matrix of the spec, or a comparison of the spec with a workspace.",
    arguments: [
      {
        syntax: "<what>",
        description:
          "show: the matrix, with -t the groups of a target; diff: grants that are missing or surplus in a workspace (-t); docs: the tables of docs/reference/governance.md for this project.",
        choices: ["show", "diff", "docs"],
      },
    ],
    options: [projectOption, targetOption, profileOption, formatOption("it")],
    load: async () => (await import("./grants.ts")).grants,
  },
  {
    name: "erase",
    summary:
      "Erase a customer: from the local run at once; with -t, by the next run of the target's retention job.",
    arguments: [],
    options: [
      projectOption,
      targetOption,
      profileOption,
      databaseOption,
      {
        flags: "--customer <id>",
        description:
          "customer_id of curated.customer, one of its identities, or an e-mail address, which is neither stored nor shown.",
      },
      {
        flags: "--confirm <id>",
        description:
          "Repeat what --customer is to erase; without it, the command only counts what would be erased.",
      },
      formatOption("it"),
    ],
    load: async () => (await import("./erase.ts")).erase,
  },
  {
    name: "destroy",
    summary: "Delete what was deployed to a target, including its data. Refused for production.",
    arguments: [],
    options: [
      projectOption,
      requiredTargetOption,
      profileOption,
      { flags: "--confirm <name>", description: "What to destroy: BUNDLE/TARGET." },
      {
        flags: "--force-lock",
        description:
          "Take over the lock that a killed deployment left behind. Never use it while another user deploys.",
      },
      formatOption("what was done"),
    ],
    load: async () => (await import("./destroy.ts")).destroy,
  },
];
