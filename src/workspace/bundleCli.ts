import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cliVersion } from "../databricks/bundleFile.ts";
import {
  parseBundleConfiguration,
  parseBundlePlan,
  type BundleConfiguration,
  type BundlePlan,
} from "./bundleOutput.ts";
import { faultsOf } from "./cliFaults.ts";
import { meets, parseCliVersion, type CliVersion } from "./cliVersion.ts";
import { oneLine } from "./errors.ts";
import { kindWord } from "./resourceChange.ts";

/** The official Databricks CLI, for one target of one project. Every call throws a `BundleCliError`, or the signal's reason. */
export interface BundleCli {
  readonly version: CliVersion;
  /** Checks the bundle as strictly as the CLI can: a warning fails. */
  readonly validate: () => Promise<BundleConfiguration>;
  readonly plan: () => Promise<BundlePlan>;
  /**
   * Uploads the files and applies the plan that was shown: the CLI refuses it when someone else deployed since.
   * Deletions are refused without `deletionsApproved`. Before the first deployment there is no state to hold a plan
   * against, so the CLI plans again by itself.
   */
  readonly deploy: (options: {
    readonly plan: BundlePlan;
    readonly deletionsApproved: boolean;
  }) => Promise<void>;
  /** Ids and addresses of what is deployed. */
  readonly summary: () => Promise<BundleConfiguration>;
  /** Deletes everything that the bundle deployed, its files included. */
  readonly destroy: () => Promise<void>;
  /** `TRIGGERED`, `OK`, `UNKNOWN` or `ERROR`; undefined where the alert was never evaluated. */
  readonly alertState: (alertId: string) => Promise<string | undefined>;
}

export interface BundleCliOptions {
  /** The folder that holds databricks.yml. */
  readonly folder: string;
  readonly target: string;
  readonly profile: string | undefined;
  /** The CLI is found by its PATH, and signs in by the rest. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
  /** Take the deployment lock over from its holder: a deployment that was killed never gives it back. */
  readonly forceLock?: boolean;
  /** A line that the CLI says of its progress, without secrets. */
  readonly onLine?: (line: string) => void;
}

export class BundleCliError extends Error {
  /** It isn't there; it is another or an older one; it failed; it said what we don't understand. */
  readonly kind: "missing" | "wrong_version" | "failed" | "unreadable";
  readonly help: string;
  /** What it said of its failure, without secrets: its last lines, from its first error on. */
  readonly lines: readonly string[];
  /** Resources that it would not delete or replace, such as `schema raw`. */
  readonly protectedResources: readonly string[];

  constructor(kind: BundleCliError["kind"], message: string, help: string, lines: readonly string[] = []) {
    super(message);
    this.name = "BundleCliError";
    this.kind = kind;
    this.help = help;
    this.lines = lines;
    this.protectedResources = [
      ...new Set(
        lines.flatMap((line) => {
          const [, plural, key] =
            /resources[.](\w+)[.]([\w-]+) has lifecycle[.]prevent_destroy/.exec(line) ?? [];
          return plural === undefined || key === undefined ? [] : [`${kindWord(plural)} ${key}`];
        }),
      ),
    ];
  }
}

const installation =
  "https://docs.databricks.com/dev-tools/cli/install (brew, winget, curl or the GitHub Action databricks/setup-cli)";

/** Finds the CLI and checks its version; throws before anything else is done with it. */
export async function openBundleCli(options: BundleCliOptions): Promise<BundleCli> {
  const { target } = options;
  const common = [
    "--target",
    target,
    ...(options.profile === undefined ? [] : ["--profile", options.profile]),
  ];
  const lock = options.forceLock === true ? ["--force-lock"] : [];
  const bundle = async (verb: string, ...words: readonly string[]): Promise<string> =>
    succeeded(options, ["bundle", verb, ...common, ...words]);
  return {
    version: await checkedVersion(options),
    validate: async () =>
      readable(
        "validate",
        parseBundleConfiguration,
        await bundle("validate", "--strict", "--output", "json"),
      ),
    plan: async () => readable("plan", parseBundlePlan, await bundle("plan", "--output", "json")),
    summary: async () =>
      readable("summary", parseBundleConfiguration, await bundle("summary", "--output", "json")),
    deploy: async ({ plan, deletionsApproved }) => {
      const approval = deletionsApproved ? ["--auto-approve"] : [];
      if (!plan.hasState) await bundle("deploy", ...lock, ...approval);
      else
        await withFile("plan.json", plan.text, (file) =>
          bundle("deploy", "--plan", file, ...lock, ...approval),
        );
    },
    destroy: async () => void (await bundle("destroy", "--auto-approve", ...lock)),
    alertState: async (alertId) => {
      if (!/^[\w-]+$/.test(alertId)) return undefined;
      const output = await succeeded(options, [
        "api",
        "get",
        `/api/2.0/alerts/${alertId}`,
        ...(options.profile === undefined ? [] : ["--profile", options.profile]),
      ]);
      return readable("api get", alertStateOf, output);
    },
  };
}

