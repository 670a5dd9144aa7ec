import { jsonOutput } from "../emit/jsonOutput.ts";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { evaluateGates } from "../evals/evaluate.ts";
import { withoutSigningKey } from "../workspace/bundleCli.ts";
import { DeployStopped } from "../workspace/deploy.ts";
import type { DeploymentRecord } from "../workspace/deployment.ts";
import { planText } from "../workspace/planWords.ts";
import { promote as promoteTo, type PromoteOutcome } from "../workspace/promote.ts";
import type { Refusal } from "../workspace/promotionProof.ts";
import { promotionFileName, verifyPromotion } from "../workspace/promotionRecord.ts";
import { promotionText } from "../workspace/promotionWords.ts";
import { readSigningKey, type SigningKey } from "../workspace/signature.ts";
import { readerOf } from "../workspace/target.ts";
import { differencesFromLedger } from "../workspace/differencesFromLedger.ts";
import {
  textOption,
  UserError,
  type CommandHandler,
  type CommandContext,
  type CommandInput,
  type ExitCode,
} from "./command.ts";
import { carriedOptions } from "./carriedOptions.ts";
import { outputFile, type OutputFile } from "./outputFile.ts";
import { stepTitles, stopped } from "./deploy.ts";
import { loadPlan, openProject, type LoadedProject } from "./projectFolder.ts";
import { readRuntimeFiles } from "./runtimeFiles.ts";
import { openNamedTarget, printableLines, targetNamed, withWorkspace } from "./targetCommand.ts";
import { TaskProgress } from "./taskProgress.ts";
import { printable } from "./terminal.ts";

/** `fixloop promote --from staging --to prod`, and `--verify FILE` for the record that it leaves. */
export const promote: CommandHandler = async (context, input) => {
  if (textOption(input, "verify") === undefined) return promoteTarget(context, input);
  return verifyRecord({ ...context, env: withoutSigningKey(context.env) }, input);
};

async function promoteTarget(context: CommandContext, input: CommandInput): Promise<ExitCode> {
  const loaded = await loadPlan(context, input);
  if (loaded === undefined) return 1;
  const { project, plan, folder } = loaded;
  const from = targetOf(loaded, input, "from");
  const to = targetOf(loaded, input, "to");
  if (from === to) throw new UserError(`--from and --to are both ${from}.`, "Name two targets.");
  const chosen = textOption(input, "record");
  // looked at before anything is deployed
  if (chosen !== undefined) recordFile(context.cwd, chosen);
  const key = await signingKey(context);
  // measured again: a cache that anyone can write is not proof
  const report = evaluateGates(loaded.project);
  return withWorkspace(context, async (signal) => {
    const progress = new TaskProgress(context, []);
    let deploying = false;
    try {
      const outcome = await promoteTo({
        folder,
        project,
        plan,
        runtime: readRuntimeFiles(),
        report,
        from,
        to,
        profiles: { from: textOption(input, "fromProfile"), to: textOption(input, "toProfile") },
        env: withoutSigningKey(context.env),
        key,
        confirmed: textOption(input, "confirm"),
        dryRun: input.options["dryRun"] === true,
        commit: await commitOf(folder),
        intent: randomUUID(),
        now: context.now,
        signal,
        forceLock: input.options["forceLock"] === true,
        // before it deploys, the CLI is only asked: what it recommends was said when `from` was deployed
        onLine: (line) => {
          if (deploying && !line.startsWith("Error:")) context.stderr.write(`  ${printable(line)}\n`);
        },
        onStep: (step) => {
          deploying = true;
          context.stderr.write(`${stepTitles[step]}\n`);
        },
        onTask: (task) => progress.task(task),
      });
      progress.end();
      return await told(context, input, { outcome, from, to, folder });
    } catch (error) {
      progress.end();
      if (error instanceof DeployStopped) return stopped(context, error);
      throw error;
    }
  });
}

interface Told {
  readonly outcome: PromoteOutcome;
  readonly from: string;
  readonly to: string;
  readonly folder: string;
}

