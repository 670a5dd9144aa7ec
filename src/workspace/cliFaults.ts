import { meets, type CliVersion } from "./cliVersion.ts";

/** Something that a range of versions of the Databricks CLI does wrong, or differently from those around it. */
export interface CliFault {
  /** First version with it; every older one where there is none. */
  readonly since?: string;
  readonly fixedIn?: string;
  /** One clause, after the version: what happens. */
  readonly what: string;
  /** Whether a deployment of a bundle of ours can go wrong by it. */
  readonly harms: boolean;
}

/** From the release notes of databricks/cli. */
const faults: readonly CliFault[] = [
  {
    fixedIn: "1.11.0",
    what: "every plan shows a change of webhook_notifications where there is none (fixed in 1.11)",
    harms: true,
  },
  {
    fixedIn: "1.13.0",
    what: "a killed deployment can leave an incomplete state behind (fixed in 1.13)",
    harms: true,
  },
  {
    fixedIn: "1.15.0",
    what: "an escaped ${…} is not kept as text (fixed in 1.15); generated bundles have none",
    harms: false,
  },
  {
    since: "1.20.0",
    what: "the terraform engine was removed (since 1.20); generated bundles use the direct engine",
    harms: false,
  },
];

/** The newest release whose notes were read. */
export const newestKnown = "1.27";

/** What is known of a version, oldest first. */
export function faultsOf(version: CliVersion): readonly CliFault[] {
  return faults.filter(
    ({ since, fixedIn }) =>
      (since === undefined || meets(version, `>= ${since}`)) &&
      (fixedIn === undefined || !meets(version, `>= ${fixedIn}`)),
  );
}

/** Whether a version is newer than what was read of: it may have faults that are not listed. */
export function isUnread({ numbers: [major, minor] }: CliVersion): boolean {
  const [knownMajor = 0, knownMinor = 0] = newestKnown.split(".").map(Number);
  return major > knownMajor || (major === knownMajor && minor > knownMinor);
}