async function checkedVersion(options: BundleCliOptions): Promise<CliVersion> {
  const { code, stdout } = await run(options, ["version", "--output", "json"]);
  const version = code === 0 ? parseCliVersion(stdout) : undefined;
  const wanted = `fixloop needs the Databricks CLI ${cliVersion}`;
  if (version === undefined) {
    throw new BundleCliError(
      "wrong_version",
      `The \`databricks\` on PATH doesn't print its version like the Databricks CLI; ${wanted}.`,
      `It may be the retired Python package databricks-cli: remove it and install the CLI: ${installation}.`,
    );
  }
  if (version.development) {
    throw new BundleCliError(
      "wrong_version",
      `The \`databricks\` on PATH is a development build (${version.text}); ${wanted}.`,
      `A development build has no reliable version. Install a release: ${installation}.`,
    );
  }
  if (!meets(version, cliVersion)) {
    throw new BundleCliError(
      "wrong_version",
      `The \`databricks\` on PATH is version ${version.text}; ${wanted}. In that version ${faultsOf(version)
        .filter(({ harms }) => harms)
        .map(({ what }) => what)
        .join(", and ")}.`,
      `Install a newer one: ${installation}.`,
    );
  }
  return version;
}

/** Runs the CLI and gives its stdout; throws where it exits with anything but 0. */
async function succeeded(options: BundleCliOptions, words: readonly string[]): Promise<string> {
  const { code, stdout, said } = await run(options, words);
  if (code === 0) return stdout;
  const command = `databricks ${words.slice(0, 2).join(" ")}`;
  const how = typeof code === "number" ? `exit code ${code}` : `signal ${code}`;
  throw new BundleCliError(
    "failed",
    `\`${command}\` failed (${how}).`,
    helpFor(words, said),
    errorLines(said),
  );
}

/** From the first error on, each line once: the CLI says some of them twice. */
function errorLines(said: readonly string[]): readonly string[] {
  const first = said.findIndex((line) => line.startsWith("Error"));
  return [...new Set(first === -1 ? said.slice(-5) : said.slice(first))].slice(0, 30);
}

/** What the CLI's own words mean for the user who deploys, where they need saying. */
function helpFor(words: readonly string[], said: readonly string[]): string {
  const text = said.join("\n");
  if (/deploy(?:ment)? lock/i.test(text)) {
    return "Another user is deploying, or a killed deployment left its lock behind. If no one is deploying, run the same command with --force-lock.";
  }
  if (/\bis running\b/.test(text)) {
    return "A run is active and must not read the files of the next deployment: wait until it has ended, or cancel it (`databricks jobs cancel-run RUN_ID`).";
  }
  if (/prevent_destroy/.test(text)) {
    return "The target protects its data: see docs/how-to/deploy.md, “Destroy”.";
  }
  if (/plan (serial|lineage)/.test(text))
    return "Another deployment ran after the plan was made: run the same command again.";
  if (/cannot configure default credentials|auth|401|403/i.test(text)) {
    return "Sign in as the Databricks CLI does: `databricks auth login`, a profile (--profile), or DATABRICKS_HOST with DATABRICKS_TOKEN or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET.";
  }
  return words[1] === "deploy"
    ? "Fix the reported problem and run the same command again: completed steps are kept."
    : "Fix the reported problem and run the same command again.";
}

interface Ended {
  readonly code: number | NodeJS.Signals;
  readonly stdout: string;
  /** Lines of stderr without secrets. */
  readonly said: readonly string[];
}