async function told(
  context: CommandContext,
  input: CommandInput,
  { outcome, from, to, folder }: Told,
): Promise<ExitCode> {
  const isJson = textOption(input, "format") === "json";
  const say = (data: object, text: string): void => {
    context.stdout.write(
      isJson ? jsonOutput({ reportVersion: 1, outcome: outcome.kind, from, to, ...data }) : text,
    );
  };
  if (outcome.kind === "refused") {
    say({ refusals: outcome.refusals }, refusalText(outcome.refusals, from, to));
    return 1;
  }
  if (outcome.kind === "unconfirmed")
    return unconfirmed(context, outcome, `--from ${from} --to ${to}${carriedOptions(input)}`);
  if (outcome.kind === "dry-run") {
    const { plan, evidence } = outcome;
    const { run_id, run_finished_at } = evidence.proved;
    say(
      { plan, evidence },
      `${printableLines(planText(plan, context.stdout.columns ?? 100))}\nReady to promote: ${from} proved these files with run ${run_id}, finished ${run_finished_at}. Nothing was changed.\n`,
    );
    return 0;
  }
  const { record, file } = outcome;
  const written = writeRecord(context, input, { record, file, folder });
  const how =
    outcome.kind === "promoted"
      ? `Promoted from ${from} to ${to}.`
      : `These files were promoted from ${from} to ${to} before, and nothing has changed there since. Nothing was done.`;
  say(
    { record, file: written },
    `${how}\n${printableLines(promotionText(record))}Signed record: ${written}\n`,
  );
  return 0;
}

function unconfirmed(
  context: CommandContext,
  { plan, confirmed }: Extract<PromoteOutcome, { readonly kind: "unconfirmed" }>,
  words: string,
): ExitCode {
  context.stderr.write(`\n${printableLines(planText(plan, context.stderr.columns ?? 100))}\n`);
  if (confirmed !== undefined)
    throw new UserError(
      `--confirm ${confirmed} is not the name of what is deployed.`,
      `It is ${plan.confirm}; nothing was changed.`,
    );
  context.stderr.write(
    `error: this plan needs confirmation; nothing was changed.\n  help: fixloop promote ${words} --confirm ${plan.confirm}\n`,
  );
  return 1;
}

function refusalText(refusals: readonly Refusal[], from: string, to: string): string {
  const reasons = refusals.map(({ message, help, details }, index) => {
    const shown = details.slice(0, mostDetails).map((line) => `     ${printable(line)}\n`);
    const more = details.length > mostDetails ? `     and ${details.length - mostDetails} more\n` : "";
    return `\n${index + 1}. ${printable(message)}\n${shown.join("")}${more}   help: ${printable(help)}\n`;
  });
  return `Not promoted from ${from} to ${to}; nothing was changed. ${refusals.length === 1 ? "The reason" : `The ${refusals.length} reasons`}:\n${reasons.join("")}`;
}

/** Lines of one reason on a terminal; JSON has them all. */
const mostDetails = 20;

function targetOf(loaded: LoadedProject, input: CommandInput, which: "from" | "to"): string {
  if (textOption(input, which) === undefined)
    throw new UserError(
      `promote needs --${which}.`,
      "`fixloop promote --from staging --to prod`, or `fixloop promote --verify FILE`.",
    );
  return targetNamed(
    loaded,
    { ...input, options: { ...input.options, target: input.options[which] } },
    "promote",
  );
}

/** The key of FIXLOOP_SIGNING_KEY or FIXLOOP_SIGNING_KEY_FILE; undefined where neither is set. Nothing of it is ever shown. */
async function signingKey({ env, cwd }: CommandContext): Promise<SigningKey | undefined> {
  const pem = env["FIXLOOP_SIGNING_KEY"] ?? "";
  const file = env["FIXLOOP_SIGNING_KEY_FILE"] ?? "";
  if (pem === "" && file === "") return undefined;
  const name = pem === "" ? "FIXLOOP_SIGNING_KEY_FILE" : "FIXLOOP_SIGNING_KEY";
  const text = pem === "" ? await readFile(path.resolve(cwd, file), "utf8").catch(() => undefined) : pem;
  const key = text === undefined ? undefined : readSigningKey(text);
  if (key !== undefined) return key;
  throw new UserError(
    text === undefined
      ? `The file that ${name} names can't be read.`
      : `${name} holds no Ed25519 private key as PEM without a passphrase.`,
    "Make one with `openssl genpkey -algorithm ed25519 -out signing-key.pem`.",
  );
}

