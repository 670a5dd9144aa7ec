import { setTimeout as timeout } from "node:timers/promises";
import { packageVersion } from "../../pipeline/version.ts";
import type { ConnectOptions } from "../connect.ts";
import type { Wire } from "../request.ts";
import { signIn } from "../signIn.ts";

/** Signs in for what the doctor and the smoke test ask beyond `Workspace`: with the same sign-in, retries and deadlines. */
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

const userAgent = `fixloop/${packageVersion} nodejs/${process.versions.node} os/${process.platform}`;

async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await timeout(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch {
    // who called looks at the signal
  }
}
