import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config, ConfigOptions } from "@databricks/sdk-experimental";
import { oneLine, WorkspaceError } from "./errors.ts";
import { profileOfHost } from "./profile.ts";

export interface SignInOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The target's; wins over `DATABRICKS_HOST`. */
  readonly host?: string | undefined;
  /** Wins over `DATABRICKS_CONFIG_PROFILE`. */
  readonly profile?: string | undefined;
}

export interface SignedIn {
  readonly host: string;
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
  readonly secrets: readonly string[];
}

/**
 * Signs in with whatever Databricks' unified authentication finds: environment, profiles, tokens, OAuth of a service
 * principal, the official CLI's login, Azure, Google (https://docs.databricks.com/dev-tools/auth). Throws a WorkspaceError
 * `SIGN_IN_FAILED` that says what was looked at, without values of secrets.
 */
export async function signIn(options: SignInOptions): Promise<SignedIn> {
  // The package takes 0.2 to 0.5 s to load, which commands that stay at home never pay for. The default import, since Node 22
  // finds only some of its exports by name.
  const { default: sdk } = await import("@databricks/sdk-experimental");
  const configFile = configFileOf(options.env);
  const settings: ConfigOptions = {
    env: { ...options.env },
    loaders: [
      new sdk.EnvironmentLoader(),
      { name: "profile of the host", configure: chooseProfile },
      new sdk.KnownConfigLoader(),
    ],
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(configFile === undefined ? {} : { configFile }),
  };
  const config = new sdk.Config(settings);
  const secrets: string[] = [];
  try {
    await config.ensureResolved();
    secrets.push(...sensitive(config));
    const host = (await config.getHost()).origin;
    return { host, headers: () => headersOf(config, secrets), secrets };
  } catch (error) {
    throw failure(error, [...secrets, ...sensitive(config)]);
  }

  async function chooseProfile(resolving: Config): Promise<void> {
    if (resolving.profile !== undefined || resolving.host === undefined || configFile === undefined) return;
    if (sdk.isAnyAuthConfigured(resolving)) return;
    const text = await readFile(configFile, "utf8").catch(() => "");
    const profile = profileOfHost(text, resolving.host);
    if (profile !== undefined) resolving.setAttribute("profile", profile);
  }
}

async function headersOf(config: Config, secrets: readonly string[]): Promise<Record<string, string>> {
  const headers = new Headers();
  try {
    await config.authenticate(headers);
  } catch (error) {
    throw failure(error, secrets);
  }
  // unified hosts serve several workspaces: the same header that the SDK sends
  if (config.experimentalIsUnifiedHost === true && config.workspaceId !== undefined) {
    headers.set("x-databricks-org-id", config.workspaceId);
  }
  return Object.fromEntries(headers);
}

/** The SDK takes home from the process; ours is the environment that was given. */
function configFileOf(env: SignInOptions["env"]): string | undefined {
  const home = env["HOME"] ?? env["USERPROFILE"];
  const file = env["DATABRICKS_CONFIG_FILE"] ?? "~/.databrickscfg";
  if (!file.startsWith("~")) return file;
  return home === undefined ? undefined : join(home, file.slice(1));
}

/** Values that the SDK itself calls sensitive. */
function sensitive(config: Config): readonly string[] {
  const values: string[] = [];
  for (const attribute of config.attributes) {
    const value: unknown = config[attribute.name];
    if (attribute.sensitive && typeof value === "string") values.push(value);
  }
  return values;
}

function failure(error: unknown, secrets: readonly string[]): WorkspaceError {
  const said = error instanceof Error ? error.message : "unknown reason";
  return new WorkspaceError({
    code: "SIGN_IN_FAILED",
    status: 0,
    message: oneLine(`can't sign in to Databricks: ${said}`, secrets),
    // the SDK asks for a token once; its errors are text
    retriable: /\b(?:ECONNRESET|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|429|502|503|504)\b/.test(said),
  });
}