/** The commit of the project, where it is in a repository and nothing that is tracked was changed since. */
async function commitOf(folder: string): Promise<string | undefined> {
  const git = async (...words: readonly string[]): Promise<string> =>
    (await promisify(execFile)("git", ["-C", folder, ...words])).stdout.trim();
  try {
    const commit = await git("rev-parse", "--verify", "HEAD");
    const changed = await git("status", "--porcelain", "--untracked-files=no", "--", ".");
    return changed === "" && /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined;
  } catch {
    return undefined;
  }
}

const recordFile = (cwd: string, named: string): OutputFile =>
  outputFile({ cwd, option: "--record", named, extension: ".json" });

/** Writes the artefact whole or not at all, and says where. */
function writeRecord(
  { cwd }: CommandContext,
  input: CommandInput,
  {
    record,
    file,
    folder,
  }: { readonly record: DeploymentRecord; readonly file: string; readonly folder: string },
): string {
  const chosen = textOption(input, "record");
  const target =
    chosen === undefined
      ? path.join(folder, ".fixloop", "promotions", promotionFileName(record))
      : path.resolve(cwd, chosen);
  try {
    recordFile(cwd, target).write(file);
  } catch (error) {
    if (!(error instanceof UserError || (error instanceof Error && "syscall" in error))) throw error;
    throw new UserError(
      `The promotion is done, but its signed record can't be written to ${chosen ?? ".fixloop/promotions"}.`,
      "The target's ledger holds the record: run the same command again, if needed with another --record, to write it from there.",
    );
  }
  return path.relative(cwd, target);
}

async function verifyRecord(context: CommandContext, input: CommandInput): Promise<ExitCode> {
  for (const name of ["from", "to", "record", "confirm", "dryRun"]) {
    if (input.options[name] !== undefined)
      throw new UserError("--verify only combines with -t, --profile and --format.");
  }
  const loaded = openProject(context, input);
  if (loaded === undefined) return 1;
  const name = textOption(input, "verify") ?? "";
  const bytes = await readFile(path.resolve(context.cwd, name)).catch(() => undefined);
  if (bytes === undefined)
    throw new UserError(`${name} can't be read.`, "Name the file of a promotion record.");
  const isJson = textOption(input, "format") === "json";
  const bad = (problem: string): ExitCode => {
    context.stdout.write(
      isJson
        ? jsonOutput({ reportVersion: 1, verified: false, problem })
        : `${printable(name)} ${printable(problem)}.\n`,
    );
    return 1;
  };
  const verified = verifyPromotion(bytes, loaded.project.promotion.signers);
  if ("problem" in verified) return bad(verified.problem);
  const { record, signer, promotion } = verified;
  if (promotion.evidence.project !== loaded.project.name)
    return bad(`is a promotion of ${promotion.evidence.project}, not of ${loaded.project.name}`);
  const good = (where: string): ExitCode => {
    context.stdout.write(
      isJson
        ? jsonOutput({ reportVersion: 1, verified: true, signer: signer.name, promotion })
        : `${printable(name)} is what ${signer.name} signed${where}.\n${printableLines(promotionText(record))}`,
    );
    return 0;
  };
  if (textOption(input, "target") === undefined) return good("");
  return withWorkspace(context, async (signal) => {
    const target = targetNamed(loaded, input, "promote");
    if (record.target !== target) return bad(`is a promotion to ${record.target}, not to ${target}`);
    const open = await openNamedTarget(context, input, {
      loaded,
      command: "promote",
      by: "summary",
      signal,
    });
    const reader = readerOf(open);
    const differences =
      reader === undefined ? ["no record of it"] : await differencesFromLedger(reader, record);
    return differences.length > 0
      ? bad(`is not what the ledger of ${target} holds: ${differences.join(", ")}`)
      : good(`, and the ledger of ${target} holds the same`);
  });
}
