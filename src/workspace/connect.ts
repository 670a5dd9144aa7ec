import { setTimeout as timeout } from "node:timers/promises";
import { packageVersion } from "../plan/packageVersion.ts";
import { identity } from "./api/identity.ts";
import { jobs } from "./api/jobs.ts";
import { principals } from "./api/principals.ts";
import { secrets } from "./api/secrets.ts";
import { servingEndpoints } from "./api/servingEndpoints.ts";
import { statements } from "./api/statements.ts";
import { unityCatalog } from "./api/unityCatalog.ts";
import { volumeFiles } from "./api/volumeFiles.ts";
import { warehouses } from "./api/warehouses.ts";
import { workspaceFiles } from "./api/workspaceFiles.ts";
import type { Wire } from "./request.ts";
import { signIn, type SignInOptions } from "./signIn.ts";
import type { Workspace } from "./workspace.ts";

export interface ConnectOptions extends SignInOptions {
  readonly fetch?: typeof fetch | undefined;
  readonly now?: (() => Date) | undefined;
  /** Ends early, without throwing, when the signal aborts. */
  readonly sleep?: Wire["sleep"] | undefined;
  readonly random?: (() => number) | undefined;
}

/**
 * Signs in and gives the workspace.
 *
 * The SDK signs in; no call of ours goes through its client. Every call of 0.17.0 lacks what a call of ours must have: it
 * repeats only 429, without reading `Retry-After`, so a 503 or a refused connection ends it; it takes an error's code away
 * when an item of `details` has no metadata; it rounds ids above 2^53; it sends credentials along a redirect, to any host, and
 * then never ends; it has no deadline; and it drops the body of every PATCH. `test/workspace/sdkFaults.test.ts` shows each
 * one, so that a newer SDK that fixes them is noticed.
 */
export async function connectWorkspace(options: ConnectOptions): Promise<Workspace> {
  const wire = await openWire(options);
  return {
    host: wire.host,
    identity: identity(wire),
    jobs: jobs(wire),
    sql: statements(wire),
    warehouses: warehouses(wire),
    files: workspaceFiles(wire),
    volumes: volumeFiles(wire),
    catalog: unityCatalog(wire),
    principals: principals(wire),
    secrets: secrets(wire),
    endpoints: servingEndpoints(wire),
  };
}

/** Signs in and gives the way to the workspace, for what is asked of it beyond `Workspace`: the doctor and the smoke test. */
export async function openWire(options: ConnectOptions): Promise<Wire> {
  const signedIn = await signIn(options);
  return {
    host: signedIn.host,
    signIn: async () => ({ ...(await signedIn.headers()), "user-agent": userAgent }),
    secrets: signedIn.secrets,
    fetch: options.fetch ?? fetch,
    now: options.now ?? (() => new Date()),
    sleep: options.sleep ?? sleep,
    random: options.random ?? Math.random,
  };
}

/** Databricks counts usage by it; a version of Node tells its support more than a name does. */
const userAgent = `fixloop/${packageVersion} nodejs/${process.versions.node} os/${process.platform}`;

async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await timeout(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch {
    // who called looks at the signal
  }
}
