import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Command } from "./command.ts";
import { commands } from "./commands.ts";
import { workflowText } from "./workflow.ts";

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly needs?: string;
  readonly if?: string;
  readonly environment?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly "timeout-minutes": number;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const text = workflowText();
const workflow = parse(text, { strict: true, uniqueKeys: true }) as {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: object;
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
};
const jobs = Object.entries(workflow.jobs);
const steps = jobs.flatMap(([job, { steps: its }]) => its.map((step) => ({ job, ...step })));
const fixloopLines = steps.flatMap(({ run }) =>
  (run ?? "").split("\n").filter((line) => line.startsWith("fixloop ")),
);

describe("the workflow that init writes", () => {
  const known: ReadonlyMap<string, Command> = new Map(commands.map((command) => [command.name, command]));

  test("checks every change, and takes main to staging and from there to prod", () => {
    expect(workflow.on).toEqual({ pull_request: null, push: { branches: ["main"] } });
    expect(jobs.map(([name, { needs }]) => [name, needs])).toEqual([
      ["check", undefined],
      ["staging", "check"],
      ["prod", "staging"],
    ]);
    // a pull request ends with check: prod follows staging, and staging is skipped
    expect(workflow.jobs["staging"]?.if).toBe("${{ github.event_name == 'push' }}");
    expect(fixloopLines).toEqual([
      "fixloop check --format sarif > fixloop.sarif",
      "fixloop compile --check",
      "fixloop test --format junit > fixloop-test.xml",
      "fixloop eval --format junit > fixloop-eval.xml",
      "fixloop run --report fixloop-report.html",
      "fixloop plan -t staging",
      "fixloop deploy -t staging",
      "fixloop run -t staging",
      "fixloop promote --from staging --to prod --record promotion.json",
    ]);
  });

  test.each(fixloopLines)("%s is a command with options that it has", (line) => {
    const [name = "", ...words] = line
      .replace(/ > \S+$/, "")
      .split(" ")
      .slice(1);
    const command = known.get(name);
    expect(command, `command ${name}`).toBeDefined();
    for (let index = 0; index < words.length; index += 1) {
      const word = words[index] ?? "";
      const option = command?.options.find(({ flags }) => flags.split(/[ ,]+/).includes(word));
      expect(option, `${name} ${word}`).toBeDefined();
      if (!/<\w+>$/.test(option?.flags ?? "")) continue;
      index += 1;
      expect(words[index], `${name} ${word}`).toBeDefined();
      if (option?.choices) expect(option.choices).toContain(words[index]);
    }
    expect(command?.arguments.filter(({ syntax }) => syntax.startsWith("<"))).toEqual([]);
  });

  test("has no expression in any line that a shell runs", () => {
    for (const { run } of steps) expect(run ?? "").not.toContain("${{");
  });

  test("looks at an event only to decide whether, never to say what", () => {
    const values = steps.flatMap((step) => [
      ...Object.values(step.env ?? {}),
      ...Object.values(step.with ?? {}).map(String),
      step.run ?? "",
    ]);
    const all = [
      ...values,
      ...jobs.flatMap(([, job]) => Object.values(job.env ?? {})),
      ...Object.values(workflow.env),
    ];
    for (const value of all) expect(value).not.toMatch(/github\.(event|head_ref|ref_name|actor)/);
    expect(workflow.on).not.toHaveProperty("pull_request_target");
  });

  test("may do nothing but read, and write findings where it checks", () => {
    expect(workflow.permissions).toEqual({});
    expect(jobs.map(([name, { permissions }]) => [name, permissions])).toEqual([
      ["check", { contents: "read", "security-events": "write" }],
      ["staging", { contents: "read" }],
      ["prod", { contents: "read" }],
    ]);
    for (const step of steps.filter(({ uses }) => uses?.startsWith("actions/checkout@")))
      expect(step.with).toEqual({ "persist-credentials": false });
  });

  test("gives secrets to single steps, by name, and the signing key to the promotion alone", () => {
    for (const [, job] of jobs)
      for (const value of Object.values(job.env ?? {})) expect(value).not.toContain("secrets.");
    const given = steps.flatMap(({ job, run, env }) =>
      Object.entries(env ?? {}).map(([name, value]) => [job, run?.split(" ")[1], name, value]),
    );
    const client = ["DATABRICKS_CLIENT_SECRET", "${{ secrets.DATABRICKS_CLIENT_SECRET }}"];
    expect(given).toEqual([
      ["staging", "plan", ...client],
      ["staging", "deploy", ...client],
      ["staging", "run", ...client],
      ["prod", "promote", ...client],
      ["prod", "promote", "FIXLOOP_SIGNING_KEY", "${{ secrets.FIXLOOP_SIGNING_KEY }}"],
    ]);
    expect(text).not.toMatch(/dapi|dose[0-9a-f]|BEGIN [A-Z ]*PRIVATE KEY|eyJ/);
  });

  test("deploys from environments, where reviewers can stand in the way, one run after the other", () => {
    for (const target of ["staging", "prod"]) {
      expect(workflow.jobs[target]).toMatchObject({
        environment: target,
        concurrency: { group: `fixloop-${target}`, "cancel-in-progress": false },
      });
    }
    for (const [name, job] of jobs) expect(job["timeout-minutes"], name).toBeLessThanOrEqual(180);
  });

  test("pins every action to a commit, and says which release that is", () => {
    const uses = text.split("\n").filter((line) => line.includes("uses: "));
    expect(uses).toHaveLength(11);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });
});
