import { jsonOutput } from "../emit/jsonOutput.ts";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { diagnose } from "../workspace/doctor/doctor.ts";
import { diagnosisText } from "../workspace/doctor/doctorWords.ts";
import { NotAsked } from "../workspace/doctor/finding.ts";
import { openSubject, type SubjectOptions } from "../workspace/doctor/subject.ts";
import { publicReport } from "../workspace/smoke/report.ts";
import { runSmoke } from "../workspace/smoke/runSmoke.ts";
import { smokeText } from "../workspace/smoke/smokeWords.ts";
import { targetOf } from "../workspace/target.ts";
import {
  textOption,
  UserError,
  type CommandHandler,
  type CommandContext,
  type CommandInput,
  type ExitCode,
} from "./command.ts";
import { outputFile } from "./outputFile.ts";
import { loadPlan } from "./projectFolder.ts";
import { readRuntimeFiles } from "./runtimeFiles.ts";
import { printableLines, targetNamed, withWorkspace } from "./targetCommand.ts";
import { printable } from "./terminal.ts";

type Loaded = NonNullable<Awaited<ReturnType<typeof loadPlan>>>;

/** `fixloop doctor -t T`: whether everything is there that a target needs. 1: something lacks; 2: the workspace can't be reached. */
export const doctor: CommandHandler = async (context, input) => {
  const loaded = await loadPlan(context, input);
  if (loaded === undefined) return 1;
  const target = targetOf(loaded.project, targetNamed(loaded, input, "doctor"));
  if (target === undefined) throw new TypeError("doctor: the target is gone after it was found");
  return withWorkspace(context, async (signal) => {
    const options: SubjectOptions = {
      project: loaded.project,
      plan: loaded.plan,
      target,
      folder: loaded.folder,
      profile: textOption(input, "profile"),
      env: context.env,
      now: context.now,
      sleep: context.sleep,
      signal,
    };
    return input.options["smoke"] === true
      ? smoke(context, input, loaded, options)
      : examine(context, input, options);
  });
};

async function examine(
  context: CommandContext,
  input: CommandInput,
  options: SubjectOptions,
): Promise<ExitCode> {
  const diagnosis = await diagnose(options);
  context.stdout.write(
    textOption(input, "format") === "json"
      ? jsonOutput({ doctorVersion: 1, ...diagnosis })
      : printableLines(diagnosisText(diagnosis)),
  );
  if (!diagnosis.reached) return 2;
  return diagnosis.counts.fail === 0 ? 0 : 1;
}

async function smoke(
  context: CommandContext,
  input: CommandInput,
  { plan }: Loaded,
  options: SubjectOptions,
): Promise<ExitCode> {
  const { stderr, stdout } = context;
  const minutes = minutesOf(input);
  const file = outputFile({
    cwd: context.cwd,
    option: "--smoke",
    named: `fixloop-smoke-${options.target.id}.json`,
    extension: ".json",
  });
  const outcome = await runSmoke({
    subject: openSubject(options),
    plan,
    runtime: readRuntimeFiles(),
    entropy: randomUUID(),
    deadline: AbortSignal.timeout(minutes * 60_000),
    jobTimeout: minutes * 60,
    keep: input.options["keep"] === true,
    sleep: options.sleep,
    onStep: (title) => stderr.write(`  ${title}\n`),
    onEntry: ({ id, status, failure }) => {
      if (status === "failed")
        stderr.write(`    ${id} failed: ${printable(failure?.condition ?? failure?.code ?? "")}\n`);
    },
  }).catch((error: unknown) => {
    throw error instanceof NotAsked ? new UserError(`${error.message}.`) : error;
  });
  const report = publicReport(outcome.report);
  file.write(jsonOutput(report));
  stdout.write(
    textOption(input, "format") === "json" ? jsonOutput(report) : printableLines(smokeText(outcome)),
  );
  stderr.write(
    `${path.basename(file.path)} holds the results without names or data: send it to the maintainers of fixloop.\n`,
  );
  if (outcome.interruption !== undefined) throw outcome.interruption;
  if (outcome.report.ended === "unreachable") return 2;
  return outcome.report.passed && outcome.report.cleanup.state !== "incomplete" ? 0 : 1;
}

function minutesOf(input: CommandInput): number {
  const written = textOption(input, "deadline") ?? "";
  const minutes = Number(written);
  if (!/^\d{1,3}$/.test(written) || minutes < 1)
    throw new UserError(
      `--deadline ${written} isn't a valid number of minutes.`,
      "Write a whole number from 1 to 999.",
    );
  return minutes;
}