/** Runs `databricks` with these words. An aborted signal kills it and throws the signal's reason. */
async function run(options: BundleCliOptions, words: readonly string[]): Promise<Ended> {
  const { folder, env, signal, onLine } = options;
  signal?.throwIfAborted();
  const secrets = secretsIn(env);
  return new Promise((resolve, reject) => {
    const child = spawn("databricks", [...words], {
      cwd: folder,
      env: withoutSigningKey(env),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const stdout: Buffer[] = [];
    const said: string[] = [];
    let rest = "";
    const isWorthTelling = progressFilter(words);
    const say = (line: string): void => {
      const clean = oneLine(line, secrets);
      if (clean === "") return;
      said.push(clean);
      if (isWorthTelling(clean)) onLine?.(clean);
    };
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(say);
    });
    const stop = (): void => void child.kill("SIGTERM");
    signal?.addEventListener("abort", stop, { once: true });
    child.on("error", (error: NodeJS.ErrnoException) => {
      signal?.removeEventListener("abort", stop);
      reject(
        new BundleCliError(
          "missing",
          error.code === "ENOENT"
            ? `There is no \`databricks\` on PATH; fixloop needs the Databricks CLI ${cliVersion}.`
            : `\`databricks\` can't be started (${error.code ?? "unknown reason"}); fixloop needs the Databricks CLI ${cliVersion}.`,
          `Install it: ${installation}.`,
        ),
      );
    });
    child.on("close", (code, killedBy) => {
      signal?.removeEventListener("abort", stop);
      say(rest);
      if (signal?.aborted === true) reject(signal.reason as Error);
      else
        resolve({
          code: code ?? killedBy ?? "SIGKILL",
          stdout: Buffer.concat(stdout).toString("utf8"),
          said,
        });
    });
  });
}

/**
 * What of the CLI's words is printed at once: the progress of what takes a while, and recommendations once, by
 * `validate`. It repeats those with every call; they end with the place that they are about.
 */
function progressFilter([command, verb]: readonly string[]): (line: string) => boolean {
  if (command !== "bundle" || verb === "plan" || verb === "summary") return () => false;
  if (verb === "validate") return (line) => !line.startsWith("Error");
  let recommending = false;
  let failing = false;
  return (line) => {
    // an error goes on for several lines, and is printed at the end
    failing ||= line.startsWith("Error");
    if (failing) return false;
    if (line.startsWith("Recommendation:")) recommending = true;
    else if (/^(?:Uploading|Created|Updated|Recreated|Deleted|Files:|Resources:|Warning)/.test(line))
      recommending = false;
    const told = !recommending;
    if (/^in \S+:\d+:\d+$/.test(line)) recommending = false;
    return told;
  };
}

/** The environment for a program that has no need of the key that signs promotions. */
export function withoutSigningKey<Environment extends BundleCliOptions["env"]>(
  env: Environment,
): Environment {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith("FIXLOOP_SIGNING_KEY")),
  ) as Environment;
}

/** Values of the environment that look like credentials by their name: what the CLI says may quote them. */
function secretsIn(env: BundleCliOptions["env"]): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    /TOKEN|SECRET|PASSWORD|CREDENTIAL|_KEY$/i.test(name) && value !== undefined && value.length >= 8
      ? [value]
      : [],
  );
}

/** Reads what the CLI printed. What it printed is never quoted: it holds the whole configuration. */
function readable<Output>(verb: string, read: (text: string) => Output, text: string): Output {
  try {
    return read(text);
  } catch (error) {
    throw new BundleCliError(
      "unreadable",
      `What \`databricks ${verb}\` printed can't be read: ${error instanceof Error ? error.message : String(error)}.`,
      "You may need another version of the Databricks CLI or of fixloop: docs/explanation/how-the-bundle-is-proved.md lists the tested ones.",
    );
  }
}

function alertStateOf(text: string): string | undefined {
  const alert = JSON.parse(text) as { evaluation?: { state?: unknown } } | null;
  const state = alert?.evaluation?.state;
  return typeof state === "string" ? state : undefined;
}

/** Writes a file that only this user can read, for as long as the work takes. */
async function withFile<Output>(
  name: string,
  text: string,
  work: (file: string) => Promise<Output>,
): Promise<Output> {
  const folder = await mkdtemp(join(tmpdir(), "fixloop-"));
  try {
    const file = join(folder, name);
    await writeFile(file, text, { mode: 0o600 });
    return await work(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
